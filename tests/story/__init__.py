"""Tests of `story/`."""

from __future__ import annotations
