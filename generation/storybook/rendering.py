"""Styles without weights: a finished collage rendered as if painted, drawn or cut, with a seed, at any size.

A rendering reads the layers of a picture and changes no fact in it: who is there, where, and in which colour stays.
All sizes are shares of the picture's side, so a larger picture shows the same in finer detail. Pigment that pools at
edges and grains on paper follows Curtis et al., "Computer-Generated Watercolor" (1997), much simplified.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians, sin

import torch
import torch.nn.functional as F
from torch import Tensor

from generation.storybook.collage import cutouts, over
from generation.storybook.layout import Layer

PAPER = (0.985, 0.97, 0.935)  # RGB of a warm white sheet
INK = (0.13, 0.10, 0.11)
GRAPHITE = (0.30, 0.29, 0.31)
_LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, eq=False)
class Stage:
    """What a rendering sees of a collage: pixels (3, H, W) and fields (1, H, W), all in [0, 1]."""

    backdrop: Tensor
    cutouts: Sequence[Tensor]  # (4, H, W) each, premultiplied, from back to front
    flat: Tensor  # the plain picture
    seed: int

    def noise(self, name: int, cells: int, tall: int | None = None) -> Tensor:
        """Smooth noise (1, H, W) around 0 with that many features across, the same at every size."""
        generator = torch.Generator().manual_seed(self.seed * 64 + name)
        grid = torch.rand((1, 1, tall or cells, cells), generator=generator) * 2 - 1
        return F.interpolate(grid.to(self.flat), self.flat.shape[1:], mode="bilinear", align_corners=True)[0]

    @cached_property
    def grain(self) -> Tensor:
        """The tooth of paper, around 0."""
        return 0.6 * self.noise(1, 210) + 0.5 * self.noise(2, 96)

    def strokes(self, angle: float, name: int, fine: int) -> Tensor:
        """Marks (1, H, W) of a hand that moves at an angle in degrees, around 0, `fine` of them across."""
        generator = torch.Generator().manual_seed(self.seed * 64 + name)
        marks = torch.rand((1, 1, fine, max(4, fine // 9)), generator=generator) * 2 - 1
        x, y = _axes(self.flat)
        c, s = cos(radians(angle)), sin(radians(angle))
        at = torch.stack((x * c + y * s, y * c - x * s), -1) / 1.5
        return F.grid_sample(marks.to(self.flat), at[None], mode="bilinear", align_corners=True)[0]

    def by_layer(self, field: Callable[[int], Tensor]) -> Tensor:
        """A field (1, H, W) that each layer has of its own: `field(0)` is the backdrop's."""
        whole = field(0)
        for number, cutout in enumerate(self.cutouts, start=1):
            whole = torch.lerp(whole, field(number), cutout[3:])
        return whole

    def pools(self, width: float) -> Tensor:
        """How near inside an edge of its cut-out a point lies: pigment pools there."""
        whole = torch.zeros_like(self.flat[:1])
        for cutout in self.cutouts:
            alpha = cutout[3:]
            whole = torch.lerp(whole, 2 * (1 - blur(alpha, width)).clamp(0, 0.5), alpha)
        return whole

    def outlines(self, width: float) -> Tensor:
        """A line around every cut-out, hidden where another lies before it."""
        whole = torch.zeros_like(self.flat[:1])
        for cutout in self.cutouts:
            solid = ((cutout[3:] - 0.5) * 3).clamp(0, 1)  # no shadow on the ground has a line around it
            soft = blur(solid, width)
            whole = torch.maximum(whole * (1 - solid), (4 * soft * (1 - soft)).clamp(0, 1))
        return whole

    def lines(self, width: float) -> Tensor:
        """Where something darker borders on something lighter: the lines inside and outside of shapes."""
        luma = _luma(self.flat)
        return ((blur(luma, width) - luma) * 9 - 0.25).clamp(0, 1)

    def wobbled(self, picture: Tensor, amount: float, cells: int = 14) -> Tensor:
        """A picture (C, H, W) as an unsteady hand would follow it; `amount` is a share of the side."""
        x, y = _axes(picture)
        shift = 2 * amount
        at = torch.stack((x + shift * self.noise(5, cells)[0], y + shift * self.noise(6, cells)[0]), -1)
        return F.grid_sample(picture[None], at[None], padding_mode="border", align_corners=False)[0]


def render(style: str, layers: Sequence[Layer], pictures: Tensor, time: str, seed: int, size: int) -> Tensor:
    """The picture (3, `size`, `size`) of a collage's layers in one of `RENDERINGS`; the same seed gives the same."""
    backdrop, *cut = cutouts(layers, pictures, time, size)
    flat = backdrop[:3]
    for cutout in cut:
        flat = over(flat, cutout)
    return RENDERINGS[style](Stage(backdrop[:3], cut, flat.clamp(0, 1), seed % 2**40)).clamp(0, 1)


def blur(field: Tensor, width: float) -> Tensor:
    """A field (C, H, W) smoothed over a share of the picture's side."""
    size = field.shape[-2:]
    coarse = max(1, int(width * size[-1] / 4))  # what is wide is as smooth at a fraction of the size
    if coarse > 1:
        field = F.interpolate(field[None], (size[0] // coarse, size[1] // coarse), mode="area")[0]
    half = max(1, round(width * field.shape[-1] / 2))
    side = 2 * half + 1
    for kernel, padding in (((side, 1), (0, 0, half, half)), ((1, side), (half, half, 0, 0))):
        field = F.avg_pool2d(F.pad(field[None], padding, mode="replicate"), kernel, stride=1)[0]
    return field if coarse == 1 else F.interpolate(field[None], size, mode="bilinear")[0]


def _axes(like: Tensor) -> tuple[Tensor, Tensor]:
    """x and y (H, W) of pixel centres in [-1, 1]."""
    height, width = like.shape[-2:]
    x = (torch.arange(width, device=like.device) * 2 + 1) / width - 1
    y = (torch.arange(height, device=like.device) * 2 + 1) / height - 1
    return x.expand(height, width), y[:, None].expand(height, width)


def _colour(rgb: Sequence[float], like: Tensor) -> Tensor:
    return like.new_tensor(rgb).view(3, 1, 1)


def _luma(picture: Tensor) -> Tensor:
    return (picture * _colour(_LUMA, picture)).sum(0, keepdim=True)


def _vivid(picture: Tensor, amount: float) -> Tensor:
    return torch.lerp(_luma(picture), picture, amount).clamp(0.004, 1)


def _paler(stage: Stage, picture: Tensor, amount: float) -> Tensor:
    """What shows between marks: never as white where it is dark, or night had rain and snow in it."""
    light = amount * (0.35 + 0.65 * _luma(stage.flat))
    return torch.lerp(picture, _colour(PAPER, picture), light)


def _watercolor(stage: Stage) -> Tensor:
    wash = stage.by_layer(lambda layer: stage.noise(10 + layer, 5) * 0.6 + stage.noise(20 + layer, 17) * 0.4)
    pool, line, edge = stage.pools(0.022), stage.outlines(0.007), stage.lines(0.012)
    picture, wash, pool, line, edge = stage.wobbled(torch.cat([stage.flat, wash, pool, line, edge]), 0.006, 18).split(  # type: ignore[no-untyped-call]
        (3, 1, 1, 1, 1)
    )
    density = 0.86 + 0.42 * wash + 0.5 * pool + 0.35 * line + 0.3 * edge + 0.3 * stage.grain
    pigment = _vivid(picture, 1.12).pow(density.clamp(0.25, 3))
    sheet = _colour(PAPER, picture) * (1 + 0.03 * stage.grain)
    # 1 on the painted part of the sheet, 0 on its margin, with an edge that a brush left
    x, y = _axes(stage.flat)
    inside = 1 - torch.maximum(x.abs(), y.abs())[None]
    painted = ((inside - 2 * 0.028 + 0.022 * stage.noise(7, 22) + 0.008 * stage.noise(8, 80)) * 70).clamp(0, 1)
    return torch.lerp(sheet, sheet * pigment, painted) + 0.015


def _ink(stage: Stage) -> Tensor:
    luma = _luma(stage.flat)
    wash = stage.by_layer(lambda layer: stage.noise(10 + layer, 7))
    line = torch.maximum(stage.outlines(0.008), stage.lines(0.009))
    picture, wash, luma, line = stage.wobbled(torch.cat([stage.flat, wash, luma, line]), 0.005, 22).split((3, 1, 1, 1))  # type: ignore[no-untyped-call]
    pen = (line * (1.35 + 0.5 * stage.noise(3, 30)) - 0.3) * 2.2
    hatch = sum(
        (stage.strokes(angle, 30 + number, 150) * 2 + 0.2).clamp(0, 1) * ((limit - luma) * 5).clamp(0, 1)
        for number, (angle, limit) in enumerate(((-45, 0.5), (40, 0.3)))
    )
    tint = _vivid(picture, 1.15).pow(0.72 + 0.2 * wash + 0.1 * stage.grain)
    sheet = torch.lerp(_colour(PAPER, picture), _colour(PAPER, picture) * tint, 0.88)
    return torch.lerp(sheet, _colour(INK, picture), (pen.clamp(0, 1) + 0.22 * hatch).clamp(0, 0.95))


def _crayon(stage: Stage) -> Tensor:
    marks = stage.by_layer(lambda layer: stage.strokes(12 + 47 * layer, 30 + layer, 120))
    line = stage.outlines(0.012)
    picture, marks, line = stage.wobbled(torch.cat([stage.flat, marks, line]), 0.009, 20).split((3, 1, 1))  # type: ignore[no-untyped-call]
    wax = (0.8 + 0.5 * marks + 0.55 * stage.grain + 0.5 * line).clamp(0.3, 1)
    colour = (_vivid(picture, 1.3) * (1 - 0.3 * line) * (1 + 0.12 * marks)).clamp(0, 1)
    return torch.lerp(_paler(stage, picture, 0.5), colour, wax)


def _pencil(stage: Stage) -> Tensor:
    fine = stage.by_layer(lambda layer: stage.strokes(8 + 29 * layer, 30 + layer, 210))
    line = torch.maximum(stage.outlines(0.006), stage.lines(0.012))
    picture, fine, line = stage.wobbled(torch.cat([stage.flat, fine, line]), 0.005, 24).split((3, 1, 1))  # type: ignore[no-untyped-call]
    cover = (0.62 + 0.5 * fine + 0.4 * stage.grain).clamp(0.1, 1)
    sheet = torch.lerp(_paler(stage, picture, 0.6), _vivid(picture, 1.1), cover)
    point = (line * 1.3 + 0.5 * stage.grain * line - 0.12).clamp(0, 0.85)
    return torch.lerp(sheet, _colour(GRAPHITE, picture), point)


def _papercut(stage: Stage) -> Tensor:
    fibre = stage.grain
    picture = stage.backdrop * (1 + 0.05 * fibre + 0.03 * stage.noise(3, 12))
    drop = max(1, round(0.014 * picture.shape[-1]))
    for number, cutout in enumerate(stage.cutouts):
        alpha = ((cutout[3:] - 0.4) * 3).clamp(0, 1) * cutout[3:]
        shadow = F.pad(blur(alpha, 0.024), (drop, 0, drop, 0))[:, :-drop, :-drop]
        picture = picture * (1 - 0.5 * shadow)
        slope = blur(alpha, 0.008)
        lit = slope - F.pad(slope, (1, 0, 1, 0), mode="replicate")[:, :-1, :-1]  # the cut edge towards the lamp
        lit = lit * picture.shape[-1] / 256
        sheet = cutout[:3] * (1 + 0.06 * fibre + 0.05 * stage.noise(40 + number, 9)) + alpha * lit * 1.1
        picture = sheet + (1 - cutout[3:]) * picture
    return picture


def _picture_book(stage: Stage) -> Tensor:
    brush = stage.by_layer(lambda layer: stage.strokes(15 + 31 * layer, 30 + layer, 60))
    pool, line = stage.pools(0.05), stage.outlines(0.006)
    picture, brush, pool, line = stage.wobbled(torch.cat([stage.flat, brush, pool, line]), 0.003).split((3, 1, 1, 1))  # type: ignore[no-untyped-call]
    gouache = _vivid(picture, 1.06).pow(0.94 + 0.12 * brush + 0.4 * pool + 0.45 * line + 0.12 * stage.grain)
    return gouache * _colour((1.0, 0.985, 0.95), picture) + 0.012


def _comic(stage: Stage) -> Tensor:
    line = ((torch.maximum(stage.outlines(0.012), stage.lines(0.011)) - 0.28) * 3).clamp(0, 1)
    luma = blur(_luma(stage.flat), 0.02)
    x, y = _axes(stage.flat)
    dots = ((torch.cos((x + y) * 210) + torch.cos((x - y) * 210)) / 4 + 0.5)[None]
    shade = ((dots - 0.25 - luma) * 6).clamp(0, 1)
    picture = _vivid(stage.flat, 1.3) * (1 - 0.22 * shade)
    return torch.lerp(picture, _colour(INK, picture), line * 0.96)


#: What `--style` can be where this renders; names are those of `generation.request.styles`.
RENDERINGS: dict[str, Callable[[Stage], Tensor]] = {
    "picture-book": _picture_book,
    "watercolor": _watercolor,
    "ink": _ink,
    "pencil": _pencil,
    "crayon": _crayon,
    "papercut": _papercut,
    "comic": _comic,
}
