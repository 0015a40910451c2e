"""Draw what the outdoor places share: ground, trees, bushes, flowers, stones, fences and windows.

A `Landscape` is a backdrop being drawn, in picture coordinates: 256 by 256 pixels, the horizon near 150.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import skia

from story.storybook.drawing.pen import Pen, Points, gradient_paint, line_paint, mix, smooth_path
from story.storybook.drawing.places.sky import haze

T = TypeVar("T")
SNOW = 0xF6F9FF
BARK = 0x7A5236
WOOD = 0xA9744A
SUNNY = 0xF6F2A0
GLASS, LAMPLIT = 0xC5E2F0, 0xFFE08A


@dataclass(frozen=True, slots=True)
class Landscape:
    """A backdrop being drawn: the pen in the light of the hour, and the facts that shape it."""

    pen: Pen
    time: str
    weather: str
    variant: int

    def pick(self, *choices: T) -> T:
        """What this variant has, out of one choice for each."""
        return choices[self.variant % len(choices)]

    @property
    def snowy(self) -> bool:
        """Whether snow lies."""
        return self.weather == "snow"

    @property
    def dark(self) -> bool:
        """Whether lamps are lit."""
        return self.time != "day"

    def land(self, colour: int, cover: float = 0.86) -> int:
        """A ground colour under this weather: covered with snow, or a little greyer in the rain."""
        if self.snowy:
            return mix(colour, SNOW, cover)
        return mix(colour, 0x66707F, 0.2) if self.weather == "rain" else colour

    def far(self, colour: int, away: float, cover: float = 0.5) -> int:
        """A land colour paled by distance (0..1)."""
        return mix(self.land(colour, cover), haze(self.time, self.weather), away)

    def ground(
        self, top: Points, colour: int, *, deep: int | None = None, cover: float = 0.86, away: float = 0
    ) -> None:
        """Land below a smooth skyline: lit along its crest, deeper in colour towards the bottom."""
        pen, crest = self.pen, min(y for _, y in top)
        upper = pen.lit(self.far(colour, away, cover))
        lower = pen.lit(self.far(mix(colour, 0x3F6A4C, 0.22) if deep is None else deep, away, cover * 0.93))
        outline = smooth_path(((-60, 320), (-44, top[0][1]), *top, (300, top[-1][1]), (316, 320)))
        pen.canvas.drawPath(outline, gradient_paint(crest, crest + 96, (upper, lower)))
        rim = mix(upper, pen.lit(0xFFFBE0), 0.38)
        pen.canvas.drawPath(smooth_path(((-44, top[0][1]), *top, (300, top[-1][1])), False), line_paint(rim, 2.2, 0.7))


@lru_cache(maxsize=64)
def puffs(circles: tuple[tuple[float, float, float], ...]) -> Any:
    """One path of overlapping circles (x, y, radius)."""
    path = skia.Path()
    for x, y, r in circles:
        path.addCircle(x, y, r)
    return path


_CROWN = ((-15, -35, 15), (15, -35, 15), (0, -52, 18), (0, -33, 15))
_CROWN_LIGHT = ((-18, -39, 8), (-5, -57, 9))
_CROWN_SNOW = ((-17, -44, 8.5), (-5, -61, 9.5), (6, -61, 9.5), (17, -44, 8.5))


def leafy_tree(stage: Landscape, x: float, y: float, size: float, green: int, away: float = 0) -> None:
    """A round-crowned tree, 70 units tall, its foot at (x, y)."""
    colour = stage.far(green, away, 0.3)
    with stage.pen.at(x, y, sx=size):
        stage.pen.blob(((-4, -30), (4, -30), (4, -8), (7, 1), (-7, 1), (-4, -8)), mix(BARK, colour, away))
        stage.pen.shape(puffs(_CROWN), colour)
        stage.pen.shape(puffs(_CROWN_LIGHT), mix(colour, SUNNY, 0.18))
        if stage.snowy:
            stage.pen.shape(puffs(_CROWN_SNOW), mix(SNOW, colour, away * 0.6))


def pine(stage: Landscape, x: float, y: float, size: float, green: int, away: float = 0) -> None:
    """A pine of three rounded tiers, 106 units tall, its foot at (x, y)."""
    colour = stage.far(green, away, 0.16)
    with stage.pen.at(x, y, sx=size):
        stage.pen.box(-5, -16, 10, 18, 2, mix(0x5F4332, colour, away))
        for tier, (top, wide) in enumerate(((-54, 27), (-79, 22), (-104, 16))):
            stage.pen.shape(_tier(top, wide), mix(colour, SUNNY, 0.04 + 0.09 * tier))
            if stage.snowy:
                stage.pen.shape(_tier_snow(top, wide), mix(SNOW, colour, away * 0.6))


@lru_cache(maxsize=8)
def _tier(top: float, wide: float) -> Any:
    path, low = skia.Path(), top + 42
    path.moveTo(0, top - 2)
    path.quadTo(wide * 0.35, top + 24, wide, low - 3)
    path.quadTo(wide + 1, low + 2, wide - 6, low + 2)
    path.quadTo(0, low + 7, 6 - wide, low + 2)
    path.quadTo(-wide - 1, low + 2, -wide, low - 3)
    path.quadTo(-wide * 0.35, top + 24, 0, top - 2)
    return path


@lru_cache(maxsize=8)
def _tier_snow(top: float, wide: float) -> Any:
    half = wide * 0.5
    points: Points = ((0, top - 2), (half * 0.5, top + 13), (half, top + 25), (half * 0.5, top + 21), (0, top + 27))
    return smooth_path(points + tuple((-px, py) for px, py in reversed(points[1:4])))


_BUSH = ((-13, -6, 9), (0, -11, 12), (13, -6, 9), (0, -3, 8))


def bush(stage: Landscape, x: float, y: float, size: float, green: int, away: float = 0) -> None:
    """A low round bush, 44 units wide, its foot at (x, y)."""
    colour = stage.far(green, away, 0.3)
    with stage.pen.at(x, y, sx=size):
        stage.pen.shape(puffs(_BUSH), colour)
        stage.pen.shape(puffs(((-13, -9, 4.5), (-2, -15, 6))), mix(colour, SUNNY, 0.18))
        if stage.snowy:
            stage.pen.shape(puffs(((-11, -11, 5), (0, -18, 7), (11, -11, 5))), mix(SNOW, colour, away))


def tuft(stage: Landscape, x: float, y: float, green: int) -> None:
    """Three blades of grass."""
    colour = stage.land(green, 0.5)
    for dx, high in ((-4, 6), (0, 9), (4, 6)):
        stage.pen.stroke(((x + dx * 0.3, y), (x + dx, y - high)), colour, 2)


def blossom(stage: Landscape, x: float, y: float, colour: int, size: float = 1.0) -> None:
    """A flower on its stem: its heart at (x, y), 10 units above the ground."""
    with stage.pen.at(x, y, sx=size):
        stage.pen.stroke(((0, 0), (0, 10)), 0x4E9447, 2.2)
        stage.pen.shape(puffs(((-3.6, 0, 3.2), (3.6, 0, 3.2), (0, -3.6, 3.2), (0, 3.6, 3.2))), colour)
        stage.pen.oval(0, 0, 2.5, 2.5, 0xFFC94A if colour != 0xFFD84F else 0xE98A3A)


def stone(stage: Landscape, x: float, y: float, size: float, colour: int = 0xA9A7AE) -> None:
    """A rounded stone, 36 units wide, its foot at (x, y)."""
    with stage.pen.at(x, y, sx=size):
        stage.pen.blob(((-18, 1), (-15, -11), (-4, -18), (9, -15), (18, -5), (18, 1), (0, 4)), stage.land(colour, 0.2))
        top = SNOW if stage.snowy else mix(stage.land(colour), 0xFFFFFF, 0.3)
        stage.pen.blob(((-13, -9), (-4, -16), (7, -14), (10, -10), (-2, -10)), top)


def picket_fence(
    stage: Landscape, y: float, colour: int, *, high: float = 30, step: float = 15, start: float = 0
) -> None:
    """Pointed boards on two rails along the whole picture (from x = start); y is their foot."""
    pen = stage.pen
    for rail in (0.3, 0.68):
        pen.box(start, y - high * rail - 2.5, 260, 5, 1, mix(colour, 0x6B5A70, 0.22))
    count = int((262 - start) / step) + 1
    pen.shape(_pickets(start, y, high, step, count), mix(colour, 0x6B5A70, 0.4))
    with pen.at(-0.8, -1):
        pen.shape(_pickets(start, y, high, step, count), colour)
    if stage.snowy:
        for i in range(count):
            pen.oval(start + i * step + 3, y - high - 1, 5, 3, SNOW)


@lru_cache(maxsize=32)
def _pickets(start: float, y: float, high: float, step: float, count: int) -> Any:
    path = skia.Path()
    for i in range(count):
        x, top = start + i * step, y - high
        path.addPoly(
            [skia.Point(*p) for p in ((x - 1, y), (x - 1, top), (x + 3.5, top - 6), (x + 8, top), (x + 8, y))], True
        )
    return path


def rail_fence(stage: Landscape, y: float, left: float, right: float, colour: int = WOOD) -> None:
    """Posts with two long rails between x = left and x = right; y is their foot."""
    pen = stage.pen
    for up in (9, 19):
        pen.box(left, y - up - 2.5, right - left, 5, 2, colour)
        pen.stroke(((left + 2, y - up + 1.6), (right - 2, y - up + 1.6)), mix(colour, 0x3A2530, 0.35), 1.2)
    x = left
    while x <= right:
        pen.box(x - 3.5, y - 26, 7, 28, 2, mix(colour, 0x3A2530, 0.14))
        if stage.snowy:
            pen.oval(x, y - 26, 5, 3, SNOW)
        x += 32


def window(stage: Landscape, x: float, y: float, w: float, h: float, r: float = 2) -> None:
    """A pane that is lit from within after the day."""
    pen = stage.pen if not stage.dark else stage.pen.relit(0, 0)
    pen.box(x, y, w, h, r, LAMPLIT if stage.dark else GLASS)
