"""Draw the sky and what falls from it: the hour as a gradient with sun or moon, clouds, rain and snow.

`LIGHTS` is how each hour tints the things below; the patterns of drops, flakes and stars are fixed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import skia

from story.storybook.draw_pen import Pen, fill_paint, gradient_paint, line_paint, mix

#: Top to bottom.
SKIES: dict[str, tuple[int, ...]] = {
    "day": (0x79BDF0, 0xB5DDF5, 0xE6F4F5),
    "sunset": (0x8A5FA8, 0xEE7A66, 0xFFC876),
    "night": (0x141A48, 0x27306E, 0x4A5496),
}
#: The colour of the light and how strongly it tints the land, and (less) the characters.
LIGHTS = {"day": (0xFFFFFF, 0.0, 0.0), "sunset": (0xF0793C, 0.2, 0.1), "night": (0x1B2560, 0.4, 0.18)}
GREYS = {"day": 0x94A0AE, "sunset": 0x94697A, "night": 0x2B3050}
CLOUDS = {"day": 0xFFFFFF, "sunset": 0xFFD3B8, "night": 0x5A6299}
CLOUD_SPOTS = (((62, 38, 1.0), (150, 60, 0.7)), ((88, 32, 1.0), (28, 66, 0.7)))
STARS = (
    (20, 26), (52, 62), (86, 22), (118, 44), (150, 18), (176, 70), (236, 92), (30, 104), (98, 88), (242, 30), (140, 98),
)  # fmt: skip
SUN = {"day": (208, 46), "sunset": (212, 112), "night": (206, 46)}


def draw_sky(pen: Pen, time: str, weather: str, variant: int) -> None:
    """The whole picture becomes sky, down to the horizon and beyond."""
    stops = SKIES[time]
    if weather != "clear":
        stops = tuple(mix(colour, GREYS[time], 0.62 if weather == "rain" else 0.38) for colour in stops)
    pen.canvas.drawPaint(gradient_paint(0, 160, stops))
    if time == "night":
        _stars(pen, 1.0 if weather == "clear" else 0.5)
    if weather == "clear" or (weather == "snow" and time == "sunset"):
        _sun_or_moon(pen, time)
    if weather != "clear":
        _cover(pen, mix(CLOUDS[time], GREYS[time], 0.3) if weather == "snow" else mix(GREYS[time], 0x50566A, 0.3))
        return
    for x, y, scale in CLOUD_SPOTS[variant]:
        with pen.at(x, y, sx=scale):
            pen.canvas.drawPath(_cloud_path(), fill_paint(CLOUDS[time], 0.95))


def _sun_or_moon(pen: Pen, time: str) -> None:
    x, y = SUN[time]
    if time == "night":
        pen.glow(x, y, 44, 0xFFF3C8, 0.35)
        pen.oval(x, y, 20, 20, 0xFFF1C4)
        for dx, dy, r in ((-6, -5, 4), (6, 4, 5), (-4, 9, 3)):
            pen.oval(x + dx, y + dy, r, r, 0xEBD9A2)
        return
    pen.glow(x, y, 62, 0xFFF0A8, 0.75)
    pen.oval(x, y, 23, 23, 0xFFE066 if time == "day" else 0xFFB23E)
    pen.oval(x, y, 18, 18, 0xFFEC8E if time == "day" else 0xFFCB5C)


def _stars(pen: Pen, alpha: float) -> None:
    for i, (x, y) in enumerate(STARS):
        r = 2.4 if i % 3 == 0 else 1.6
        pen.oval(x, y, r, r, 0xFFF6D0, alpha=alpha)


def _cover(pen: Pen, colour: int) -> None:
    """A closed ceiling of two layers of puffs."""
    for row, (y, r, shade) in enumerate(((26, 24, 0.0), (6, 28, 0.3))):
        for x in range(-4 + row * 18, 280, 37):
            pen.oval(x, y + (x % 3) * 3, r, r * 0.8, mix(colour, 0xFFFFFF, 0.12 - shade / 4))


@lru_cache(maxsize=1)
def _cloud_path() -> Any:
    path = skia.Path()
    for x, y, r in ((-20, 3, 11), (-6, -5, 15), (12, -1, 13), (24, 5, 9)):
        path.addCircle(x, y, r)
    path.addRoundRect(skia.Rect(-30, 2, 32, 14), 6, 6)
    return path


@lru_cache(maxsize=1)
def _drops() -> Any:
    path = skia.Path()
    for row in range(7):
        for column in range(8):
            x, y = column * 34 + (row % 2) * 17 - 6, row * 38 + (column % 3) * 9 + 6
            path.moveTo(x, y)
            path.lineTo(x - 5, y + 15)
    return path


@lru_cache(maxsize=1)
def _flakes() -> Any:
    path = skia.Path()
    for row in range(8):
        for column in range(8):
            x, y = column * 33 + (row % 2) * 16 + (row % 3) * 4, row * 32 + (column % 3) * 8 + 6
            path.addCircle(x, y, 2.2 + (row + column) % 3 * 0.8)
    return path


def draw_fall(pen: Pen, weather: str) -> None:
    """Rain or snow over the whole picture (or over the clip that is set)."""
    if weather == "rain":
        pen.canvas.drawPath(_drops(), line_paint(0xD6E8FA, 2.2, 0.7))
    elif weather == "snow":
        pen.canvas.drawPath(_flakes(), fill_paint(0xFFFFFF, 0.92))
