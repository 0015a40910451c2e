"""Who is spoken of and yet not there: wishes and their wishers, corrections, toys, what somebody is said to be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from story.coreference.lexicon import ALSO_THINGS
from story.coreference.mention import Mention

_CORRECTED = re.compile(r"(?i)\b(?:no,? wait|wait,? no|scratch that|i mean(?:t)?|make that|not that|no,? sorry|oops)\b")
_WISHER = re.compile(r"(?i)\b(?:for|make|makes|from|dear) \Z")
_MINE = re.compile(r"(?i:my|our)\b")
_WISHES = re.compile(
    r"(?i:,? (?:wants?|wanted|says? (?:draw|to draw)|would (?:like|love)|ask(?:s|ed)? for|begs? for|loves? it when)\b)"
)
_IS = re.compile(
    r"(?i:(?:'s|’s| is|(?:, who)? was|(?:, who)? were| are| became| becomes| turns? into| looks? like|s)"
    r"(?: now| really| still| only| just| all| both| in reality)? )"
)


def is_identified(text: str, end: int, mention: Mention) -> bool:
    """Whether a noun only says what somebody is who was told just before it: "he's a bear", "she was a queen"."""
    return (
        _IS.fullmatch(text[end : mention.start] + ("" if text[end : mention.start].endswith(" ") else " ")) is not None
    )


def present(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, with those marked absent whom the sentence does not put on stage."""
    told = list(mentions)
    there = [index for index, each in enumerate(told) if each.kind in ("noun", "name") and not each.absent]
    last = max(there, default=-1)
    corrected = max((match.start() for match in _CORRECTED.finditer(text)), default=0)
    somebody = False
    for index, mention in enumerate(told):
        later = index < last
        wrong = mention.end <= corrected and later and mention.kind == "noun"
        wishing = later and (
            (
                _WISHER.search(text, max(0, mention.start - 8), mention.start) is not None
                and _MINE.match(text, mention.start) is not None
            )
            or (_WISHES.match(text, mention.end) is not None and index == 0)
        )
        joined = index > 0 and told[index - 1].kind != "thing" and text[told[index - 1].end : mention.start] == " and "
        toy = mention.kind == "noun" and mention.word in ALSO_THINGS and not mention.name and somebody and not joined
        absent = mention.absent or wrong or wishing or toy
        somebody = somebody or (mention.kind != "thing" and not absent)  # whose toy the next one may be
        yield replace(mention, absent=absent)
