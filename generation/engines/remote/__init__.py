"""An engine that draws nothing itself: an image server on this machine or another does."""

from __future__ import annotations

from generation.engines.remote.engine import RemoteEngine

__all__ = ["RemoteEngine"]
