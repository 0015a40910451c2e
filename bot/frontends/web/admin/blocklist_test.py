"""A prompt held against the blocklist, as the desk's page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.moderation import Match, PatternTimeout, find_matches, fold, undo_leetspeak
from bot.storage.blocklist import Blocked


@dataclass(frozen=True, slots=True)
class PromptCheck:
    folded: str
    aloud: str
    matches: tuple[Match, ...]
    too_slow: bool = False  # then it is refused


def check_prompt(patterns: Sequence[Blocked], text: str) -> PromptCheck:
    """It computes, so away from the event loop."""
    folded = fold(text)
    try:
        return PromptCheck(folded, undo_leetspeak(folded), tuple(find_matches(patterns, text)))
    except PatternTimeout:
        return PromptCheck(folded, undo_leetspeak(folded), (), too_slow=True)
