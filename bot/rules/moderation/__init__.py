"""Moderation: what may be asked, by whom and where."""

from __future__ import annotations

from bot.rules.moderation.folding import fold
from bot.rules.moderation.gate import Finding, Gate, findings
from bot.rules.moderation.patterns import BadPattern, TooSlow, check_pattern, find, read_aloud

__all__ = ["BadPattern", "Finding", "Gate", "TooSlow", "check_pattern", "find", "findings", "fold", "read_aloud"]
