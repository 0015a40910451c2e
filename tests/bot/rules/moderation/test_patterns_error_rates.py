"""How often the blocklist is wrong, on prompts written by hand: what gets by it, and what it refuses without reason.

One line each; a letter a line is one evasion. The known misses at the end need more than one word in pieces, or cost
innocents: "ki ll", "k ill", "llik" and "klll".
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bot.rules.moderation import find, fold
from bot.rules.moderation.adult import adult_word

HERE = Path(__file__).parent
KNOWN_MISSES = {"ki ll", "k ill", "llik", "klll"}
BLOCKED = (
    *("kill", "ass", "hell", "sex", "rape", "anal", "cock", "tit", "tits", "shit", "damn", "dam", "die", "bad", "weed"),
    *("coon", "dick", "fuck", "arse", "whore", "cum", "porn", "bomb", "gun", "drug", "blood", "pistol", "god", "hoe"),
)


@cache
def evasions() -> list[str]:
    text = (HERE / "evasions.txt").read_text(encoding="utf-8")
    return text.replace("\nk\ni\nl\nl\n", "\nk\ti\tl\tl\n").splitlines()


@cache
def innocents() -> list[str]:
    """Folded."""
    return [fold(each) for each in (HERE / "innocents.txt").read_text(encoding="utf-8").splitlines()]


def test_what_gets_by_is_what_we_know_gets_by() -> None:
    missed = {each for each in evasions() if find("kill", "word", fold(each)) is None}
    print(f"missed {len(missed)} of {len(evasions())}")
    assert missed == KNOWN_MISSES


@pytest.mark.parametrize("pattern", BLOCKED)
def test_no_innocent_prompt_is_refused(pattern: str) -> None:
    without_the_word = [each for each in innocents() if pattern not in each.replace("?", "").split()]
    assert [each for each in without_the_word if find(pattern, "word", each) is not None] == []


def test_no_innocent_prompt_is_for_adults() -> None:
    assert [each for each in innocents() if adult_word(each) is not None] == []
