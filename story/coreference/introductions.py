"""Joins the two halves of an introduction into one mention: "Mia, a red fox", "a red fox called Mia"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from story.coreference.clothes import outfit_at
from story.coreference.lexicon import HE_NOUNS, RELATIONS, SHE_NOUNS
from story.coreference.mention import Mention

_NAMING = re.compile(r" (?:named|called|by the name of) | |, (?:named|called) ")
_BEING = re.compile(r" (?:is|was) |(?: \w+ing)?, (?:who (?:is|was) )?| \(| and (?:I['’]m|I am|s?he is) ")
_LAST = (" and ", ", and ", " & ")
_HER_NAME = re.compile(r"(?i:\b(?:her|his|its|their) name (?:is|was) )\Z")


def introduced(sentence: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions; those that introduce somebody by name have a `name`."""
    index = 0
    mentions = _named_each(sentence, mentions)
    while index < len(mentions):
        one, two = mentions[index], mentions[index + 1] if index + 1 < len(mentions) else None
        both = two and (
            _name_first(sentence, one, two) or _noun_first(sentence, one, two) or _apposed(sentence, one, two)
        )
        index += 2 if both else 1
        if one.kind == "name" and _HER_NAME.search(sentence, max(0, one.start - 30), one.start):
            one = replace(one, name=one.word)
        yield both or one


def _named_each(sentence: str, mentions: Sequence[Mention]) -> list[Mention]:
    """ "Two frogs, Hop and Plop": each is one of them."""
    told = list(mentions)
    for at, group in enumerate(mentions):
        named = mentions[at + 1 : at + 3]
        listed = len(named) == 2 and sentence[group.end : named[0].start] in (", ", ": ")
        if listed and group.plural and group.word in ("friend", "animal") and not group.definite:
            return [each for each in told if each is not group]  # "three friends, a fox, a pig and an owl"
        names = mentions[at + 1 : at + 1 + group.number]
        if group.kind != "noun" or not group.plural or group.number < 2 or len(names) < group.number:
            continue
        gaps = [sentence[one.end : two.start] for one, two in pairwise((group, *names))]
        if (
            all(each.kind == "name" for each in names)
            and gaps[0] in (", ", " named ", " called ")
            and gaps[-1] in _LAST
        ):
            looks = group.looks.removesuffix("s") if not group.looks.endswith("mice") else "mouse"
            one = replace(group, plural=False, number=1, looks=looks, definite=False)
            told[at : at + 1 + len(names)] = [
                *[replace(one, start=each.start, end=each.end, name=each.word) for each in names]
            ]
            break
    return told


def _apposed(sentence: str, one: Mention, two: Mention) -> Mention | None:
    """ "His friend the mouse", "the king, an old lion,"."""
    if one.kind != "noun" or two.kind != "noun" or one.possessive or one.plural != two.plural:
        return None
    gap, closed = sentence[one.end : two.start], sentence[two.end : two.end + 1] in (",", ".", "!", ")", "")
    friend = one.word in RELATIONS and ((gap == " " and two.definite) or (gap == ", " and closed))
    role = gap in (", ", " (") and not two.definite and closed and one.definite and one.word in HE_NOUNS | SHE_NOUNS
    if not (friend or role):
        return None
    return replace(two, start=one.start, alias=one.word, definite=False, owned=one.owned, absent=one.absent)


def _name_first(sentence: str, one: Mention, two: Mention) -> Mention | None:
    """ "Mia the red fox", "Mia, a red fox", "Mia is a red fox"."""
    if one.kind != "name" or two.kind != "noun" or two.plural or one.possessive:
        return None
    gap, closed = sentence[one.end : two.start], sentence[two.end : two.end + 1] in (",", ".", "")
    apposed = gap == " " and two.definite
    if apposed or (_BEING.fullmatch(gap) and (not two.definite or (gap == ", " and closed))):
        return replace(two, start=one.start, name=one.word, absent=one.absent or two.absent)
    return None


def _noun_first(sentence: str, one: Mention, two: Mention) -> Mention | None:
    """ "a red fox called Mia", "her cat Milo"."""
    if one.kind != "noun" or two.kind != "name" or one.plural or one.possessive:
        return None
    if not _NAMING.fullmatch(sentence[one.end : two.start]):
        return None
    end, outfit = outfit_at(sentence, two.end) or (two.end, one.outfit)
    return replace(one, end=end, outfit=outfit, name=two.word, possessive=two.possessive)
