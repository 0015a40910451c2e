"""Text as somebody reads it: lower case, Latin where it looks Latin, without what nobody sees.

Look-alikes are those of Unicode TR39. `l`, `I` and `1` look alike within ASCII too; a letter that may be either is `|`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

GAP = "·"  # stands for an emoji or another sign that is no letter
_WEIGHTS = re.compile(r"::?\s*-?\d+(?:\.\d+)?(?=\s*[)\]}>])|::-?\d+(?:\.\d+)?")  # (word:1.2), word::2
_INNER_I = re.compile(r"(?<=[a-z])I")  # in "kiIl" it passes for an l
_MORE = {"к": "k", "κ": "k", "ĸ": "k", "ӏ": "|"}  # what the table likens to none, or to one of two
_NAMED = re.compile(
    r"(?:LATIN|NEGATIVE|SQUARED|REGIONAL) .*LETTER (?:SMALL CAPITAL |TURNED |REVERSED )?([A-Z])(?: WITH .*)?"
)
_MARKS = ((0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F))  # over any letter
_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x180B, 0x180F))
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5")  # letters by category, and yet without a shape
_BLANK = "\u2800"


def fold(text: str) -> str:
    """The text that patterns are held against; the same for two texts that look the same, or nearly so."""
    written = unicodedata.normalize("NFKC", _INNER_I.sub("|", _WEIGHTS.sub("", text)))
    bare = "".join(_shown(character) for character in unicodedata.normalize("NFKD", written))
    shapes = re.sub(r"\S+", lambda found: _one_case(found[0]), unicodedata.normalize("NFC", bare))
    small = unicodedata.normalize("NFC", "".join(map(_latin, shapes))).casefold()
    return "".join(map(_latin, small))  # a capital of another script may only look Latin once it is small


def _one_case(word: str) -> str:
    """In a word of another script a capital is its small letter, whose shape may be like another Latin one."""
    return word if any(each.isascii() and each.isalpha() for each in word) else word.casefold()


def _shown(character: str) -> str:
    """Nothing for marks over letters and for what has no width."""
    code = ord(character)
    unseen = character in _UNSEEN or unicodedata.category(character) == "Cf"
    if unseen or any(first <= code <= last for first, last in (*_MARKS, *_SELECTORS)):
        return ""
    return " " if character == _BLANK else character


@cache
def _latin(character: str) -> str:
    """The ASCII letter or digit that it looks like, else itself; one space for spaces, a gap for signs."""
    if character.isascii():
        return character
    if (letter := _MORE.get(character, "")) or (letter := _named(character)) or (letter := _look_alike(character)):
        return letter
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    if character.isspace():
        return " "
    return GAP if unicodedata.category(character) in ("So", "Sk", "Co", "Cn", "Cs") else character


def _named(character: str) -> str:
    match = _NAMED.fullmatch(unicodedata.name(character, ""))
    return match[1].lower() if match else ""


def _look_alike(character: str) -> str:
    """By the table of TR39: straight to ASCII, or over another letter that has one in its name."""
    found = [each["c"] for each in _look_alikes().get(character, ())]
    for other in found:
        if len(other) == 1 and other.isascii():
            return "|" if other in "lI1|" else other.lower()
    return next(filter(None, (_named(other) for other in found if len(other) == 1)), "")


@cache
def _look_alikes() -> dict[str, list[dict[str, str]]]:
    """Read when first needed: it is half a second of JSON."""
    from confusable_homoglyphs.confusables import confusables_data

    table: dict[str, list[dict[str, str]]] = confusables_data
    return table
