"""Tells which solids a picture shows and where: the measure's eye, which learns from renders alone.

A map of a quarter of the picture's pixels says where a solid has its middle (CenterNet, Zhou et al., 2019) and which
attributes it has; where that is on the floor follows from the camera, exactly.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from story.clevr.data import ATTRIBUTE_SIZES
from story.clevr.render import SIDE, unproject
from story.clevr.solids import ATTRIBUTES, SLOTS, Solid

MAP = SIDE // 2
BELIEVED = 0.35  # how sure a middle has to be
MOST = 8  # solids that are told of one picture


class Reader(nn.Module):
    """Pictures (N, 3, 64, 64) in [0, 1] to (N, 18, 32, 32): logit of a middle, shift in cells (2), attributes (15)."""

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        wide = 2 * width
        self.look = nn.Sequential(nn.Conv2d(3, width, 5, 2, 2), nn.SiLU(), nn.Conv2d(width, width, 3, 1, 1), nn.SiLU())
        self.around = nn.Sequential(
            nn.Conv2d(width, wide, 3, 2, 1), nn.GroupNorm(8, wide), nn.SiLU(),
            nn.Conv2d(wide, wide, 3, 1, 1), nn.SiLU(),
            nn.Conv2d(wide, wide, 3, 1, 2, dilation=2), nn.SiLU(), nn.Upsample(scale_factor=2),
        )  # fmt: skip
        last = nn.Conv2d(wide, 3 + sum(ATTRIBUTE_SIZES), 1)
        self.tell = nn.Sequential(nn.Conv2d(width + wide, wide, 3, 1, 1), nn.SiLU(), last)
        nn.init.constant_(last.get_parameter("bias")[0], -4.0)  # most cells are no middle

    def forward(self, pictures: Tensor) -> Tensor:
        near = self.look(pictures)
        told: Tensor = self.tell(torch.cat([near, self.around(near)], 1))
        return told

    @torch.no_grad()
    def read(self, pictures: Tensor) -> list[list[Solid]]:
        """The solids of each picture, surest first."""
        told = self(pictures)
        sure = torch.sigmoid(told[:, 0])
        sure = sure * (F.max_pool2d(sure[:, None], 3, 1, 1)[:, 0] == sure)
        best, cells = sure.flatten(1).topk(MOST)
        return [
            [_solid(one, int(cell)) for value, cell in zip(values, at, strict=True) if value > BELIEVED]
            for one, values, at in zip(told, best, cells, strict=True)
        ]


def _solid(told: Tensor, cell: int) -> Solid:
    row, column = divmod(cell, MAP)
    here = told[:, row, column]
    parts = torch.split(here[3:], ATTRIBUTE_SIZES)
    shape, colour, material, size = (names[int(part.argmax())] for names, part in zip(ATTRIBUTES, parts, strict=True))
    solid = Solid(shape, colour, material, size, 0, 0)
    scale = SIDE / MAP
    x, y = unproject((column + 0.5 + float(here[1])) * scale, (row + 0.5 + float(here[2])) * scale, solid.radius)
    return Solid(shape, colour, material, size, x, y)


def reader_loss(told: Tensor, there: Tensor, places: Tensor, attributes: Tensor) -> dict[str, Tensor]:
    """`told` (N, 18, 32, 32) against the solids that are `there` (N, 4), at `places` and with `attributes`."""
    at = places[..., :2] * MAP / SIDE
    cells = at.long().clamp(0, MAP - 1)
    rows = torch.arange(len(told))[:, None].expand(-1, SLOTS)[there]
    column, row = cells[there].unbind(-1)
    middles = _bumps(at, there)
    logits = told[:, 0]
    sure = torch.sigmoid(logits)
    hit = torch.zeros_like(sure)
    hit[rows, row, column] = 1
    found = (hit * (1 - sure) ** 2 * F.logsigmoid(logits)).sum()
    empty = ((1 - hit) * (1 - middles) ** 4 * sure**2 * F.logsigmoid(-logits)).sum()
    here = told[rows, :, row, column]  # (P, 18)
    middle = -(found + empty) / len(rows)
    shift = F.l1_loss(here[:, 1:3], at[there] - cells[there] - 0.5)
    parts = torch.split(here[:, 3:], ATTRIBUTE_SIZES, 1)
    each = [F.cross_entropy(part, kind) for part, kind in zip(parts, attributes[there].unbind(-1), strict=True)]
    kinds = torch.stack(each).sum()
    return {"loss": middle + shift + kinds, "middle": middle, "shift": shift, "kinds": kinds}


def _bumps(at: Tensor, there: Tensor) -> Tensor:
    """How near each cell is to a middle: 1 there, falling within two cells; (N, 32, 32)."""
    cells = torch.arange(MAP) + 0.5
    away = (cells - at[..., 1:2])[..., :, None] ** 2 + (cells - at[..., :1])[..., None, :] ** 2
    near = torch.exp(-away / 2) * there[..., None, None]
    return near.amax(1)
