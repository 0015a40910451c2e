"""The judge's networks: one looks at the whole picture, one at each character, one at the prop.

Plain convolutions with batch normalisation. None is ever told anything but pixels: where characters stand and where
the prop is, the first network finds for the other two.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from generation.storybook.scene import (
    ACTIONS,
    COLOURS,
    HEADWEAR,
    KINDS,
    LANDMARKS,
    MOST_CHARACTERS,
    NECKWEAR,
    PLACES,
    PROPS,
    SIZES,
    TIMES,
    WEATHERS,
)

SCENE_SIDE = 128  # pixels of the whole picture as the scene network sees it
FIGURE_SIZE = (96, 72)  # rows, columns of a character
PROP_SIZE = (64, 64)
_NARROW = 12  # channels of the last map, which keeps where things are

SCENE_FACTS = {
    "place": len(PLACES), "time": len(TIMES), "weather": len(WEATHERS), "landmark": len(LANDMARKS),
    "count": MOST_CHARACTERS + 1, "prop": len(PROPS),
}  # fmt: skip
FIGURE_FACTS = {
    "kind": len(KINDS), "colour": len(COLOURS), "size": len(SIZES), "headwear": len(HEADWEAR),
    "headwear_colour": len(COLOURS), "neckwear": len(NECKWEAR), "neckwear_colour": len(COLOURS),
    "action": len(ACTIONS), "holds": 2,
}  # fmt: skip
PROP_FACTS = {"prop": len(PROPS), "prop_colour": len(COLOURS)}
#: What is looked for, each along one axis: the middle of each character, x and y of the prop's foot.
AXES = ("x",) * (MOST_CHARACTERS + 1) + ("y",)
BINS = 32  # that the picture is cut into, along either axis


@dataclass(frozen=True, slots=True)
class Reading:
    """What a network reads off B pictures."""

    features: Tensor  # (B, D)
    facts: dict[str, Tensor]  # logits (B, number of words)
    spots: Tensor | None = None  # (B, len(AXES), BINS) logits of where each of `AXES` is


class Reader(nn.Module):
    """A convolutional classifier of several facts at once, which remembers where it saw what."""

    def __init__(self, channels: tuple[int, ...], size: tuple[int, int], facts: dict[str, int], *, width: int) -> None:
        """`channels` of each halving of a picture of `size` (rows, columns); `width` is that of the features."""
        super().__init__()
        self.trunk = nn.Sequential(
            _convolution(3, channels[0], kernel=5, stride=2),
            *(nn.Sequential(_convolution(a, b, stride=2), _Residual(b)) for a, b in pairwise(channels)),
        )
        cells = _NARROW * _halved(size[0], len(channels)) * _halved(size[1], len(channels))
        narrow = nn.Conv2d(channels[-1], _NARROW, 1)
        self.gather = nn.Sequential(narrow, nn.Flatten(), nn.Linear(cells, width), nn.ReLU())
        self.facts = nn.ModuleDict({name: nn.Linear(width, words) for name, words in facts.items()})

    def forward(self, pictures: Tensor) -> Reading:
        """Pictures (B, 3, rows, columns) in [0, 1]."""
        return self._read(self._map(pictures))

    def _map(self, pictures: Tensor) -> Tensor:
        seen = ((pictures - 0.5) * 4).contiguous(memory_format=torch.channels_last)
        return self.trunk(seen)  # type: ignore[no-any-return]  # modules are untyped

    def _read(self, seen: Tensor) -> Reading:
        features = self.gather(seen)
        return Reading(features, {name: head(features) for name, head in self.facts.items()})


class Finder(Reader):
    """A reader that also finds things: what a cell of its map looks like, and where the whole suggests one, add up."""

    def __init__(self, channels: tuple[int, ...], side: int, facts: dict[str, int], *, width: int) -> None:
        super().__init__(channels, (side, side), facts, width=width)
        across = _halved(side, len(channels))
        self.finer = BINS // across  # bins per cell
        self.cells = nn.Conv2d(channels[-1], len(AXES) * self.finer, 1)
        self.whole = nn.Linear(width, len(AXES) * across)

    def forward(self, pictures: Tensor) -> Reading:
        seen = self._map(pictures)
        reading = self._read(seen)
        cells = self.cells(seen).unflatten(1, (len(AXES), self.finer))  # (B, A, finer, rows, columns)
        along = [cells[:, n].mean(2 if axis == "x" else 3) for n, axis in enumerate(AXES)]  # (B, finer, cells)
        roughly = self.whole(reading.features).unflatten(1, (len(AXES), -1)).repeat_interleave(self.finer, 2)
        return Reading(reading.features, reading.facts, torch.stack(along, 1).transpose(2, 3).flatten(2) + roughly)


class Judge(nn.Module):
    """The three readers; all together they fit into 1.2 MB in half precision."""

    def __init__(self, *, channels: tuple[int, ...] = (24, 40, 56, 88), width: int = 112) -> None:
        super().__init__()
        slimmer = tuple(round(c * 0.75) for c in channels)
        self.scene = Finder(slimmer, SCENE_SIDE, SCENE_FACTS, width=width)
        self.figure = Reader(channels, FIGURE_SIZE, FIGURE_FACTS, width=width)
        self.prop = Reader(slimmer, PROP_SIZE, PROP_FACTS, width=width)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # a third faster on a CPU


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.more = _convolution(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.more(x)  # type: ignore[no-any-return]  # modules are untyped


def _convolution(inner: int, outer: int, *, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inner, outer, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outer), nn.ReLU()
    )


def _halved(length: int, times: int) -> int:
    for _ in range(times):
        length = (length + 1) // 2
    return length
