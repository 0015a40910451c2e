"""What is for adults, told from the words of a prompt; pictures are not looked at.

With a child in the same prompt it is refused everywhere, whatever a server's rule is.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from bot.rules.moderation.patterns import find

SPARED = ("naked eye", "naked eyes", "naked mole rat", "naked mole rats", "nude colours", "nude colors", "sex pistols")
CHILDREN = (
    *("baby", "babies", "boy", "boys", "child", "children", "childlike", "girl", "girls", "infant", "infants", "kid"),
    *("kids", "kindergarten", "loli", "lolicon", "minor", "minors", "preteen", "pupil", "pupils", "schoolboy"),
    *("schoolgirl", "schoolgirls", "shota", "shotacon", "teen", "teenage", "teenager", "teenagers", "toddler"),
    *("toddlers", "underage", "youngster"),
)


def adult_word(folded: str) -> str | None:
    """The first such word in folded text. Raises TooSlow."""
    return _first(_words(), _without_spared(folded))


def child_word(folded: str) -> str | None:
    return _first(CHILDREN, folded)


@cache
def _words() -> tuple[str, ...]:
    return tuple(files("bot.rules.moderation").joinpath("adult.txt").read_text(encoding="utf-8").split("\n")[:-1])


def _without_spared(folded: str) -> str:
    for phrase in SPARED:
        folded = folded.replace(phrase, " ")
    return folded


def _first(words: tuple[str, ...], folded: str) -> str | None:
    return next((found for word in words if (found := find(word, "phrase", folded)) is not None), None)
