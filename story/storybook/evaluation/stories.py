"""The stories that are measured: sentences, each with the truth of its frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from generation.storybook.scene import SHELTERED, Character, Scene
from story.storybook.handwritten import prompts as handwritten
from story.storybook.handwritten.prompts import NOBODY, Prompt, Truth
from story.storybook.stories.plot import sample_story
from story.storybook.stories.stage import StoryFrame

SPLITS = ("test", "held_out", "long", "people")
SENTENCES, LONG = 4, (8, 12)
_SETTING = ("place", "time", "landmark", "prop")
_LOOK = ("kind", "colour", "size", "headwear", "neckwear", "action")
_WORN = ("headwear", "neckwear")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence and what its picture should show."""

    sentence: str
    truth: Truth
    scene: Scene | None = None  # all of it; None where a person labelled what a reader can tell
    pronoun: bool | None = None  # somebody on stage is not named in the sentence; None: not labelled
    cast: tuple[str, ...] = ()  # who each character of `truth` is; empty: not labelled
    recall: tuple[str, ...] = ()  # facts last told two sentences ago or more


Story = tuple[Frame, ...]


def stories(split: str, count: int, seed: int) -> dict[str, list[Story]]:
    """So many random stories by the name of their set; the hand-written ones are two sets, and not endless."""
    rng = Random(f"{seed} {split}")
    if split == "people":
        prompts: list[Story] = [(_labelled(prompt),) for prompt in _some(handwritten.prompts(), count, rng)]
        tales: list[Story] = [tuple(map(_labelled, story.frames)) for story in _some(handwritten.stories(), count, rng)]
        return {"people, prompts": prompts, "people, stories": tales}
    if split == "long":
        drawn = (sample_story(rng, sentences=rng.randint(*LONG), split="test") for _ in range(count))
    else:
        drawn = (sample_story(rng, sentences=SENTENCES, split=split) for _ in range(count))
    return {split: [tuple(map(_frame_of, story)) for story in drawn]}


def truth_of(scene: Scene) -> Truth:
    """A scene as a truth in which all is told that a picture can show."""
    facts = {name: str(getattr(scene, name)) for name in _SETTING}
    if scene.place not in SHELTERED:
        facts["weather"] = scene.weather
    if scene.prop == "none":
        return Truth(facts, tuple(map(_look, scene.characters)))
    holder = NOBODY if scene.holder is None else scene.holder
    return Truth(facts | {"prop_colour": scene.prop_colour}, tuple(map(_look, scene.characters)), holder)


def _frame_of(frame: StoryFrame) -> Frame:
    return Frame(frame.sentence, truth_of(frame.scene), frame.scene, frame.pronoun, frame.cast, frame.recall)


def _labelled(prompt: Prompt) -> Frame:
    return Frame(prompt.text, prompt.truth)


def _some(items: Sequence[Item], count: int, rng: Random) -> list[Item]:
    return rng.sample(items, min(count, len(items)))


def _look(who: Character) -> dict[str, str]:
    worn = {f"{part}_colour": getattr(who, f"{part}_colour") for part in _WORN if getattr(who, part) != "none"}
    return {name: getattr(who, name) for name in _LOOK} | worn
