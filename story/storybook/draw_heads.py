"""Draw the heads of all kinds, centred at their middle: about 78 wide and 66 tall, ears and horns on top.

Each kind has one function; `HEADS` is the registry. A head is drawn awake or asleep, otherwise always the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import skia

from story.storybook.draw_pen import CREAM, INK, PINK, Pen, Points, flipped, line_paint, mirrored, mix, outline_of

LINE = 1.6
DARK = 0x4A3340
MOUTH: Points = ((-9, 17), (-5, 21), (0, 17), (5, 21), (9, 17))
SMILE: Points = ((-10, 15), (0, 21), (10, 15))


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of one character, and what its face does."""

    base: int
    asleep: bool = False
    gaze: int = 0  # -1, 0 or 1: where its pupils look
    mood: str = "happy"  # or "sad", "singing" (mouth open), "joy" (eyes happily closed)

    @property
    def light(self) -> int:
        """Belly, muzzle: a light tint of the body."""
        return mix(self.base, CREAM, 0.72)

    @property
    def dark(self) -> int:
        """Stripes, tips, spikes: a dark shade of the body."""
        return mix(self.base, DARK, 0.6)


def _both(pen: Pen, points: Points, colour: int, line: float = LINE) -> None:
    pen.poly(points, colour, line)
    pen.poly(flipped(points), colour, line)


def _eyes(pen: Pen, look: Look, dx: float = 17, y: float = -3, r: float = 8) -> None:
    for x in (-dx, dx):
        if look.asleep:
            pen.stroke(((x - r, y), (x, y + 5), (x + r, y)), INK, 3)
            continue
        pen.oval(x, y, r + 2.5, r + 3.5, 0xFFFFFF)
        pen.oval(x, y + 0.5, r - 0.5, r + 1, INK)
        pen.oval(x + 2.3, y - 3.2, 2.8, 2.8, 0xFFFFFF)


def _cheeks(pen: Pen, dx: float = 28, y: float = 12) -> None:
    for x in (-dx, dx):
        pen.oval(x, y, 6, 4.2, PINK, alpha=0.75)


def fox(pen: Pen, look: Look) -> None:
    """Big pointed ears with dark tips; a white muzzle."""
    _both(pen, ((-36, -10), (-36, -56), (-5, -27)), look.base)
    _both(pen, ((-36, -36), (-36, -56), (-23, -44)), INK, 0)
    _both(pen, ((-31, -22), (-30, -38), (-16, -28)), look.light, 0)
    pen.blob(mirrored(((0, -33), (22, -29), (36, -10), (44, 12), (26, 27), (0, 34))), look.base, LINE)
    pen.blob(mirrored(((0, 5), (12, 12), (26, 8), (41, 12), (25, 26), (0, 33))), 0xFFFAF0)
    _eyes(pen, look)
    pen.oval(0, 13, 6, 4.5, INK)
    pen.stroke(((-8, 21), (-4, 24), (0, 20), (4, 24), (8, 21)), INK, 2.2)
    _cheeks(pen, 29, 15)


def cat(pen: Pen, look: Look) -> None:
    """Small triangular ears, forehead stripes, long whiskers."""
    _both(pen, ((-37, -8), (-33, -43), (-10, -28)), look.base)
    _both(pen, ((-31, -20), (-29.5, -34), (-18, -27)), PINK, 0)
    pen.oval(0, 0, 40, 33, look.base, LINE)
    for x, low in ((-11, -19), (0, -15), (11, -19)):
        pen.stroke(((x, -30), (x * 0.9, low)), look.dark, 4.5)
    pen.oval(-8, 15, 11, 9, look.light)
    pen.oval(8, 15, 11, 9, look.light)
    _eyes(pen, look)
    pen.poly(((-5, 8), (5, 8), (0, 13)), 0xE06A78, 0.5)
    pen.stroke(MOUTH, INK, 2.2)
    for side in (-1, 1):
        for y, end in ((11, 7), (16, 18)):
            pen.stroke(((side * 22, y), (side * 50, end)), mix(look.dark, INK, 0.4), 1.8)
    _cheeks(pen, 28, 10)


def rabbit(pen: Pen, look: Look) -> None:
    """Very long upright ears; buck teeth."""
    for side in (-1, 1):
        with pen.at(side * 16, -26, side * 8):
            pen.oval(0, -26, 11.5, 36, look.base, LINE)
            pen.oval(0, -25, 5.5, 27, mix(PINK, 0xFFFFFF, 0.25))
    pen.blob(mirrored(((0, -32), (24, -26), (35, -4), (35, 16), (20, 31), (0, 33))), look.base, LINE)
    pen.oval(-8.5, 16, 11, 9, look.light)
    pen.oval(8.5, 16, 11, 9, look.light)
    pen.box(-5.5, 19, 11, 10, 2, 0xFFFFFF, 0.9)
    pen.stroke(((0, 20), (0, 28)), 0xB0A0A8, 1.2)
    _eyes(pen, look, 16)
    pen.oval(0, 10, 5, 3.8, 0xE06A78)
    pen.stroke(MOUTH, INK, 2.2)
    _cheeks(pen, 26)


def bear(pen: Pen, look: Look) -> None:
    """Small round ears, a big round muzzle."""
    for side in (-1, 1):
        pen.oval(side * 29, -25, 14, 14, look.base, LINE)
        pen.oval(side * 29, -25, 7.5, 7.5, look.light)
    pen.oval(0, 0, 40, 34, look.base, LINE)
    pen.oval(0, 15, 19, 15, look.light)
    _eyes(pen, look, 18, -5, 6.5)
    pen.oval(0, 8, 8.5, 6, INK)
    pen.stroke(((0, 12), (0, 19)), INK, 2.2)
    pen.stroke(((-8, 18), (0, 23), (8, 18)), INK, 2.2)
    _cheeks(pen, 29)


def owl(pen: Pen, look: Look) -> None:
    """Ear tufts, huge eye discs, a beak; no chin line, since it has no neck."""
    _both(pen, ((-41, -6), (-40, -44), (-12, -29)), look.base)
    pen.oval(0, 2, 42, 36, look.base)
    arc = line_paint(pen.lit(outline_of(look.base)), LINE * 1.2)
    pen.canvas.drawArc(skia.Rect(-42.5, -34.5, 42.5, 38.5), 215, 110, False, arc)
    for side in (-1, 1):
        pen.oval(side * 18, 0, 21, 21, look.light, 1)
        if look.asleep:
            pen.stroke(((side * 18 - 11, 0), (side * 18, 7), (side * 18 + 11, 0)), INK, 3.2)
            continue
        pen.oval(side * 17, 0, 13.5, 13.5, 0xFFFFFF, 0.8)
        pen.oval(side * 16, 0, 9.5, 9.5, INK)
        pen.oval(side * 16 + 3, -4, 3.6, 3.6, 0xFFFFFF)
    pen.poly(((-7, 8), (7, 8), (0, 23)), 0xF2A02E, 1.2)


def frog(pen: Pen, look: Look) -> None:
    """A wide flat head, eyes bulging on top, a very wide mouth."""
    for side in (-1, 1):
        pen.oval(side * 24, -20, 17, 17, look.base, LINE)
    pen.oval(0, 5, 48, 27, look.base, LINE)
    for side in (-1, 1):
        pen.oval(side * 24, -19, 16, 15, look.base)
        if look.asleep:
            pen.stroke(((side * 24 - 10, -20), (side * 24, -14), (side * 24 + 10, -20)), INK, 3)
            continue
        pen.oval(side * 24, -21, 12, 12, 0xFFFFFF)
        pen.oval(side * 23, -20, 7.5, 8.5, INK)
        pen.oval(side * 23 + 2, -24, 2.8, 2.8, 0xFFFFFF)
    pen.oval(0, 18, 34, 11, look.light)
    pen.stroke(((-36, 6), (-20, 15), (0, 18), (20, 15), (36, 6)), INK, 3)
    for side in (-1, 1):
        pen.oval(side * 5, 1, 1.8, 1.8, look.dark)
    _cheeks(pen, 36, 1)


def robot(pen: Pen, look: Look) -> None:
    """A square head with an antenna, bolts for ears, and a face plate."""
    pen.stroke(((0, -32), (0, -50)), 0x8A93A0, 4, 1)
    pen.oval(0, -53, 7, 7, 0xF0544C, LINE)
    for side in (-1, 1):
        pen.box(side * 41 - 5, -12, 10, 22, 3, 0xA9B2BE, 1.3)
    pen.box(-38, -33, 76, 64, 11, look.base, LINE)
    pen.box(-30, -23, 60, 44, 8, 0xDDEBF0, 1)
    _eyes(pen, look, 15, -5)
    pen.box(-14, 9, 28, 8, 3, INK)
    for x in (-7, 0, 7):
        pen.stroke(((x, 10.5), (x, 15.5)), 0xDDEBF0, 1.6)
    for cheek in (-23.5, 23.5):
        pen.oval(cheek, 10, 4.5, 3.4, PINK, alpha=0.8)


def dragon(pen: Pen, look: Look) -> None:
    """Horns, a spiky crest, a big snout with two nostrils."""
    horn = ((-34, -14), (-36, -36), (-28, -54), (-24, -38), (-13, -26))
    for points in (horn, flipped(horn)):
        pen.blob(points, 0xFBEBC8, LINE)
    spikes = mix(look.base, 0xE8503A, 0.75) if look.base != 0xD8403A else 0xF5B23C
    pen.poly(((-13, -26), (-9, -43), (-4, -33), (0, -52), (4, -33), (9, -43), (13, -26)), spikes, LINE)
    pen.blob(mirrored(((0, -32), (20, -29), (34, -12), (33, 6), (38, 20), (22, 32), (0, 34))), look.base, LINE)
    pen.oval(0, 19, 31, 14, look.light)
    _eyes(pen, look, 16, -8)
    for side in (-1, 1):
        pen.oval(side * 10, 12, 3.6, 3, look.dark)
        pen.poly(((side * 19, 23), (side * 13, 24), (side * 16, 30)), 0xFFFFFF)
    pen.stroke(((-23, 21), (0, 26), (23, 21)), INK, 2.4)
    _cheeks(pen, 31, 4)


HeadDraw = Callable[[Pen, Look], None]
HEADS: dict[str, HeadDraw] = {
    "fox": fox, "cat": cat, "rabbit": rabbit, "bear": bear, "owl": owl, "frog": frog, "robot": robot, "dragon": dragon,
}  # fmt: skip
