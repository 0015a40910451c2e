"""Draw the backdrops: eight places under any sky, and the landmark that may stand at their left.

Everything is in picture coordinates, 256 by 256, with the horizon at 150. `PLACES` and `LANDMARKS` are the registries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import skia

from story.storybook.draw_pen import CREAM, INK, Pen, Points, mix
from story.storybook.draw_sky import LIGHTS, draw_fall, draw_sky

SNOW = 0xF4F8FF
WOOD = 0x7D5233


@dataclass(frozen=True, slots=True)
class Stage:
    """A backdrop being drawn: the pen in the light of the hour, and the facts that shape it."""

    pen: Pen
    time: str
    weather: str
    variant: int
    open_left: bool = True  # no landmark stands at the left

    def land(self, colour: int, cover: float = 0.86) -> int:
        """A ground colour under this weather: covered with snow, or a little greyer in the rain."""
        if self.weather == "snow":
            return mix(colour, SNOW, cover)
        return mix(colour, 0x6A7486, 0.16) if self.weather == "rain" else colour

    def ground(self, top: Points, colour: int, cover: float = 0.86) -> None:
        """Land below a smooth skyline."""
        self.pen.blob(((-60, 300), (-40, top[0][1]), *top, (296, top[-1][1]), (316, 300)), self.land(colour, cover))


def meadow(stage: Stage) -> None:
    """Rolling green with flowers."""
    stage.ground(((0, 146), (70, 136), (140, 152), (210, 138), (256, 144)), 0x9CCB6B)
    stage.ground(((0, 172), (80, 182), (170, 166), (256, 178)), 0x86BF5A)
    spots = ((18, 200), (44, 236), (84, 204), (168, 246), (196, 198), (236, 224), (226, 182), (100, 248))
    for i, (x, y) in enumerate(spots):
        _blossom(stage, x + 8 * stage.variant, y, (0xF27FA5, 0xFFFFFF, 0xFFD84F)[i % 3])


def _blossom(stage: Stage, x: float, y: float, colour: int) -> None:
    stage.pen.stroke(((x, y), (x, y + 9)), 0x4E9447, 2.2)
    for dx, dy in ((-3.4, 0), (3.4, 0), (0, -3.4), (0, 3.4)):
        stage.pen.oval(x + dx, y + dy, 3.1, 3.1, colour)
    stage.pen.oval(x, y, 2.3, 2.3, 0xF2A23A)


def forest(stage: Stage) -> None:
    """Rows of dark pines."""
    stage.ground(((0, 120), (128, 116), (256, 120)), 0x3F7F5A, 0.2)
    for x in range(6, 270, 28):
        _pine(stage, x + 6 * stage.variant, 156, 0.72, 0x3C7A5C)
    for x in (14, 62, 196, 244):
        _pine(stage, x - 4 * stage.variant, 182, 1.1, 0x2C6249)
    stage.ground(((0, 176), (128, 168), (256, 176)), 0x5C9455)
    for x, y in ((34, 214), (218, 238), (92, 240)):
        stage.pen.oval(x, y, 15, 4.5, stage.land(0x4C8348, 0.7))


def _pine(stage: Stage, x: float, y: float, scale: float, colour: int) -> None:
    with stage.pen.at(x, y, sx=scale):
        stage.pen.box(-5, -14, 10, 18, 2, 0x5C4030)
        for top, wide in ((-56, 27), (-80, 22), (-104, 16)):
            stage.pen.poly(((0, top), (wide, top + 42), (-wide, top + 42)), mix(colour, 0x9CC98A, (-56 - top) / 240))
            if stage.weather == "snow":
                stage.pen.poly(((0, top), (wide * 0.5, top + 21), (0, top + 16), (-wide * 0.5, top + 21)), SNOW)


def hill(stage: Stage) -> None:
    """One large round hill with a winding path."""
    stage.ground(((0, 168), (128, 160), (256, 168)), 0xA9CF77)
    pen = stage.pen
    pen.oval(128, 262, 182, 168, stage.land(0x7DBB62))
    right: Points = ((122, 95), (134, 95), (156, 130), (112, 165), (140, 210), (176, 270))
    left: Points = ((70, 270), (92, 205), (84, 165), (134, 130))
    pen.blob(right + left, stage.land(0xEBD6A0, 0.45))
    for x, y in ((30, 206), (220, 200), (190, 150), (62, 150)):
        pen.oval(x + 5 * stage.variant, y, 9, 6, stage.land(0x5FA050, 0.55))


def beach(stage: Stage) -> None:
    """Sea behind, sand in front, a palm and shells."""
    pen = stage.pen
    pen.box(0, 128, 256, 70, 0, mix(0x3FA9C9, 0x7D8FA0, 0.35 if stage.weather != "clear" else 0))
    for x, y in ((20, 140), (96, 148), (180, 140), (228, 154), (48, 160)):
        pen.stroke(((x - 10, y), (x, y - 2), (x + 10, y)), 0xC8EEF4, 2.2)
    stage.ground(((0, 177), (90, 168), (180, 180), (256, 172)), 0xFFFFFF, 0)
    stage.ground(((0, 182), (90, 173), (180, 185), (256, 177)), 0xF5DDA2, 0.66)
    _palm(stage, 236 - 6 * stage.variant)
    for x, y in ((30, 212), (74, 246), (190, 244)):
        pen.oval(x, y, 6.5, 5.5, 0xF3A08C)
        for dx in (-2.5, 2.5):
            pen.stroke(((x, y + 4), (x + dx, y - 3)), 0xFFE3D4, 1.4)


def _palm(stage: Stage, x: float) -> None:
    stage.pen.stroke(((x, 200), (x - 4, 150), (x - 16, 96)), 0xA8744A, 9)
    for dx, dy in ((-44, 10), (-34, -18), (12, -30), (32, -10), (26, 18), (-26, 28)):
        tip, top = (x - 16 + dx, 92 + dy), (x - 16 + dx * 0.55, 92 + dy - 11)
        stage.pen.blob(((x - 16, 94), top, tip, (x - 16 + dx * 0.5, 94 + dy * 0.6)), stage.land(0x4C9E55, 0.4))
    for dx in (-4, 4):
        stage.pen.oval(x - 16 + dx, 99, 4.5, 4.5, 0x7A4A2C)


def town(stage: Stage) -> None:
    """A row of colourful houses along a cobbled street."""
    facades = (0xF2B8A0, 0xF7DC97, 0xA9D3CF, 0xD9B8DC, 0xF4CBA8)
    roofs = (0x5F6F8C, 0x7F5A68, 0x4F7F86, 0x6D6590, 0x5F6F8C)
    stage.pen.box(0, 150, 256, 106, 0, stage.land(0xB9B2AC))
    for i in range(5):
        j = (i + stage.variant) % 5
        _town_house(stage, -2 + i * 52, 84 - (0, 16, 4, 22, 8)[i], facades[j], roofs[j])
    stage.pen.box(0, 174, 256, 9, 0, stage.land(0xD9D2C8))
    for row in range(4):
        for x in range(-10 + row % 2 * 16, 270, 32):
            stage.pen.oval(x, 194 + row * 17, 12, 5.5, stage.land(0xA59D98, 0.7))


def _town_house(stage: Stage, x: float, top: float, facade: int, roof: int) -> None:
    pen = stage.pen
    pen.box(x, top, 52, 176 - top, 0, facade)
    pen.poly(((x - 3, top), (x + 26, top - 28), (x + 55, top)), stage.land(roof))
    glass = 0xCBE4EE if stage.time == "day" else 0xFFE08A
    panes = pen if stage.time == "day" else pen.relit(0, 0)
    for dx in (10, 31):
        for dy in (12, 42):
            panes.box(x + dx, top + dy, 12, 17, 3, glass)
    pen.box(x + 19, 148, 15, 28, 5, mix(roof, INK, 0.2))


def room(stage: Stage) -> None:
    """Indoors: wallpaper, a window onto the weather, a lamp, a rug on boards."""
    pen = stage.pen
    pen.box(0, 0, 256, 182, 0, 0xF6DDBE)
    for x in range(8, 256, 32):
        pen.box(x, 0, 10, 176, 0, 0xF1D2AE)
    pen.box(0, 180, 256, 80, 0, 0xC48A5C)
    for y in (200, 226):
        pen.stroke(((0, y), (256, y)), 0xAE7549, 2)
    pen.box(0, 172, 256, 10, 0, 0xFFF3DE)
    _window(stage)
    if stage.open_left:
        _lamp(stage)
    pen.oval(128, 226, 112, 25, 0xB5566A)
    pen.oval(128, 226, 98, 20, 0xD98A8E)
    pen.oval(128, 226, 84, 15, 0xC46A78)


def _window(stage: Stage) -> None:
    pen, plain = stage.pen, stage.pen.relit(0, 0)
    pen.box(162, 14, 84, 96, 4, 0xFFFFFF, 1.5)
    pen.canvas.save()
    pen.canvas.clipRect(skia.Rect(168, 20, 240, 104))
    with plain.at(96, 10, sx=0.62):
        draw_sky(plain, stage.time, stage.weather, stage.variant)
        land = Stage(Pen(pen.canvas, *LIGHTS[stage.time][:2]), stage.time, stage.weather, 0)
        land.ground(((0, 140), (128, 128), (256, 142)), 0x86BF5A)
        draw_fall(plain, stage.weather)
    pen.canvas.restore()
    pen.box(201.5, 18, 5, 88, 0, 0xFFFFFF)
    pen.box(166, 60, 76, 5, 0, 0xFFFFFF)
    pen.box(156, 106, 96, 8, 3, 0xFFFFFF, 1.5)


def _lamp(stage: Stage) -> None:
    pen, x = stage.pen, 26 + 6 * stage.variant
    pen.stroke(((x, 72), (x, 186)), WOOD, 4)
    pen.oval(x, 188, 16, 5, WOOD)
    if stage.time != "day":
        pen.glow(x, 66, 74, 0xFFE9A0, 0.7)
    shade = pen if stage.time == "day" else pen.relit(0, 0)
    shade.poly(((x - 12, 42), (x + 12, 42), (x + 23, 78), (x - 23, 78)), 0xF7C95E, 1)


def lake(stage: Stage) -> None:
    """Blue water below mountains, reeds at the shore."""
    pen = stage.pen
    for x, top, wide in ((46, 62, 76), (206, 54, 84), (124, 82, 70)):
        pen.poly(((x, top), (x + wide, 152), (x - wide, 152)), stage.land(0x8794B4, 0.3))
        peak = ((x, top), (x + wide * 0.3, top + 30), (x + 8, top + 22), (x - 6, top + 31), (x - wide * 0.3, top + 28))
        pen.poly(peak, 0xFDFDFF)
    pen.box(0, 146, 256, 70, 0, mix(0x4C9FDA, 0x7D8FA8, 0.35 if stage.weather != "clear" else 0))
    for x, y in ((36, 160), (110, 168), (190, 158), (232, 176), (70, 182)):
        pen.stroke(((x - 14, y), (x + 14, y)), 0xA6D8F2, 2.6)
    stage.ground(((0, 206), (128, 200), (256, 206)), 0x8FC264)
    for x in (10, 24, 230, 246):
        x += 4 * stage.variant
        pen.stroke(((x, 216), (x + 2, 160)), 0x4E8A44, 3.4)
        pen.stroke(((x + 2, 160), (x + 2.5, 174)), 0x8A5A34, 7)


def desert(stage: Stage) -> None:
    """Dunes and a tall cactus."""
    stage.ground(((0, 148), (60, 130), (130, 150), (200, 128), (256, 146)), 0xEDBE78, 0.5)
    stage.ground(((0, 168), (90, 186), (190, 160), (256, 180)), 0xF3CE88, 0.55)
    stage.ground(((0, 206), (90, 196), (200, 214), (256, 204)), 0xE9B96E, 0.6)
    _cactus(stage, 228 - 6 * stage.variant, 196, 1.0)
    if stage.open_left:
        _cactus(stage, 36 + 6 * stage.variant, 176, 0.7)


def _cactus(stage: Stage, x: float, y: float, scale: float) -> None:
    green = stage.land(0x4E9A5E, 0.15)
    with stage.pen.at(x, y, sx=scale):
        for points in (((0, 0), (0, -86)), ((-2, -34), (-20, -36), (-22, -58)), ((2, -22), (19, -26), (21, -46))):
            stage.pen.stroke(points, green, 17 if points[0] == (0, 0) else 11, 1)
        stage.pen.stroke(((0, -6), (0, -84)), mix(green, CREAM, 0.35), 2.5)
        if stage.weather == "snow":
            stage.pen.oval(0, -91, 9, 6, SNOW)


PLACES: dict[str, Callable[[Stage], None]] = {
    "meadow": meadow, "forest": forest, "hill": hill, "beach": beach, "town": town, "room": room, "lake": lake,
    "desert": desert,
}  # fmt: skip
