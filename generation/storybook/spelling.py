"""Finds the word of a vocabulary that a word outside it is most likely meant to be, or is drawn as.

Hand-written: the words one slip away are few enough to try them all, and which word may be drawn as which is a
judgement that no library (rapidfuzz, SymSpell) makes.
"""

from __future__ import annotations

import string
from collections.abc import Container, Iterator

from generation.storybook.real_words import REAL_WORDS
from generation.storybook.synonyms import SYNONYMS

SHORTEST = 4  # letters; a shorter word is one letter away from too many others
_SIBILANTS = ("ses", "xes", "zes", "ches", "shes", "oes")


def nearest(word: str, vocabulary: Container[str]) -> str | None:
    """The known word nearest to an unknown lower-case one: a synonym, another inflection, or the right spelling."""
    for stem in (word, *_stems(word)):
        drawn = SYNONYMS.get(stem)
        if drawn is not None and drawn in vocabulary:
            plural = f"{drawn}s"
            return plural if stem != word and word.endswith("s") and plural in vocabulary else drawn
    if word in REAL_WORDS:
        return None
    related = (*_stems(word), f"{word}s")
    candidates = (*related, *_spellings(word)) if len(word) >= SHORTEST else related
    return next((other for other in candidates if len(other) > 2 and other in vocabulary), None)


def _stems(word: str) -> Iterator[str]:
    """What a word may be an inflection of: "foxes" of "fox", "hugging" of "hug", "carried" of "carry"."""
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
        if word.endswith(_SIBILANTS):
            yield word[:-2]
    if word.endswith(("ies", "ied")):
        yield word[:-3] + "y"
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            yield from (stem, stem + "e")
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def _spellings(word: str) -> Iterator[str]:
    """All words one slip away that begin alike, the likeliest slips first: swapped, left out, doubled, mistaken."""
    cuts = [(word[:k], word[k:]) for k in range(1, len(word) + 1)]
    yield from (head[:-1] + tail[0] + head[-1] + tail[1:] for head, tail in cuts if tail)
    yield from (head + letter + tail for head, tail in cuts for letter in string.ascii_lowercase)
    yield from (head + tail[1:] for head, tail in cuts if tail)
    yield from (head + letter + tail[1:] for head, tail in cuts if tail for letter in string.ascii_lowercase)
