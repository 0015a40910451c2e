"""Tests of `story/exports/`."""

from __future__ import annotations
