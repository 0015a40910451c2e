"""The plan of a story by rules for English: its cast by `story.coreference`, place, time, weather and things by words.

A place stays until another is told, time until it is told anew, weather while the place does and in the open only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from story.coreference.cast import Member, SentenceCast, cast_of
from story.coreference.grammar import living
from story.plans.notation import plain
from story.plans.plan import PlannedCharacter, PlannedFrame, StoryPlan
from story.plans.setting import SHELTERED, held_in, place_of, time_of, weather_of
from story.sentences import NO_CAST

RULES = "the rules for English"  # what planned it, where no director did
_QUOTED = re.compile(r'"[^"]*"?|“[^”]*”?|«[^»]*»?|„[^“”]*[“”]?')


def plan_story(sentences: Sequence[str], cast: Sequence[tuple[str, str]] = (), *, context: bool = True) -> StoryPlan:
    """One frame per sentence; without `context` each as if it stood alone."""
    if not context:
        alone = (plan_story([sentence], cast).frames[0] for sentence in sentences)
        return StoryPlan(tuple(alone))
    return planned(sentences, cast_of(sentences, cast))


def planned(sentences: Sequence[str], told: Sequence[SentenceCast]) -> StoryPlan:
    """The plan of sentences whose cast is known."""
    return StoryPlan(tuple(_frames(sentences, told)))


def _frames(sentences: Sequence[str], told: Sequence[SentenceCast]) -> Iterator[PlannedFrame]:
    place = time = weather = ""
    for sentence, cast in zip(sentences, told, strict=True):
        text = _QUOTED.sub("", sentence.removeprefix(NO_CAST).strip())
        here, now, sky = place_of(text), time_of(text), weather_of(text)
        if here is not None and here != place:
            place, weather = here, "" if place else weather
        time = time if now is None else now
        weather = weather if sky is None else sky
        if sky is None and SHELTERED.search(place):
            weather = ""
        things = held_in(_QUOTED.sub("", cast.described))
        yield PlannedFrame(
            tuple(map(_character, cast.members)),
            place,
            time,
            weather,
            tuple(plain(each) for each in things if living(each.split()[-1].lower(), 0) is None),
            tuple(map(plain, cast.absent)),
        )


def _character(member: Member) -> PlannedCharacter:
    clothes = tuple(plain(each.replace(",", " ")) for each in member.clothes)
    return PlannedCharacter(plain(member.name), plain(member.looks), clothes)
