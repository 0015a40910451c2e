"""The parser of chat lines."""

from __future__ import annotations
