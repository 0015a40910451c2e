"""Moderation: what may be asked, by whom and where."""

from __future__ import annotations

from bot.rules.moderation.folding import fold
from bot.rules.moderation.gate import Gate, Match, find_matches
from bot.rules.moderation.patterns import InvalidPattern, PatternTimeout, check_pattern, find, undo_leetspeak

__all__ = [
    "Gate",
    "InvalidPattern",
    "Match",
    "PatternTimeout",
    "check_pattern",
    "find",
    "find_matches",
    "fold",
    "undo_leetspeak",
]
