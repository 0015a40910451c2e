"""Joins the two halves of an introduction into one mention: "Mia, a red fox", "a red fox called Mia"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from story.coreference.mentions import Mention, outfit_at

_NAMING = re.compile(r" (?:named|called|by the name of) | |, (?:named|called) ")
_BEING = re.compile(r" (?:is|was) |, (?:who (?:is|was) )?")
_HER_NAME = re.compile(r"(?i:\b(?:her|his|its|their) name (?:is|was) )\Z")


def introduced(sentence: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions; those that introduce somebody by name have a `name`."""
    index = 0
    while index < len(mentions):
        one, two = mentions[index], mentions[index + 1] if index + 1 < len(mentions) else None
        both = _name_first(sentence, one, two) or _noun_first(sentence, one, two) if two else None
        index += 2 if both else 1
        if one.kind == "name" and _HER_NAME.search(sentence, max(0, one.start - 30), one.start):
            one = replace(one, name=one.word)
        yield both or one


def _name_first(sentence: str, one: Mention, two: Mention) -> Mention | None:
    """ "Mia the red fox", "Mia, a red fox", "Mia is a red fox"."""
    if one.kind != "name" or two.kind != "noun" or two.plural or one.possessive:
        return None
    gap, closed = sentence[one.end : two.start], sentence[two.end : two.end + 1] in (",", ".", "")
    apposed = gap == " " and two.definite
    if apposed or (_BEING.fullmatch(gap) and (not two.definite or (gap == ", " and closed))):
        return replace(two, start=one.start, name=one.word)
    return None


def _noun_first(sentence: str, one: Mention, two: Mention) -> Mention | None:
    """ "a red fox called Mia", "her cat Milo"."""
    if one.kind != "noun" or two.kind != "name" or one.plural or one.possessive:
        return None
    if not _NAMING.fullmatch(sentence[one.end : two.start]):
        return None
    end, outfit = outfit_at(sentence, two.end) or (two.end, one.outfit)
    return replace(one, end=end, outfit=outfit, name=two.word, possessive=two.possessive)
