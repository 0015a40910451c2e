"""Where in a picture each of its characters is: out of how much its tokens attend to their words."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def regions_of(heat: Tensor) -> Tensor:
    """Masks (C, h, w) out of the attention (C, h, w) to each character's words; no two overlap.

    As in ConsiStory (Tewel et al., 2024) a cell belongs to who gets more of it than Otsu's threshold; where two do, to
    the one whose own strongest cell it comes nearer to.
    """
    heat = heat.float()
    above = torch.stack([each > otsu(each) for each in heat])
    relative = heat / heat.amax(dim=(1, 2), keepdim=True).clamp(min=torch.finfo(torch.float32).tiny)
    first = relative.argmax(dim=0)
    return above & (first == torch.arange(len(heat), device=heat.device)[:, None, None])


def otsu(values: Tensor) -> float:
    """The threshold that parts values best in two (Otsu, 1979): the variance between the two classes is greatest."""
    ordered = values.flatten().double().sort().values
    count = len(ordered)
    below = torch.arange(1, count, device=ordered.device)
    sums = ordered.cumsum(0)
    low, high = sums[:-1] / below, (sums[-1] - sums[:-1]) / (count - below)
    between = below * (count - below) * (high - low) ** 2
    return float(ordered[int(between.argmax()) :][:2].mean())  # midway, so that rounding moves no cell


def resized(region: Tensor, grid: tuple[int, int]) -> Tensor:
    """A mask (h, w) with the cells of another grid, as (h'·w',)."""
    return F.interpolate(region[None, None].float(), size=grid, mode="nearest").flatten() > 0.5


def grid_of(tokens: int, height: int, width: int) -> tuple[int, int]:
    """The rows and columns of the tokens that latents (height, width) are in a layer; raises ValueError for none."""
    factor = 1
    while factor <= max(height, width):
        rows, columns = -(-height // factor), -(-width // factor)
        if rows * columns == tokens:
            return rows, columns
        factor *= 2
    raise ValueError(f"{tokens} tokens are no picture of {height}×{width} latents.")
