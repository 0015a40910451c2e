"""What to say of a word that is none of those there are: the nearest one, or all of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_NEAR = 0.6  # of 1, where the words are the same


def nearest(word: str, known: Iterable[str], near: float = _NEAR) -> str | None:
    """The known word that this one was probably meant to be."""
    found = get_close_matches(word.lower(), list(known), n=1, cutoff=near)
    return found[0] if found else None


def advice(word: str, known: Iterable[str], shape: str = "{}") -> str:
    """The end of a sentence: "did you mean `pdf`?", or "there are pdf, gif."."""
    names = list(known)
    near = nearest(word, names)
    if near is None:
        return f"there are {', '.join(map(shape.format, names))}."
    return f"did you mean `{shape.format(near).strip('`')}`?"


def meant(word: str, known: Iterable[str]) -> str:
    """The same after a sentence that has said all: "; did you mean `day`?", or its full stop."""
    near = nearest(word, known)
    return f"; did you mean `{near}`?" if near else "."
