"""What each frame of a story should show, for whoever looks at it: as it was planned, or else as it was read."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from story.coreference.cast import cast_of, figures_told
from story.coreference.lexicon import NUMBERS
from story.draw import read_cast
from story.panels.checker import Panel
from story.plans.plan import PlannedCharacter
from story.plans.prompt import figures_of_frame
from story.plans.rules import plan_story, planned
from story.request import StoryRequest
from story.storybook.english.inflect import plural

_COUNTED = ("no", "one", "two", "three", "four", "five", "six", "many")
_SEVERAL = 2  # "some ducks"


class Wanted(NamedTuple):
    """How many of a kind a frame should show."""

    least: int
    most: int | None  # None: nobody said

    def meets(self, count: int) -> bool:
        return self.least <= count and (self.most is None or count <= self.most)


def panels_of(request: StoryRequest) -> list[Panel]:
    """One for every sentence."""
    style = request.drawing.style
    if request.plan is not None:
        frames = zip(request.sentences, request.plan.frames, strict=True)
        return [Panel(text, frame, figures_of_frame(frame), style=style) for text, frame in frames]
    cast = cast_of(request.sentences, request.cast)
    read = read_cast(request, cast)
    plan = planned(request.sentences, cast) if request.context else plan_story(request.sentences, context=False)
    told = zip(request.sentences, plan.frames, read, strict=True)
    return [Panel(text, frame, each.guidance, each.joins, style) for text, frame, each in told]


def nouns_told(panel: Panel) -> list[str]:
    """What each figure of a panel is, in its order; "" where only a name was told, which anybody can bear."""
    unseen = {each.name for each in panel.frame.characters if each.name and not each.looks}
    return ["" if each.name in unseen else each.noun for each in panel.figures or ()]


def wanted(panel: Panel) -> dict[str, Wanted]:
    """By noun, how many should be there; "" for those of whom nobody told what they are."""
    uncounted = {noun for each in panel.frame.characters for noun in _uncounted(each)}
    counts = Counter(nouns_told(panel))
    return {
        noun: Wanted(_SEVERAL, None) if noun in uncounted else Wanted(count, None if panel.joined else count)
        for noun, count in counts.items()
    }


def miscounted(noun: str, wanted: Wanted, seen: int) -> str:
    """ "no fox", "two foxes instead of one", where `seen` does not meet what is wanted."""
    if not seen:
        return f"no {noun}"
    right = wanted.least if wanted.most is None else wanted.most
    number, other = (_COUNTED[min(each, len(_COUNTED) - 1)] for each in (seen, right))
    return f"{number} {noun if seen == 1 else plural(noun)} instead of {other}"


def _uncounted(character: PlannedCharacter) -> set[str]:
    """The noun of several whose number nobody told: "wolves"."""
    figures = figures_told([(character.name, character.looks, character.clothes)])
    told = len(figures) == 1 or any(word in NUMBERS for word in character.looks.lower().split())
    return set() if told else {each.noun for each in figures}
