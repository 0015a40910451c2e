"""The plan of a story: what each of its frames shows, before anything is drawn. Plain values, which jobs keep."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class PlannedCharacter:
    """One character on stage, or several that are told as one ("two rabbits")."""

    name: str = ""  # "Mia"; "" where the story gives none
    looks: str = ""  # "small red fox"; "" where the story tells nothing
    clothes: tuple[str, ...] = ()  # ("green scarf", "hat")

    def described(self) -> str:
        """ "Mia the small red fox with a green scarf", "the two rabbits"."""
        words = self.name or f"the {self.looks}"
        if self.name and self.looks:
            words += f" ({self.looks})" if "," in self.looks else f" the {self.looks}"
        return f"{words}{self._worn}"

    def introduced(self) -> str:
        """The looks as a line of the cast has them: "a small red fox with a green scarf"."""
        return f"{with_article(self.looks)}{self._worn}"

    @property
    def _worn(self) -> str:
        return f" with {' and '.join(map(with_article, self.clothes))}" if self.clothes else ""


@dataclass(frozen=True, slots=True)
class PlannedFrame:
    """One frame; "" and () where nothing is told."""

    characters: tuple[PlannedCharacter, ...] = ()
    place: str = ""  # "forest"
    time: str = ""  # "night"
    weather: str = ""  # "snow"
    held: tuple[str, ...] = ()  # ("lantern",)
    absent: tuple[str, ...] = ()  # who is spoken of and not there


@dataclass(frozen=True, slots=True)
class StoryPlan:
    """One frame per sentence of its story."""

    frames: tuple[PlannedFrame, ...]


_ARTICLE = re.compile(r"(?i:an?|the) ")
_THE_LOOKS = re.compile(r"(?i:,? the .*)")


def contradicted(frame: PlannedFrame) -> str:
    """Who is on stage in a frame and absent from it as well, as they are named on stage; "" where nobody is."""
    gone = {_plain(each) for each in frame.absent}
    named = {_THE_LOOKS.sub("", each) for each in gone}  # "Mia the red fox" is Mia
    for each in frame.characters:
        if each.name.casefold() in named if each.name else _plain(each.looks) in gone:
            return each.name or each.looks
    return ""


def _plain(words: str) -> str:
    return _ARTICLE.sub("", words, count=1).casefold() if _ARTICLE.match(words) else words.casefold()


def plan_from_json(stored: Mapping[str, Any] | None) -> StoryPlan | None:
    """What `dataclasses.asdict` made of a plan, which a database may keep longer than this code its fields."""
    if stored is None:
        return None
    return StoryPlan(tuple(_frame(each) for each in stored.get("frames", ())))


def _frame(stored: Mapping[str, Any]) -> PlannedFrame:
    known = _known(PlannedFrame, stored)
    characters = (_known(PlannedCharacter, each) for each in stored.get("characters", ()))
    return PlannedFrame(**known | {"characters": tuple(PlannedCharacter(**each) for each in characters)})


def _known(kind: type[PlannedFrame | PlannedCharacter], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that this code knows; JSON has lists for its tuples."""
    names = {field.name for field in fields(kind)}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items() if name in names}


def with_article(thing: str) -> str:
    """ "a green scarf", but "boots" and "his hat"."""
    first, last = thing.split()[0].lower(), thing.split()[-1].lower()
    plural = last.endswith("s") and not last.endswith("ss")
    if plural or first in ("a", "an", "the", "his", "her", "its", "their", "my", "our", "some"):
        return thing
    return f"{'an' if first[0] in 'aeiou' else 'a'} {thing}"
