"""A prompt held against the blocklist, as the desk's page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.moderation import Finding, TooSlow, findings, fold, read_aloud
from bot.storage.blocklist import Blocked


@dataclass(frozen=True, slots=True)
class Tested:
    folded: str
    aloud: str
    found: tuple[Finding, ...]
    too_slow: bool = False  # then it is refused


def tested(patterns: Sequence[Blocked], text: str) -> Tested:
    """It computes, so away from the event loop."""
    folded = fold(text)
    try:
        return Tested(folded, read_aloud(folded), tuple(findings(patterns, text)))
    except TooSlow:
        return Tested(folded, read_aloud(folded), (), too_slow=True)
