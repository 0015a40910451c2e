"""Judges a picture of a known scene by drawing the alternatives: which of them does it look most like?

For one fact (say, the first character's kind) the scene is drawn once with every word of that fact's list, all else
as told, in every variant; the fact counts as shown when the told word's drawing is the nearest in blurred RGB.
Nothing is trained, so nothing can be trained wrong; but all other facts are taken as told, which is kinder than a
classifier that must find everything by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PIL import Image

from story.storybook.draw import draw
from story.storybook.facts import FACTS, IGNORE, fact_indices
from story.storybook.scene import Scene

SIDE = 64  # pixels at which pictures are compared: kinder to a shift of one pixel than to a wrong ear
SEEDS = (0, 1, 2, 4, 9, 11)  # between them every backdrop with every place to stand
#: What is judged; "holder" and "count" change the layout and with it every other fact.
JUDGED = tuple(name for name in FACTS if name not in ("holder", "count"))


def judge(picture: Image.Image, scene: Scene) -> dict[str, bool]:
    """Per fact that the scene has: whether the picture shows the told word."""
    pixels = np.asarray(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX), dtype=np.float32)
    told = fact_indices(scene)
    return {name: _nearest(pixels, scene, name) == told[name] for name in JUDGED if told[name] != IGNORE}


def shares(verdicts: Sequence[dict[str, bool]]) -> dict[str, float]:
    """Share of pictures that show each fact, over those that have it; characters one and two together."""
    votes: dict[str, list[bool]] = {}
    for verdict in verdicts:
        for name, right in verdict.items():
            votes.setdefault(name.rstrip("12"), []).append(right)
    return {name: round(sum(right) / len(right), 3) for name, right in sorted(votes.items())}


def _nearest(pixels: np.ndarray[Any, Any], scene: Scene, fact: str) -> int:
    distances = [
        min(float(np.square(pixels - drawn).mean()) for drawn in _drawn(_with(scene, fact, word)))
        for word in FACTS[fact]
    ]
    return int(np.argmin(distances))


def _drawn(scene: Scene) -> Iterator[np.ndarray[Any, Any]]:
    for seed in SEEDS:
        yield draw(scene, rng=np.random.default_rng(seed), size=SIDE).astype(np.float32)


def _with(scene: Scene, fact: str, word: str) -> Scene:
    if fact[-1] not in "12":
        return replace(scene, **{fact: word})  # type: ignore[arg-type]  # facts are named after the fields
    index, name = int(fact[-1]) - 1, fact[:-1]
    characters = list(scene.characters)
    characters[index] = replace(characters[index], **{name: word})
    return replace(scene, characters=tuple(characters))
