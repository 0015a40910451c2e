"""Tests of `story/clevr/`."""

from __future__ import annotations
