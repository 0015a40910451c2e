"""Tests of `story/storygan/`."""

from __future__ import annotations
