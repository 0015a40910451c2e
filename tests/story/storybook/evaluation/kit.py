"""Frames and scenes for a few words, a tiny model with a context, and a judge that knows the true pictures by heart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from generation.engine import Engine
from generation.load import load_engine
from generation.storybook.facts import NUM_SLOTS
from generation.storybook.pipeline import CONTEXT_ENCODER
from generation.storybook.scene import Character, Scene
from story.context_encoder import ContextEncoder
from story.storybook.drawing.draw import Pixels, draw
from story.storybook.evaluation.evaluate import NEXT_SEED, SEEDS
from story.storybook.evaluation.stories import Frame, Story, truth_of
from story.storybook.training.context import CAST_ROLES
from tests.generation.tiny_storybook import WIDTH, save_tiny_storybook


def scene(*characters: Character, **setting: object) -> Scene:
    return Scene(characters=characters, **setting)  # type: ignore[arg-type]  # fields of a scene


def frame(shown: Scene, *, pronoun: bool = False, cast: tuple[str, ...] = (), recall: tuple[str, ...] = ()) -> Frame:
    return Frame("A fox.", truth_of(shown), shown, pronoun, cast, recall)


def tiny_engine(folder: Path) -> Engine:
    """With a context encoder that changes what it is given."""
    save_tiny_storybook(folder)
    index = json.loads((folder / "model_index.json").read_text())
    index["storybook"]["context"] = "tiny-1"
    (folder / "model_index.json").write_text(json.dumps(index))
    remembering(ContextEncoder, cast_roles=CAST_ROLES).save_pretrained(folder / CONTEXT_ENCODER)
    return load_engine({"name": "diffusers", "model": str(folder), "device": "cpu", "options": {"threads": 1}})


def remembering(kind: type[ContextEncoder], **config: object) -> ContextEncoder:
    """Random, and wide open to the past."""
    torch.manual_seed(1)
    memory = kind(NUM_SLOTS, WIDTH, **config)
    with torch.no_grad():
        memory.gate.fill_(1.0)
    return memory


@dataclass(frozen=True)
class Seen:
    scene: Scene
    features: Tensor


class KnowingJudge:
    """Knows every true picture and every empty scene of some stories; any other picture is an empty meadow to it."""

    def __init__(self, stories: Sequence[Story], seed: int) -> None:
        self._known: dict[bytes, Scene] = {}
        for number, story in enumerate(stories):
            for k in range(SEEDS):
                for each in story if k == 0 else story[:1]:
                    assert each.scene is not None
                    for shown in (each.scene, replace(each.scene, characters=(), prop="none", holder=None)):
                        self._known[draw(shown, seed + number + k * NEXT_SEED).tobytes()] = shown

    def judge(self, pictures: Sequence[Pixels]) -> list[Seen]:
        return [self._seen(picture) for picture in pictures]

    def _seen(self, picture: Pixels) -> Seen:
        return Seen(self._known.get(picture.tobytes(), Scene()), torch.from_numpy(picture.mean((0, 1))))
