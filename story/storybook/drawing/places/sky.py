"""Draw the sky and what falls from it: the hour as a gradient with sun or moon, clouds, rain and snow.

`LAND_LIGHTS` is how each hour tints the land below. The patterns of drops, flakes and stars are fixed.
"""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Any

import skia

from story.storybook.drawing.pen import Pen, fill_paint, gradient_paint, line_paint, mix

#: Top to bottom.
SKIES: dict[str, tuple[int, ...]] = {
    "day": (0x72B8EE, 0xA3D4F4, 0xD3ECF6, 0xF4F4E4),
    "sunset": (0x6E5CA6, 0xC66A95, 0xF58A69, 0xFFCF80),
    "night": (0x10163F, 0x1D2763, 0x344085, 0x5661A0),
}
#: The colour of the light of an hour, and how strongly it tints the land.
LAND_LIGHTS: dict[str, tuple[int, float]] = {
    "day": (0xFFFFFF, 0.0),
    "sunset": (0xE8663F, 0.22),
    "night": (0x18225C, 0.5),
}
GREYS = {"day": 0x93A0B0, "sunset": 0x94697A, "night": 0x2A2F4E}
CLOUDS = {"day": (0xFFFFFF, 0xDCEBF5), "sunset": (0xFFE3C8, 0xF09A92), "night": (0x6A72AA, 0x3E4780)}
#: By variant: x, y and scale of each cloud.
CLOUD_SPOTS = (
    ((58, 40, 1.05), (140, 66, 0.6)),
    ((96, 30, 0.9), (30, 74, 0.75)),
    ((40, 58, 0.8), (118, 28, 0.7), (222, 92, 0.55)),
    ((76, 52, 1.3),),
)
SUN_SPOTS = ((208, 46), (196, 40), (176, 44), (214, 56))
LOW_SUN_SPOTS = ((206, 112), (190, 118), (222, 108), (176, 114))
STARS = (
    (20, 26), (52, 62), (86, 22), (118, 44), (150, 18), (176, 74), (236, 92), (30, 104), (98, 88), (242, 30), (140, 98),
    (8, 68), (70, 110), (206, 112),
)  # fmt: skip


def haze(time: str, weather: str) -> int:
    """The colour that distant things fade to."""
    return _stops(time, weather)[2]


def _stops(time: str, weather: str) -> tuple[int, ...]:
    grey = {"clear": 0.0, "rain": 0.66, "snow": 0.36}[weather]
    return tuple(mix(colour, GREYS[time], grey) for colour in SKIES[time])


def draw_sky(pen: Pen, time: str, weather: str, variant: int) -> None:
    """The whole picture becomes sky, down to the horizon and beyond."""
    pen = pen.relit(0, 0)
    pen.canvas.drawPaint(gradient_paint(0, 162, _stops(time, weather)))
    if time == "night":
        draw_stars(pen, 1.0 if weather == "clear" else 0.35)
    if weather == "rain":
        _ceiling(pen, mix(GREYS[time], 0x4A5268, 0.25))
        return
    if weather == "snow":
        _ceiling(pen, mix(CLOUDS[time][1], GREYS[time], 0.35))
        return
    draw_sun_or_moon(pen, time, variant)
    for x, y, scale in CLOUD_SPOTS[variant]:
        with pen.at(x, y, sx=scale):
            pen.canvas.drawPath(_cloud_path(variant % 2), gradient_paint(-20, 15, CLOUDS[time]))


def sun_spot(time: str, variant: int) -> tuple[float, float]:
    """Where the middle of the sun or moon is."""
    return (LOW_SUN_SPOTS if time == "sunset" else SUN_SPOTS)[variant]


def draw_sun_or_moon(pen: Pen, time: str, variant: int) -> None:
    """The sun high by day and low at sunset, a moon with its spots at night."""
    x, y = sun_spot(time, variant)
    if time == "night":
        pen.glow(x, y, 52, 0xFFF3C8, 0.42)
        pen.oval(x, y, 20, 20, 0xFFF3CB)
        for dx, dy, r in ((-6, -5, 4.5), (7, 4, 5), (-4, 9, 3)):
            pen.oval(x + dx, y + dy, r, r, 0xEEDDA8)
        return
    outer, inner = (0xFFE168, 0xFFEF9C) if time == "day" else (0xFFB443, 0xFFD271)
    pen.glow(x, y, 72, 0xFFF3B8, 0.75)
    pen.oval(x, y, 23, 23, outer)
    pen.oval(x, y, 18, 18, inner)


def draw_view(pen: Pen, x: float, y: float, scale: float, time: str, variant: int) -> None:
    """The clear sky of an hour in the clip that is set, its sun or moon at (x, y)."""
    sun_x, sun_y = sun_spot(time, variant)
    with pen.at(x - sun_x * scale, y - sun_y * scale, sx=scale):
        draw_sky(pen, time, "clear", variant)


def draw_stars(pen: Pen, strength: float) -> None:
    """Stars of three sizes."""
    for i, (x, y) in enumerate(STARS):
        r = (2.5, 1.5, 1.9)[i % 3]
        pen.oval(x, y, r, r, 0xFFF6D4, alpha=strength)


def _ceiling(pen: Pen, colour: int) -> None:
    """A closed cover of three rows of puffs, the nearest the darkest."""
    for row, lift in enumerate((0.34, 0.2, 0.04)):
        pen.canvas.drawPath(_puffs(row), fill_paint(mix(colour, 0xFFFFFF, lift)))


@lru_cache(maxsize=3)
def _puffs(row: int) -> Any:
    path, y = skia.Path(), (40, 22, 2)[row]
    path.addRect(skia.Rect(0, -10, 256, y))
    for i, x in enumerate(range(-8 + row * 17, 290, 38)):
        path.addOval(_around(x, y + (i * 7 + row * 5) % 11 - 4, 27, 17))
    return path


@lru_cache(maxsize=2)
def _cloud_path(which: int) -> Any:
    path = skia.Path()
    circles = (
        ((-21, 3, 11), (-6, -5, 15), (12, -2, 13), (25, 5, 9)),
        ((-24, 5, 9), (-9, -1, 13), (8, -6, 15), (24, 4, 10)),
    )
    for x, y, r in circles[which]:
        path.addCircle(x, y, r)
    path.addRoundRect(skia.Rect(-33, 2, 34, 14), 6, 6)
    return path


def _around(x: float, y: float, rx: float, ry: float) -> Any:
    return skia.Rect(x - rx, y - ry, x + rx, y + ry)


def _scattered(step: float, seed: int) -> list[tuple[float, float]]:
    """Spots all over the picture, one to a cell of this size."""
    rng, count = random.Random(seed), int(280 / step) + 1
    cells = ((column, row) for row in range(count) for column in range(count))
    return [((c + rng.uniform(0.1, 0.9)) * step - 8, (r + rng.uniform(0.1, 0.9)) * step - 8) for c, r in cells]


@lru_cache(maxsize=2)
def _drops(step: float, length: float) -> Any:
    path = skia.Path()
    for x, y in _scattered(step, 5):
        path.moveTo(x, y)
        path.lineTo(x - length / 3.4, y + length)
    return path


@lru_cache(maxsize=2)
def _flakes(step: float, radius: float) -> Any:
    path = skia.Path()
    for i, (x, y) in enumerate(_scattered(step, 9)):
        path.addCircle(x, y, radius * (1 + 0.25 * (i % 3)))
    return path


@lru_cache(maxsize=1)
def _splashes() -> Any:
    path = skia.Path()
    for x, y in ((16, 204), (58, 246), (92, 218), (150, 250), (178, 208), (214, 240), (242, 214), (124, 238)):
        path.addOval(_around(x, y, 7, 2.2))
    return path


def draw_fall(pen: Pen, weather: str) -> None:
    """Rain or snow over the whole picture (or over the clip that is set): a far and a near layer."""
    if weather == "rain":
        pen.canvas.drawPath(_splashes(), line_paint(0xE4F0FC, 1.3, 0.55))
        pen.canvas.drawPath(_drops(25, 10), line_paint(0xE4F0FC, 1.2, 0.42))
        pen.canvas.drawPath(_drops(42, 19), line_paint(0xEAF4FF, 2.3, 0.72))
    elif weather == "snow":
        pen.canvas.drawPath(_flakes(24, 1.3), fill_paint(0xFFFFFF, 0.75))
        pen.canvas.drawPath(_flakes(38, 2.6), fill_paint(0xFFFFFF, 0.95))
