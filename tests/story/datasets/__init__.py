"""Tests of `story/datasets/`."""

from __future__ import annotations
