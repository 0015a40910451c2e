"""Tests of the embedded model's own parts."""

from __future__ import annotations
