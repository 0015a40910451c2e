"""What somebody is told to wear: with their noun, or as something that they put on or take off."""

from __future__ import annotations

import re

from story.coreference.lexicon import GARMENTS

_KINDS = "|".join(sorted(GARMENTS))
_GARMENT = rf"(?:(?!with\b|wearing\b|in\b|and\b)[\w-]+ ){{0,4}}(?:{_KINDS})\b"
_OUTFIT = re.compile(
    r"(?i:,? (?:with|wearing|sporting|in|dressed in|(?:who|that|which) (?:wears|wore|is wearing|was wearing|has|had))"
    rf" ({_GARMENT}(?: and {_GARMENT})?))"
)
_WORN = rf"(?:(?!and\b|with\b)[\w-]+ ){{0,3}}(?:{_KINDS})s?\b"
_PUTS_ON = re.compile(
    r"(?i:(?<!who )(?<!that )(?<!which )\b(?:(?:puts?|putting|tries|try|tried|pulls?|pulled) on|swaps? the \w+ for"
    r"|(?:now |always |also )?(?:wears|wore)|(?:has|had) on"
    r"|(?:gets?|got|buys|bought|finds|found) (?:himself|herself|itself)?) ?"
    rf"(?P<worn>{_WORN}(?:,? and {_WORN})?)|\bputs? it on\b)"
)
_TAKES_OFF = re.compile(
    rf"(?i:\b(?:takes? off|took off|loses?|lost|swaps?|forgot|drops?|dropped) (?:the|his|her|its) {_WORN}"
    rf"|\b(?:takes?|took|pulls?|pulled) (?:the|his|her|its) {_WORN} off)"
)
_AND = re.compile(r",? and ")


def outfit_at(sentence: str, position: int) -> tuple[int, str] | None:
    """(end, what is worn) of " with a green scarf" at this place."""
    worn = _OUTFIT.match(sentence, position)
    return (worn.end(), worn[1]) if worn else None


def takes_off(text: str) -> bool:
    """Whether the subject of a sentence takes off what it wears."""
    return _TAKES_OFF.search(text) is not None


def dressed(outfit: str, text: str, thing: str) -> str:
    """An outfit after a sentence that may put something on; `thing` is what "it" means there."""
    change = _PUTS_ON.search(text)
    if change is None:
        return outfit
    new = _pieces(change["worn"] or (f"a {thing}" if thing else ""))
    replaced = {_kind(piece) for piece in new}
    return " and ".join([*(piece for piece in _pieces(outfit) if _kind(piece) not in replaced), *new])


def _pieces(outfit: str) -> list[str]:
    return [piece for piece in _AND.split(outfit) if piece]


def _kind(piece: str) -> str:
    return piece.split()[-1].lower()
