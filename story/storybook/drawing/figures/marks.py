"""Draw what makes an action plain: a book, a bowl, a finger, tears, and the marks in the air around a figure.

Everything is mirror-proof: no letters. Marks have a cream rim, so that they are seen before any backdrop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from story.storybook.drawing.figures.face import LINE, Look
from story.storybook.drawing.figures.kinds import Kind, Spot
from story.storybook.drawing.pen import CREAM, INK, PINK, Pen, Points, line_paint, mirrored, mix, poly_path, smooth_path

SKY = 0x6FB7EA
GOLD = 0xF6B93B
ROSE = 0xE8506A
VIOLET = 0x9A62C7
LEAF = 0x4FB286


@dataclass(frozen=True, slots=True)
class Gesture:
    """What marks need to know of a figure; its hands are spots of the upright figure."""

    kind: Kind
    look: Look
    outer: Spot
    inner: Spot
    holds: bool

    @property
    def free_side(self) -> int:
        """The side (1: outer) of the hand that makes a gesture."""
        return -1 if self.holds else 1

    @property
    def free_hand(self) -> Spot:
        """The hand that makes a gesture."""
        return self.inner if self.holds else self.outer


Draw = Callable[[Pen, Gesture], None]


def open_book(pen: Pen, gesture: Gesture) -> None:
    """An open book: cream pages with lines, in a brown cover."""
    with pen.at(-9 if gesture.holds else 0, -40):
        pen.poly(((0, -13), (33, -21), (33, 14), (0, 21), (-33, 14), (-33, -21)), 0xA5713F, LINE)
        for side in (-1, 1):
            pen.blob(((0, -11), (side * 14, -18), (side * 28, -18), (side * 28, 9), (side * 14, 9), (0, 16)), CREAM, 1)
            for y in (-10, -4, 2):
                pen.stroke(((side * 6, y + 1), (side * 15, y - 2.5), (side * 23, y - 3)), 0xA79BA8, 1.8)
        pen.stroke(((0, -11), (0, 17)), 0x8A6A4A, 1.8)


def bowl(pen: Pen, gesture: Gesture) -> None:
    """A bowl of porridge, and a spoon: on its way to the mouth, or in the bowl while the outer hand is busy."""
    with pen.at(-12, -46):
        if gesture.holds:
            pen.stroke(((2, -2), (13, -24)), 0xC3CBD6, 4, 1.2)
        pen.oval(0, -6, 22, 7, 0xFFE7A8, LINE)
        pen.blob(((-23, -5), (0, 0), (23, -5), (16, 11), (0, 15), (-16, 11)), 0x4FA3B5, LINE)
        pen.stroke(((-18, 4), (0, 8), (18, 4)), CREAM, 3)
    if not gesture.holds:
        pen.stroke((gesture.outer, (13, -86)), 0xC3CBD6, 4, 1.2)
        pen.oval(10, -88, 8, 5.5, 0xC3CBD6, 1.2)
        pen.oval(10, -90, 6.5, 4.5, 0xFFE7A8, 0.8)


def full_cheeks(pen: Pen, gesture: Gesture) -> None:
    """Round rosy cheeks, in head coordinates."""
    for side in (-1, 1):
        pen.oval(side * 29, 13, 10, 8, PINK, 1, 0.95)
        pen.oval(side * 29 - 3, 10, 2.6, 2, 0xFFFFFF, alpha=0.8)


def tears(pen: Pen, gesture: Gesture) -> None:
    """A big drop under each eye and two that fly off, in head coordinates."""
    x, y = gesture.kind.eyes
    for side in (-1, 1):
        _drop(pen, side * (x + 3), y + 21, 1.2)
        _drop(pen, side * 56, -6, 0.85, side * -50)
        _drop(pen, side * 66, 12, 0.7, side * -65)


def puddles(pen: Pen, gesture: Gesture) -> None:
    """What tears leave on the ground."""
    for x, rx in ((-48, 17), (46, 20)):
        pen.oval(x, 1, rx, 4.5, SKY, 1)
        pen.oval(x - 4, -0.5, rx * 0.4, 1.4, 0xFFFFFF, alpha=0.7)


def finger(pen: Pen, gesture: Gesture) -> None:
    """The finger that points; wings and hooves have none."""
    if gesture.kind.limbs in ("wing", "duck", "flipper", "hoof"):
        return
    x, y = gesture.free_hand
    skin = gesture.look.base if gesture.kind.hand is None else gesture.kind.hand
    pen.stroke(((x, y - 2), (x + gesture.free_side * 17, y - 3)), skin, 7, LINE)


def wave_marks(pen: Pen, gesture: Gesture) -> None:
    """Arcs around the raised hand."""
    (x, y), side = gesture.free_hand, gesture.free_side
    for far, span in ((17, 8), (25, 12)):
        edge = x + side * far * 0.82
        _mark(pen, ((edge, y - span), (x + side * far, y), (edge, y + span)), SKY)
    _mark(pen, ((x - side * 14, y - 16), (x - side * 4, y - 20), (x + side * 6, y - 18)), SKY)


def hop_marks(pen: Pen, gesture: Gesture) -> None:
    """Short lines under somebody in the air."""
    for x, low, high in ((-34, -8, -20), (-14, -6, -15), (14, -6, -15), (34, -8, -20)):
        _mark(pen, ((x, low), (x * 0.94, high)), SKY)


def dust(pen: Pen, gesture: Gesture) -> None:
    """Puffs on the ground and lines in the air behind a runner."""
    for x, y, r in ((-90, -5, 7), (-76, -9, 9), (-60, -5, 6)):
        pen.oval(x, y, r * 1.15, r, 0xE9DFD0, 1.2)
    for y, near, far in ((-112, -58, -82), (-92, -64, -96), (-50, -68, -92)):
        _mark(pen, ((near, y), (far, y)), SKY)


def swirls(pen: Pen, gesture: Gesture) -> None:
    """A curl on either side of a dancer, and a line around the raised foot."""
    for x, y, side, colour in ((-82, -112, -1, VIOLET), (86, -66, 1, GOLD)):
        curl: Points = ((0, 20), (13, 9), (12, -10), (-4, -15), (-12, -5), (-5, 5), (4, 0))
        _mark(pen, tuple((x + side * a, y + b) for a, b in curl), colour)
    _mark(pen, ((66, -14), (74, -24), (73, -36)), ROSE)
    _mark(pen, ((-60, -12), (-70, -22), (-70, -34)), LEAF)


def confetti(pen: Pen, gesture: Gesture) -> None:
    """Sparkles and coloured dashes all around the top."""
    for x, y, r in ((-84, -160, 11), (86, -150, 11), (-52, -186, 8), (60, -184, 8)):
        s = r * 0.3
        path = poly_path(tuple((x + a, y + b) for a, b in (
            (0, -r), (s, -s), (r, 0), (s, s), (0, r), (-s, s), (-r, 0), (-s, -s),
        )))  # fmt: skip
        _rim(pen, path)
        pen.shape(path, GOLD, 1.2)
    dashes = ((-90, -122, 40, ROSE), (90, -112, -40, LEAF), (-70, -182, 70, SKY), (80, -178, -20, ROSE))
    more = ((-78, -90, 10, LEAF), (78, -84, 60, VIOLET), (-94, -184, -30, VIOLET), (96, -184, 30, SKY))
    for x, y, turn, colour in (*dashes, *more):
        with pen.at(x, y, turn):
            _mark(pen, ((-4, 0), (4, 0)), colour, 4.5)


def notes(pen: Pen, gesture: Gesture) -> None:
    """Musical notes on both sides of the head."""
    _single_note(pen, 66, -118, VIOLET)
    _double_note(pen, 76, -160, ROSE)
    _single_note(pen, -84, -146, SKY)
    _double_note(pen, -68, -108, LEAF)


def speech_bubble(pen: Pen, gesture: Gesture) -> None:
    """A bubble with three dots, in the middle between two who talk."""
    ink = mix(INK, 0x4A5A8A, 0.4)
    half: Points = ((0, -19), (19, -16), (27, 0), (19, 15), (0, 18))
    with pen.at(56, -177):
        shapes = (poly_path(((-20, 8), (-24, 30), (-2, 14))), smooth_path(mirrored(half)))
        for shape in shapes:
            pen.canvas.drawPath(shape, line_paint(pen.lit(ink), 2 * LINE + 0.8))
        for shape in shapes:
            pen.shape(shape, 0xFFFFFF)
        for x in (-13, 0, 13):
            pen.oval(x, 0, 4.2, 4.2, ink)


def heart(pen: Pen, gesture: Gesture) -> None:
    """A heart over the place between two who hug."""
    with pen.at(40, -178):
        half: Points = ((0, -6), (7, -13), (16, -9), (15, 2), (0, 15))
        path = smooth_path(mirrored(half))
        _rim(pen, path)
        pen.shape(path, ROSE, LINE)
        pen.oval(-7, -6, 3, 3.6, 0xFFFFFF, alpha=0.8)


def dreams(pen: Pen) -> None:
    """Bubbles that rise from a sleeper."""
    for x, y, r in ((76, -84, 5), (86, -103, 8), (78, -128, 12)):
        pen.oval(x, y, r, r, 0xD9ECFA, LINE)
        pen.oval(x - r * 0.3, y - r * 0.35, r * 0.3, r * 0.3, 0xFFFFFF)


def _drop(pen: Pen, x: float, y: float, scale: float, turn: float = 0) -> None:
    with pen.at(x, y, turn, sx=scale):
        path = smooth_path(((0, -11), (6, 0), (6, 6), (0, 10), (-6, 6), (-6, 0)))
        _rim(pen, path)
        pen.shape(path, SKY, LINE)
        pen.oval(-2, 4, 1.8, 2.6, 0xFFFFFF)


def _single_note(pen: Pen, x: float, y: float, colour: int) -> None:
    for width, ink in ((4.5, CREAM), (0.0, colour)):
        pen.stroke(((x + 5, y), (x + 5, y - 21), (x + 13, y - 13)), ink, 3.4 + width)
        pen.oval(x, y, 6.5 + width / 2, 5 + width / 2, ink)


def _double_note(pen: Pen, x: float, y: float, colour: int) -> None:
    for width, ink in ((4.5, CREAM), (0.0, colour)):
        for side in (-1, 1):
            pen.stroke(((x + side * 10 + 4, y), (x + side * 10 + 4, y - 19)), ink, 3.2 + width)
            pen.oval(x + side * 10, y, 6 + width / 2, 4.8 + width / 2, ink)
        pen.stroke(((x - 6, y - 19), (x + 14, y - 19)), ink, 5.5 + width)


def _mark(pen: Pen, points: Points, colour: int, width: float = 3.4) -> None:
    """A line in the air."""
    pen.stroke(points, CREAM, width + 3, alpha=0.9)
    pen.stroke(points, colour, width)


def _rim(pen: Pen, path: Any) -> None:
    pen.canvas.drawPath(path, line_paint(pen.lit(CREAM), 2 * LINE + 3, 0.9))


#: What a figure has in its hands, drawn over its body but under its arms.
CARRIED: dict[str, Draw] = {"reading": open_book, "eating": bowl, "pointing": finger}
#: What is on its face, in head coordinates.
ON_FACE: dict[str, Draw] = {"eating": full_cheeks, "crying": tears}
#: What is around it, whatever its tilt.
AROUND: dict[str, Draw] = {
    "waving": wave_marks, "jumping": hop_marks, "running": dust, "dancing": swirls, "cheering": confetti,
    "singing": notes, "talking": speech_bubble, "hugging": heart, "crying": puddles,
}  # fmt: skip
