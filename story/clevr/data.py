"""Rendered stories as tensors, to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from torch import Tensor

from story.clevr.render import project
from story.clevr.solids import ATTRIBUTES, SLOTS, Solid, encode
from story.clevr.stories import ClevrStory, sample_solids

ATTRIBUTE_SIZES = list(map(len, ATTRIBUTES))
NEAR, FAR = 5.0, 15.0  # of the camera: what stands on the floor is between


@dataclass(frozen=True, slots=True)
class StoryTensors:
    """N stories of four frames."""

    frames: Tensor  # (N, 4, 3, 64, 64), bytes
    empty: Tensor  # (N, 3, 64, 64), bytes: the floor under the same lamps
    numbers: Tensor  # (N, 4, 75), cumulative
    places: Tensor  # (N, 4, 3): column and row of each solid's middle in pixels, and its distance, 0 near to 1 far
    attributes: Tensor  # (N, 4, 4): which shape, colour, material and size each solid has


def tensors(stories: list[ClevrStory]) -> StoryTensors:
    """The stories, whose solids are four each."""
    return StoryTensors(
        torch.from_numpy(np.stack([each.rendered.frames for each in stories])).permute(0, 1, 4, 2, 3).contiguous(),
        torch.from_numpy(np.stack([each.rendered.empty for each in stories])).permute(0, 3, 1, 2).contiguous(),
        torch.from_numpy(np.stack([encode(each.solids, cumulative=True) for each in stories])),
        torch.tensor([[_place(solid) for solid in each.solids] for each in stories]),
        torch.tensor([[_indices(solid) for solid in each.solids] for each in stories]),
    )


def sample_numbers(rng: Random, count: int) -> tuple[Tensor, Tensor]:
    """Stories without pictures: their numbers, each solid alone and cumulatively; both (count, 4, 75)."""
    told = [sample_solids(rng) for _ in range(count)]
    alone, whole = ([encode(each, cumulative=cumulative) for each in told] for cumulative in (False, True))
    return torch.from_numpy(np.stack(alone)), torch.from_numpy(np.stack(whole))


def unit(pictures: Tensor) -> Tensor:
    """Bytes to [0, 1]."""
    return pictures.float() / 255


def _place(solid: Solid) -> tuple[float, float, float]:
    column, row, ahead = project(solid.x, solid.y, solid.radius)
    return column, row, (ahead - NEAR) / (FAR - NEAR)


def _indices(solid: Solid) -> tuple[int, ...]:
    return tuple(names.index(told) for names, told in zip(ATTRIBUTES, solid.told, strict=True))


def there(frame: Tensor) -> Tensor:
    """Frames (B,), from 0, to which slots are filled (B, 4)."""
    return torch.arange(SLOTS) <= frame[:, None]
