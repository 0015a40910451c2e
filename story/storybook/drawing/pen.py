"""Put simple tinted shapes on a skia canvas: the one drawing tool of every Storybook picture.

Colours are 0xRRGGBB integers. A pen carries the light of the scene: each colour is mixed a little towards it, so that
nothing drawn at night needs a special case. Paints and paths are cached: pictures repeat the same few of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin
from typing import Any

import skia

Points = tuple[tuple[float, float], ...]

INK = 0x33263A
CREAM = 0xFFF6E6
PINK = 0xF28C8C
BODY_COLOURS = {
    "red": 0xD8403A, "orange": 0xF58B2C, "yellow": 0xFBD63F, "green": 0x4FA653, "blue": 0x4A86D8, "purple": 0x8F52CC,
    "pink": 0xF7A0C4, "brown": 0x875536, "white": 0xFBF7F0, "grey": 0x9FA2A6, "black": 0x3F3C48,
}  # fmt: skip


@lru_cache(maxsize=8192)
def mix(a: int, b: int, amount: float) -> int:
    """Colour `a`, moved by `amount` (0..1) towards `b`."""
    out = 0
    for shift in (16, 8, 0):
        one, two = a >> shift & 255, b >> shift & 255
        out |= round(one + (two - one) * amount) << shift
    return out


@lru_cache(maxsize=512)
def is_dark(colour: int, below: int = 80) -> bool:
    """Whether the brightness (0..255) is so low that dark lines would be lost on this colour."""
    return 0.3 * (colour >> 16) + 0.59 * (colour >> 8 & 255) + 0.11 * (colour & 255) < below


@lru_cache(maxsize=2048)
def outline_of(colour: int) -> int:
    """The soft dark line around a shape of this colour."""
    return mix(colour, 0x06040A, 0.7) if is_dark(colour) else mix(colour, 0x3A2530, 0.55)


@lru_cache(maxsize=4096)
def fill_paint(colour: int, alpha: float = 1.0) -> Any:
    """A filling paint."""
    return skia.Paint(Color=0xFF000000 | colour, Alphaf=alpha, AntiAlias=True)


@lru_cache(maxsize=4096)
def line_paint(colour: int, width: float, alpha: float = 1.0) -> Any:
    """A round-ended stroking paint."""
    paint = skia.Paint(Color=0xFF000000 | colour, Alphaf=alpha, AntiAlias=True, StrokeWidth=width)
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


@lru_cache(maxsize=4096)
def poly_path(points: Points, closed: bool = True) -> Any:
    """A path of straight lines."""
    path = skia.Path()
    path.addPoly([skia.Point(x, y) for x, y in points], closed)
    return path


@lru_cache(maxsize=4096)
def smooth_path(points: Points, closed: bool = True) -> Any:
    """A smooth path through all points (Catmull-Rom)."""
    path, count = skia.Path(), len(points)
    path.moveTo(*points[0])
    for i in range(count if closed else count - 1):
        near = (k % count if closed else min(max(k, 0), count - 1) for k in range(i - 1, i + 3))
        before, start, end, after = (points[k] for k in near)
        path.cubicTo(
            start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6,
            end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6, end[0], end[1],
        )  # fmt: skip
    if closed:
        path.close()
    return path


def mirrored(points: Points) -> Points:
    """The points of one half (top to bottom at x >= 0), followed by their mirror images: a symmetric outline."""
    return points + tuple((-x, y) for x, y in reversed(points) if x != 0)


def flipped(points: Points) -> Points:
    """The mirror image of the points."""
    return tuple((-x, y) for x, y in points)


@lru_cache(maxsize=64)
def ring(count: int, inner: float, outer: float) -> Points:
    """A closed outline with `count` points at the outer radius and as many between them at the inner: a star."""
    turns = [(pi * i / count, outer if i % 2 == 0 else inner) for i in range(2 * count)]
    return tuple((radius * sin(turn), -radius * cos(turn)) for turn, radius in turns)


@lru_cache(maxsize=64)
def scallops(count: int, inner: float, outer: float) -> Points:
    """A closed outline of round lobes, between the inner and the outer radius: a mane, a flower."""
    steps = [(2 * pi * i / (5 * count), inner + (outer - inner) * sin(pi * (i % 5) / 5)) for i in range(5 * count)]
    return tuple((radius * sin(turn), -radius * cos(turn)) for turn, radius in steps)


@dataclass(frozen=True, slots=True)
class Pen:
    """A canvas with the light that falls on it."""

    canvas: Any
    light: int = 0xFFFFFF
    amount: float = 0.0

    def lit(self, colour: int) -> int:
        """The colour as it looks in this light."""
        return mix(colour, self.light, self.amount) if self.amount else colour

    def relit(self, light: int, amount: float) -> Pen:
        """The same canvas in another light."""
        return Pen(self.canvas, light, amount)

    @contextmanager
    def at(self, x: float, y: float, turn: float = 0, sx: float = 1, sy: float | None = None) -> Iterator[None]:
        """Draw with the origin moved, turned (degrees) and scaled."""
        self.canvas.save()
        self.canvas.translate(x, y)
        if turn:
            self.canvas.rotate(turn)
        if sx != 1 or sy is not None:
            self.canvas.scale(sx, sx if sy is None else sy)
        yield
        self.canvas.restore()

    def oval(self, x: float, y: float, rx: float, ry: float, colour: int, line: float = 0, alpha: float = 1) -> None:
        """A filled ellipse, outlined when `line` is a width."""
        box = skia.Rect(x - rx, y - ry, x + rx, y + ry)
        if line:
            self.canvas.drawOval(box, line_paint(self.lit(outline_of(colour)), 2 * line))
        self.canvas.drawOval(box, fill_paint(self.lit(colour), alpha))

    def box(self, x: float, y: float, w: float, h: float, r: float, colour: int, line: float = 0) -> None:
        """A filled rectangle (left, top, width, height) with corners of radius r."""
        rect = skia.Rect(x, y, x + w, y + h)
        if line:
            self.canvas.drawRoundRect(rect, r, r, line_paint(self.lit(outline_of(colour)), 2 * line))
        self.canvas.drawRoundRect(rect, r, r, fill_paint(self.lit(colour)))

    def shape(self, path: Any, colour: int, line: float = 0, alpha: float = 1) -> None:
        """A filled path."""
        if line:
            self.canvas.drawPath(path, line_paint(self.lit(outline_of(colour)), 2 * line))
        self.canvas.drawPath(path, fill_paint(self.lit(colour), alpha))

    def poly(self, points: Points, colour: int, line: float = 0) -> None:
        """A filled polygon."""
        self.shape(poly_path(points), colour, line)

    def blob(self, points: Points, colour: int, line: float = 0) -> None:
        """A filled smooth outline through the points."""
        self.shape(smooth_path(points), colour, line)

    def stroke(self, points: Points, colour: int, width: float, line: float = 0, alpha: float = 1) -> None:
        """A smooth round-ended line through the points; outlined when `line` is a width."""
        path = smooth_path(points, False)
        if line:
            self.canvas.drawPath(path, line_paint(self.lit(outline_of(colour)), width + 2 * line))
        self.canvas.drawPath(path, line_paint(self.lit(colour), width, alpha))

    def glow(self, x: float, y: float, radius: float, colour: int, alpha: float) -> None:
        """A soft round light, unaffected by the light of the scene."""
        self.canvas.drawCircle(x, y, radius, glow_paint(x, y, radius, colour, alpha))


@lru_cache(maxsize=512)
def glow_paint(x: float, y: float, radius: float, colour: int, alpha: float) -> Any:
    """A paint that fades from the colour at the centre to nothing."""
    stops = [round(alpha * 255) << 24 | colour, colour]
    return skia.Paint(Shader=skia.GradientShader.MakeRadial(skia.Point(x, y), radius, stops), AntiAlias=True)


@lru_cache(maxsize=4096)
def gradient_paint(top: float, bottom: float, colours: tuple[int, ...]) -> Any:
    """A vertical gradient."""
    ends = [skia.Point(0, top), skia.Point(0, bottom)]
    # dithered: smoother, and skia draws it twice as fast
    return skia.Paint(
        Shader=skia.GradientShader.MakeLinear(ends, [0xFF000000 | c for c in colours]), Dither=True, AntiAlias=True
    )
