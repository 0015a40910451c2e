"""The labelled pictures that the judge learns from: truths of random scenes, some of them a little spoiled.

A model's pictures are never as clean as truths: they are blurred, speckled, or off in colour. A judge that has seen
such faults still reads the facts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from generation.storybook.facts import targets
from generation.storybook.layout import NATIVE, layout
from generation.storybook.scene import MOST_CHARACTERS, SHELTERED, TIMES, WEATHERS, Scene
from story.storybook.drawing.draw import Pixels, draw
from story.storybook.sampling import sample_scene

_COUNTS = (0.06, 0.24, 0.32, 0.38)  # the more on stage, the more there is to learn


@dataclass(frozen=True, slots=True)
class Labelled:
    """B pictures, what they show and where."""

    pictures: Tensor  # (B, 3, 256, 256) in [0, 1]
    facts: dict[str, Tensor]  # (B,) class indices by the names of `FACTS`
    spots: Tensor  # (B, 5): x of each character, x and y of the prop's foot, in pixels; NaN where there is none


class PicturePool:
    """Drawn scenes to take batches from; a few are drawn anew for every batch, the rest seen again."""

    def __init__(self, seed: int, size: int, *, fresh: int) -> None:
        self._rng, self._fresh = Random(seed), fresh
        self._items = [self._draw() for _ in range(size)]

    def batch(self, size: int) -> Labelled:
        """`size` different pictures, spoiled."""
        for index in self._rng.sample(range(len(self._items)), self._fresh):
            self._items[index] = self._draw()
        chosen = self._rng.sample(self._items, size)
        pixels = torch.from_numpy(np.stack([pixels for pixels, _, _ in chosen])).permute(0, 3, 1, 2)
        pictures = pixels.contiguous().float().div_(255)
        spots = torch.tensor([_spots(scene, seed) for _, scene, seed in chosen])
        spoil(pictures)
        return Labelled(pictures, targets([scene for _, scene, _ in chosen]), spots)

    def _draw(self) -> tuple[Pixels, Scene, int]:
        scene, seed = even_scene(self._rng), self._rng.randrange(2**31)
        return draw(scene, seed), scene, seed


def even_scene(rng: Random) -> Scene:
    """A random scene of the training split in which rare hours, weathers and crowds are as common as others."""
    [count] = rng.choices(range(MOST_CHARACTERS + 1), _COUNTS)
    scene = sample_scene(rng, characters=count)
    weather = "clear" if scene.place in SHELTERED else rng.choice(WEATHERS)
    return replace(scene, time=rng.choice(TIMES), weather=weather)


def _spots(scene: Scene, seed: int) -> list[float]:
    spots = [float("nan")] * (MOST_CHARACTERS + 2)
    for layer in layout(scene, seed):
        if layer.role == "figure":
            spots[layer.index] = layer.x
        elif layer.role == "prop":
            spots[MOST_CHARACTERS:] = [layer.x, layer.y]
    return spots


def spoil(pictures: Tensor) -> None:
    """Give the pictures (B, 3, 256, 256) faults that drawings of a model have, in place; a third are left alone."""
    for picture in torch.split(pictures, 1):
        fault = float(torch.rand(()))
        if fault < 0.33:
            continue
        picture *= 1 + 0.03 * torch.randn(1, 3, 1, 1)
        if fault < 0.7:
            # as if drawn at half the size, or as StoryGAN does at a quarter
            small = F.avg_pool2d(picture, 2 if torch.rand(()) < 0.6 else 4)
            blurred = F.interpolate(small, size=(NATIVE, NATIVE), mode="bilinear")
            picture.lerp_(blurred, 0.4 + 0.6 * float(torch.rand(())))
        if fault > 0.55:
            # noise of every grain between single pixels and whole latent cells
            side = int(2 ** torch.randint(4, 9, ()))
            noise = 0.05 * torch.rand(()) * torch.randn(1, 3, side, side)
            picture += F.interpolate(noise, size=(NATIVE, NATIVE), mode="bilinear")
        picture.clamp_(0, 1)
