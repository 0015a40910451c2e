"""The pictures that autoencoder and denoiser learn from: single layers of the world, drawn as they are needed.

Facts are drawn evenly, not as often as stories have them, so that rare kinds and poses are learned as well as common
ones. Held-out compositions never occur.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from generation.storybook.layer_tokens import layer_ids
from generation.storybook.layout import NATIVE, VARIANTS, Layer
from generation.storybook.scene import (
    ACTIONS,
    COLOURS,
    HEADWEAR,
    KINDS,
    LANDMARKS,
    NECKWEAR,
    PLACES,
    PROPS,
    SHELTERED,
    TIMES,
    WEATHERS,
    Character,
    Scene,
)
from story.storybook.drawing.draw import draw_layer
from story.storybook.sampling import held_out

ROLE_SHARES = {"figure": 0.5, "backdrop": 0.34, "prop": 0.13, "landmark": 0.03}


@dataclass(frozen=True, slots=True)
class LayerBatch:
    """Some layers: pictures (B, 4, side, side) in [0, 1], colour premultiplied by alpha, and their ids."""

    pictures: Tensor
    ids: Tensor


def sample_layer(rng: Random) -> tuple[Scene, Layer]:
    """A random layer, and a scene that has it."""
    [role] = rng.choices(list(ROLE_SHARES), list(ROLE_SHARES.values()))
    layer = Layer(role, variant=rng.randrange(VARIANTS))
    if role == "figure":
        who = _character(rng)
        holds = who.action != "sleeping" and rng.random() < 0.35
        return Scene(characters=(who,), prop="ball" if holds else "none", holder=0 if holds else None), layer
    if role == "prop":
        return Scene(prop=rng.choice(PROPS[1:]), prop_colour=rng.choice(COLOURS)), layer
    if role == "landmark":
        return Scene(landmark=rng.choice(LANDMARKS[1:])), layer
    place = rng.choice(PLACES)
    weather = "clear" if place in SHELTERED else rng.choice(WEATHERS)
    return Scene(place=place, time=rng.choice(TIMES), weather=weather), layer


def _character(rng: Random) -> Character:
    while True:
        who = Character(
            kind=rng.choice(KINDS),
            colour=rng.choice(COLOURS),
            headwear=rng.choice(HEADWEAR),
            headwear_colour=rng.choice(COLOURS),
            neckwear=rng.choice(NECKWEAR),
            neckwear_colour=rng.choice(COLOURS),
            action=rng.choice(ACTIONS),
        )
        if not held_out(who):
            return who


class Layers(IterableDataset[tuple[np.ndarray, tuple[int, ...]]]):
    """Endless random layers: pixels (side, side, 4) of bytes and ids. Every worker draws others."""

    def __init__(self, seed: int, side: int) -> None:
        self.seed, self.side = seed, side

    def __iter__(self) -> Iterator[tuple[np.ndarray, tuple[int, ...]]]:
        worker = get_worker_info()
        rng = Random(f"{self.seed} {worker.id if worker else 0}")
        while True:
            scene, layer = sample_layer(rng)
            yield draw_layer(scene, layer, size=self.side), layer_ids(scene, layer)


def batches(seed: int, size: int, workers: int = 0, *, side: int = NATIVE) -> Iterator[LayerBatch]:
    """Endless batches on the default device; `workers` processes draw them, or this one."""
    loader: DataLoader[tuple[np.ndarray, tuple[int, ...]]] = DataLoader(
        Layers(seed, side), batch_size=size, num_workers=workers, collate_fn=_collate, generator=torch.Generator("cpu")
    )
    device = torch.get_default_device()
    for pixels, ids in loader:
        yield LayerBatch(pixels.to(device).permute(0, 3, 1, 2).float() / 255, ids.to(device))


def _collate(rows: list[tuple[np.ndarray, tuple[int, ...]]]) -> tuple[Tensor, Tensor]:
    pixels = torch.from_numpy(np.stack([pixels for pixels, _ in rows]))
    return pixels, torch.tensor([ids for _, ids in rows], device="cpu")
