"""Measurements: printed, never asserted."""

from __future__ import annotations
