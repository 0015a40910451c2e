"""What the little Stable Diffusion is shown: frames of the Storybook world at 64 pixels, with far less in them.

One or two of six kinds in six colours at six places, always in the same spots and poses: all that a diffusion model of
this size learns within an hour of one processor core. Who is on stage, in which colours, and where, follows from a text
by the rules of `story.storybook.stories.plot`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from torch import Tensor

from generation.storybook.scene import Character, Scene
from story.plans.prompt import prompts_of
from story.plans.rules import plan_story
from story.storybook.drawing.draw import Pixels, draw
from story.storybook.english.words import HE_NAMES, SHE_NAMES

SIDE = 64  # pixels
SENTENCES = 4
KINDS = ("fox", "rabbit", "bear", "frog", "owl", "pig")
COLOURS = ("red", "yellow", "green", "blue", "purple", "white")
PLACES = {
    "meadow": "in the meadow", "beach": "on the beach", "castle": "at the castle", "forest": "in the forest",
    "kitchen": "in the kitchen", "moon": "on the moon",
}  # fmt: skip
NAMES = {"she": SHE_NAMES[:8], "he": HE_NAMES[:8]}
_DEEDS = ("waves", "sings", "smiles", "laughs", "dances", "looks around", "is happy", "feels fine", "jumps", "thinks")
_MANY = ("wave", "sing", "smile", "laugh", "dance", "look around", "are happy", "play", "jump", "talk")
_THEY = ("they", "they", "both", "the two friends")
_THEY_GO = ("go", "walk", "run")
_GOES = ("goes", "walks", "runs", "comes")
_INTO = {
    "meadow": "to the meadow", "beach": "to the beach", "castle": "to the castle", "forest": "into the forest",
    "kitchen": "into the kitchen", "moon": "to the moon",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """A character of a story."""

    name: str
    pronoun: str  # "she" or "he"
    look: Character

    @property
    def introduced(self) -> str:
        return f"{self.look.colour} {self.look.kind}"


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence and the truth of its picture."""

    sentence: str
    scene: Scene
    nameless: bool = False  # somebody on stage is told by no name and no kind


Story = tuple[Frame, ...]


def sample_story(rng: Random) -> Story:
    """Four sentences about one or two."""
    actors = _cast(rng)
    first, place = actors[0], rng.choice(list(PLACES))
    openings = (
        f"{first.name} is a {first.introduced} {PLACES[place]}",
        f"A {first.introduced} named {first.name} {rng.choice(_DEEDS)} {PLACES[place]}",
        f"{first.name} the {first.introduced} {rng.choice(_DEEDS)} {PLACES[place]}",
    )
    frames, known = [_frame(rng.choice(openings), place, (first,))], actors[:1]
    while len(frames) < SENTENCES:
        if len(known) < len(actors) and rng.random() < 0.6:
            known, other = actors, actors[1]
            who = rng.choice((first.name, first.pronoun))
            frames.append(_frame(f"{who} meets {other.name}, a {other.introduced}", place, known))
            continue
        goes, together = rng.random() < 0.35, len(known) > 1 and rng.random() < 0.45
        if goes:
            place = rng.choice([each for each in PLACES if each != place])
        if together:
            deed = f"{rng.choice(_THEY_GO)} {_INTO[place]}" if goes else rng.choice(_MANY)
            frames.append(_frame(f"{rng.choice(_THEY)} {deed}", place, known, nameless=True))
            continue
        one = rng.choice(known)
        named = rng.random() < 0.4 or (len(known) > 1 and known[0].pronoun == known[1].pronoun)
        deed = f"{rng.choice(_GOES)} {_INTO[place]}" if goes else rng.choice(_DEEDS)
        frames.append(_frame(f"{one.name if named else one.pronoun} {deed}", place, (one,), nameless=not named))
    return tuple(frames)


def _frame(sentence: str, place: str, who: tuple[Actor, ...], *, nameless: bool = False) -> Frame:
    return Frame(f"{sentence[0].upper()}{sentence[1:]}.", _scene(place, who), nameless)


def picture(scene: Scene) -> Pixels:
    """The truth of a scene (64, 64, 3)."""
    return draw(scene, size=SIDE)


def caption(scene: Scene) -> str:
    """All that a picture shows, in the plainest words."""
    who = " and ".join(f"a {each.colour} {each.kind}" for each in scene.characters)
    return f"{who} {PLACES[scene.place]}"


def told(rng: Random) -> Iterator[tuple[str, Scene]]:
    """Endless single frames, each with a text that needs no story: captions, and sentences with all the story knows."""
    while True:
        for _ in range(SENTENCES):
            place, actors = rng.choice(list(PLACES)), _cast(rng)
            names = [f"{each.name} the {each.introduced}" for each in actors]
            kinds = [f"a {each.introduced}" for each in actors]
            who = " and ".join(names if rng.random() < 0.3 else kinds)
            deed = rng.choice(_MANY if len(actors) > 1 else _DEEDS)
            yield (
                rng.choice((f"{who} {PLACES[place]}", f"{who} {deed} {PLACES[place]}", f"{who}, {place}")),
                _scene(place, actors),
            )
        story = sample_story(rng)
        sentences = [frame.sentence for frame in story]
        for prompt, frame, seen in zip(prompts_of(sentences), story, plan_story(sentences).frames, strict=True):
            if len(seen.characters) == len(frame.scene.characters) and seen.place:  # or the rules missed something
                yield prompt, frame.scene


def pixels(pictures: list[Pixels]) -> Tensor:
    """Pictures as a pipeline wants them: (B, 3, 64, 64) in [-1, 1]."""
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


def _cast(rng: Random) -> tuple[Actor, ...]:
    kinds, colours = rng.sample(KINDS, 2), rng.sample(COLOURS, 2)
    pronouns = [rng.choice(("she", "he")) for _ in kinds]
    names = [rng.choice(NAMES[pronouns[0]])]
    names.append(rng.choice([each for each in NAMES[pronouns[1]] if each != names[0]]))
    actors = tuple(
        Actor(name, pronoun, Character(kind, colour))
        for name, pronoun, kind, colour in zip(names, pronouns, kinds, colours, strict=True)
    )
    return actors[: 1 if rng.random() < 0.45 else 2]


def _scene(place: str, actors: tuple[Actor, ...]) -> Scene:
    return Scene(place=place, characters=tuple(each.look for each in actors))
