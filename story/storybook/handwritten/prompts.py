"""Prompts and stories written by hand, as people type them, with what a reader can tell of each frame.

None is made from the patterns of the training world, so that they measure what the model makes of loose English.
There are three sets: "people", and "open" and "locked", two halves of what three others wrote. The locked half is not
looked at before a release is measured; its checksums are in `locked.sha256`. What the labels hold to:

- Only what a reader can tell is labelled; an untold fact is left out and not scored. Who is on stage is always there.
- On stage in a frame is whoever its sentence speaks of: by kind, name, pronoun or group, as speaker or spoken to.
- A sentence that speaks of nobody (weather, time, a place, a thing, "Ouch.") keeps those on stage, except who has left.
- Looks and clothes once told persist in a story until they are changed, also while their bearer is off stage.
- The place persists until somebody moves; then it's what is told next. Time persists until it is told anew.
- Weather persists while the place does, and in the open only.
- Actions, landmarks and props are labelled in the frames whose sentence speaks of them ("it" and "the gift" count).
- `"none"` is labelled only where the text says so: taken off, given away, "without a hat".
- A child's colour is that of its clothes. "Little" with an animal or a robot is small; a little girl is just a girl.
- `ordered` is true only where the text says who is left of whom.

And in "open" and "locked", whose writers knew nothing of the world:

- A kind that the world does not have is its own noun ("horse", "mother"; "child" where it may be a girl or a boy).
- Places, actions, landmarks and props that the world does not have are untold.
- Whose thing or place is named is on stage only if taking part: not with "under Tim's bed", but with "took Tim's ball".
- `crowded` is true where more than three are on stage, or nobody can tell how many; three at most are labelled.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generation.storybook.scene import (
    ACTIONS,
    COLOURS,
    HEADWEAR,
    LANDMARKS,
    MOST_CHARACTERS,
    NECKWEAR,
    PAIR_ACTIONS,
    PLACES,
    PROPS,
    SHELTERED,
    SIZES,
    TIMES,
    WEATHERS,
)

SETS = ("people", "open", "locked")
#: `Truth.holder` of a prop that lies on the ground; "nobody" in the files.
NOBODY = -1

_OF_SCENE = {
    "place": PLACES, "time": TIMES, "weather": WEATHERS, "landmark": LANDMARKS, "prop": PROPS, "prop_colour": COLOURS,
}  # fmt: skip
_OF_CHARACTER = {
    "colour": COLOURS, "size": SIZES, "headwear": HEADWEAR, "headwear_colour": COLOURS, "neckwear": NECKWEAR,
    "neckwear_colour": COLOURS, "action": ACTIONS,
}  # fmt: skip
_KIND = re.compile("[a-z]+(-[a-z]+)*")
_COLOURED = ("prop", "headwear", "neckwear")


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reader can tell of one frame: fact names and words of `Scene` and `Character`, without what is untold."""

    facts: Mapping[str, str]
    characters: tuple[Mapping[str, str], ...]  # each with its kind at least
    holder: int | None = None  # index into `characters`, or NOBODY; None: untold
    ordered: bool = False  # the text says that they stand in this order, from left to right
    crowded: bool = False  # there are more than `characters`, or nobody can tell how many: the frame is not scored


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text for one picture and its truth; also one sentence of a story."""

    text: str
    truth: Truth


@dataclass(frozen=True, slots=True)
class PeopleStory:
    """A story's sentences, each a frame."""

    frames: tuple[Prompt, ...]

    @property
    def sentences(self) -> list[str]:
        return [frame.text for frame in self.frames]


def prompts(name: str = "people") -> tuple[Prompt, ...]:
    """Every single prompt of one of `SETS`. Raises ValueError that quotes the prompt whose label is wrong."""
    return tuple(read_prompt(item) for item in _read(f"{name}_prompts.toml")["prompt"])


def stories(name: str = "people") -> tuple[PeopleStory, ...]:
    """Every story of one of `SETS`. Raises ValueError that quotes the sentence whose label is wrong."""
    items = _read(f"{name}_stories.toml")["story"]
    return tuple(PeopleStory(tuple(read_prompt(frame) for frame in item["frames"])) for item in items)


def read_prompt(item: Mapping[str, Any]) -> Prompt:
    """A prompt from a table of the files. Raises ValueError that quotes it if its label is wrong."""
    rest = dict(item)
    text, characters = rest.pop("text"), tuple(rest.pop("characters"))
    holder, ordered, crowded = rest.pop("holder", None), rest.pop("ordered", False), rest.pop("crowded", False)
    truth = Truth(rest, characters, NOBODY if holder == "nobody" else holder, ordered, crowded)
    if wrong := _wrong(truth):
        raise ValueError(f"The label of {text!r} is wrong: {wrong}.")
    return Prompt(text, truth)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _wrong(truth: Truth) -> str | None:
    """What is wrong with a label, if anything."""
    looks = [{name: word for name, word in who.items() if name != "kind"} for who in truth.characters]
    for facts, words in ((truth.facts, _OF_SCENE), *((look, _OF_CHARACTER) for look in looks)):
        if wrong := _wrong_word(facts, words):
            return wrong
    if wrong := _wrong_cast(truth):
        return wrong
    if "weather" in truth.facts and truth.facts.get("place") in SHELTERED:
        return f"there is no weather in a {truth.facts['place']}"
    if truth.holder is None:
        return None
    if truth.facts.get("prop", "none") == "none":
        return "there is a holder, but no prop"
    if truth.holder not in (NOBODY, *range(len(truth.characters))):
        return f"holder = {truth.holder!r} is nobody on stage"
    return None


def _wrong_cast(truth: Truth) -> str | None:
    for who in truth.characters:
        if "kind" not in who:
            return "a character has no kind"
        if not _KIND.fullmatch(who["kind"]):
            return f"kind = {who['kind']!r} is no word in lower case"
    if len(truth.characters) > MOST_CHARACTERS:
        return f"more than {MOST_CHARACTERS} are on stage"
    if len(truth.characters) == 1 and truth.characters[0].get("action") in PAIR_ACTIONS:
        return f"one alone does what takes two ({', '.join(PAIR_ACTIONS)})"
    return None


def _wrong_word(facts: Mapping[str, str], words: Mapping[str, tuple[str, ...]]) -> str | None:
    for name, word in facts.items():
        if word not in words.get(name, ()):
            return f"{name} = {word!r} is not of the world"
    for thing in _COLOURED:
        if f"{thing}_colour" in facts and facts.get(thing, "none") == "none":
            return f"there is {thing}_colour, but no {thing}"
    return None
