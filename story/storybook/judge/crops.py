"""Where the judge looks closer: windows of a picture around a character and around the prop.

A window's scale follows from how many are on stage alone, so that the size of a character can be told inside it.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from generation.storybook.layout import NATIVE
from story.storybook.judge.network import BINS, FIGURE_SIZE, PROP_SIZE

#: Stage pixels per unit by how many are on stage: of a character of normal size, and of the prop.
_FIGURE_SCALES = torch.tensor([1.04, 1.04, 0.9, 0.72])
_PROP_SCALES = torch.tensor([1.15, 1.0, 0.86, 0.74])
_GROUND = 226.0  # where feet stand
_FIGURE_HALF = (120.0, 90.0)  # half the height and half the width of the window, in units
_PROP_HALF = (66.0, 66.0)
_BIN = NATIVE / BINS  # pixels


def bin_shares(spots: Tensor) -> Tensor:
    """Positions in pixels (...) as shares of the two nearest bins (..., BINS), as `expected_positions` reads them."""
    at = (spots / _BIN - 0.5).clamp(0, BINS - 1)[..., None]
    return (1 - (at - torch.arange(BINS)).abs()).clamp(min=0)


def expected_positions(logits: Tensor) -> Tensor:
    """Positions in pixels (...) from logits of bins (..., BINS): the middle of the likeliest bin and its neighbours."""
    chances, bins = logits.softmax(-1), torch.arange(BINS)
    near = (bins - logits.argmax(-1, keepdim=True)).abs() <= 2
    chances = chances * near
    return ((chances * bins).sum(-1) / chances.sum(-1) + 0.5) * _BIN


def figure_windows(pictures: Tensor, rows: Tensor, x: Tensor, counts: Tensor, jitter: float = 0.0) -> Tensor:
    """A window (N, 3, *FIGURE_SIZE) around characters: N picture numbers, middles in pixels, characters on stage."""
    scale = _FIGURE_SCALES[counts]
    y = _GROUND + 18 * scale - _FIGURE_HALF[0] * scale
    return _windows(pictures, rows, torch.stack((x, y)), scale, _FIGURE_HALF, FIGURE_SIZE, jitter)


def prop_windows(pictures: Tensor, rows: Tensor, foot: Tensor, counts: Tensor, jitter: float = 0.0) -> Tensor:
    """A window (N, 3, *PROP_SIZE) around props: N picture numbers, feet (2, N) in pixels, characters on stage."""
    scale = _PROP_SCALES[counts]
    middle = torch.stack((foot[0], foot[1] - 50 * scale))
    return _windows(pictures, rows, middle, scale, _PROP_HALF, PROP_SIZE, jitter)


def _windows(
    pictures: Tensor,
    rows: Tensor,
    middle: Tensor,
    scale: Tensor,
    half: tuple[float, float],
    size: tuple[int, int],
    jitter: float,
) -> Tensor:
    """Crops of `size`; `jitter` moves them by up to that many units, scales them alike, and mirrors half of them."""
    if not len(rows):  # which `affine_grid` refuses: nobody is on stage in any picture
        return pictures.new_zeros(0, 3, *size)
    dice = torch.rand(4, len(rows)) * 2 - 1 if jitter else torch.zeros(4, len(rows))
    x, y = middle + dice[:2] * jitter * scale
    scale = scale * (1 + dice[2] * jitter / 100)
    mirror = torch.where(dice[3] < 0, -1.0, 1.0)
    to_unit, offset = 2 / NATIVE, (1 - NATIVE) / NATIVE  # pixel centres to the coordinates of `grid_sample`
    zero = torch.zeros_like(scale)
    across = torch.stack((mirror * half[1] * scale * to_unit, zero, x * to_unit + offset), 1)
    down = torch.stack((zero, half[0] * scale * to_unit, y * to_unit + offset), 1)
    grid = F.affine_grid(torch.stack((across, down), 1), [len(rows), 3, *size], align_corners=False)
    windows = [  # one by one: a copy of a whole picture for each window would take longer than to look through it
        F.grid_sample(pictures[row : row + 1], grid[n : n + 1], padding_mode="border", align_corners=False)
        for n, row in enumerate(rows.tolist())
    ]
    return torch.cat(windows)
