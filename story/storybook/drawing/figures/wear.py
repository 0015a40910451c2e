"""Draw what characters wear: hats, crowns and bows on the head; scarves, ties and capes around the neck.

Everything worn has a pale rim around its dark outline, so that it reads on a body of its own colour too.
"""

from __future__ import annotations

from typing import Any

import skia

from story.storybook.drawing.figures.face import LINE
from story.storybook.drawing.figures.kinds import Kind
from story.storybook.drawing.pen import CREAM, INK, Pen, Points, line_paint, mix, poly_path, smooth_path

RIM = 1.5  # width of the pale rim
GOLD = 0xF4C64A


def draw_headwear(pen: Pen, name: str, colour: int, kind: Kind) -> None:
    """What sits on a head (or nothing); the origin is the middle of the head."""
    if name == "none":
        return
    with pen.at(*kind.hat, sx=kind.hat_scale):
        HEADWEAR[name](pen, colour)


def hat(pen: Pen, colour: int) -> None:
    """A bobble hat; its brim is at y = 0."""
    pale = trim(colour)
    _cloth(pen, smooth_path(((-28, 2), (-25, -17), (-13, -29), (0, -32), (13, -29), (25, -17), (28, 2))), colour)
    for x in (-12, 0, 12):
        pen.stroke(((x * 1.35, -6), (x * 0.8, -25)), mix(colour, INK, 0.2), 2)
    brim = skia.Path()
    brim.addRoundRect(skia.Rect(-32, -7, 32, 7), 7, 7)
    _cloth(pen, brim, pale)
    _cloth(pen, _disc(0, -35, 9), pale)


def crown(pen: Pen, colour: int) -> None:
    """A band with jewels and three points that end in pearls."""
    pale = trim(colour)
    points: Points = (
        (-25, 6), (-30, -22), (-14, -9), (0, -30), (14, -9), (30, -22), (25, 6), (13, 9), (0, 10), (-13, 9),
    )  # fmt: skip
    _cloth(pen, poly_path(points), colour)
    pen.stroke(((-25, 1), (0, 5), (25, 1)), pale, 3)
    for x, y in ((-30, -24), (0, -32), (30, -24)):
        pen.oval(x, y, 5, 5, pale, LINE)
    for x, y in ((-14, -2), (0, -6), (14, -2)):
        pen.oval(x, y, 3.4, 3.4, 0xFFFFFF if pale != 0xFFFFFF else INK, 1)


def bow(pen: Pen, colour: int) -> None:
    """A big ribbon: two loops, a knot and two short ends."""
    shade = mix(colour, INK, 0.28)
    with pen.at(-3, -6, -7):
        for side in (-1, 1):
            _cloth(pen, poly_path(((side * 3, 0), (side * 12, 17), (side * 17, 10), (side * 23, 11))), colour)
        for side in (-1, 1):
            loop: Points = ((side * 3, 0), (side * 19, -17), (side * 33, -12), (side * 33, 8), (side * 19, 11))
            _cloth(pen, smooth_path(loop), colour)
            pen.stroke(((side * 9, -2), (side * 20, -5), (side * 26, -2)), shade, 2.4)
            pen.stroke(((side * 20, -12), (side * 28, -9)), trim(colour), 2.6)
        _cloth(pen, _disc(0, -1, 8), colour)
        pen.oval(-2, -3, 3, 3, trim(colour))


def draw_neckwear(pen: Pen, name: str, colour: int) -> None:
    """What is worn at the throat (or nothing), of a cape the collar; the origin is the throat."""
    if name != "none":
        NECKWEAR[name](pen, colour)


def scarf(pen: Pen, colour: int) -> None:
    """A band around the neck; its striped end hangs at the inner side."""
    pale = trim(colour)
    with pen.at(-17, 2):
        _cloth(pen, poly_path(((-9, -4), (8, -4), (8, 32), (-10, 32))), colour)
        for y in (14, 23):
            pen.poly(((-9.7, y), (8, y), (8, y + 4.5), (-9.8, y + 4.5)), pale)
    _cloth(pen, smooth_path(((-34, -10), (0, -4), (34, -10), (36, 2), (0, 10), (-36, 2))), colour)
    pen.stroke(((-30, -1), (0, 5), (30, -1)), mix(colour, INK, 0.25), 2)
    for x, middle in ((-24, -2.5), (-8, 1.5), (8, 1.5), (24, -2.5)):
        pen.stroke(((x - 1.5, middle - 4.5), (x + 1.5, middle + 4.5)), pale, 3)


def tie(pen: Pen, colour: int) -> None:
    """A knot and a broad striped blade."""
    pale = trim(colour)
    with pen.at(0, 3):
        _cloth(pen, poly_path(((-5, -2), (5, -2), (12, 26), (0, 38), (-12, 26))), colour)
        for y in (9, 19):
            half = 5 + y * 0.25
            pen.stroke(((-half + 1, y + 3.5), (half - 1, y - 2.5)), pale, 3.4)
    _cloth(pen, poly_path(((-10, -7), (10, -7), (6, 5), (-6, 5))), colour)
    pen.stroke(((-6, -3.5), (6, -3.5)), pale, 2)


def cape_collar(pen: Pen, colour: int) -> None:
    """The collar of a cape, closed by a golden clasp."""
    _cloth(pen, smooth_path(((-35, -11), (-16, -4), (0, -1), (16, -4), (35, -11), (33, 5), (0, 10), (-33, 5))), colour)
    pen.stroke(((-29, 2), (0, 6), (29, 2)), trim(colour), 2)
    pen.oval(0, 4, 6.5, 6.5, GOLD if colour != 0xFBD63F else 0xFFFFFF, LINE)


def cape_back(pen: Pen, colour: int, sway: float) -> None:
    """A cape behind a body; the origin is the throat. `sway` moves its hem (units, to the inner side when < 0)."""
    left, right = sway - 68, sway + 68
    hem = ((right, 58), (right - 20, 64), (right - 34, 58), (sway, 63), (left + 34, 58), (left + 20, 64), (left, 58))
    outline = ((-28, -6), (28, -6), (50 + sway * 0.4, 22), *hem, (-50 + sway * 0.4, 22))
    _cloth(pen, smooth_path(outline), mix(colour, INK, 0.1))
    for side in (-1, 1):
        foot = side * 68 + sway
        pen.stroke(((side * 26, 4), (side * 41 + sway * 0.4, 28), (foot - side * 16, 57)), mix(colour, INK, 0.32), 2.4)
        pen.stroke(((side * 46 + sway * 0.4, 22), (foot - side * 3, 56)), trim(colour), 3)


def cape_blanket(pen: Pen, colour: int) -> None:
    """A cape over somebody who lies; the origin is the middle of the body's back."""
    _cloth(pen, smooth_path(((40, -22), (48, 8), (44, 25), (0, 28), (-40, 25), (-46, 2), (-30, -24), (4, -34))), colour)
    pen.stroke(((42, 20), (0, 23), (-38, 20)), trim(colour), 3)
    for x in (-16, 12):
        pen.stroke(((x * 0.6, -24), (x, -4), (x * 1.2, 16)), mix(colour, INK, 0.25), 2.4)


def trim(colour: int) -> int:
    """The second colour of something worn: a pale tint, of something pale a blue-grey shade."""
    darkest = min(colour >> shift & 255 for shift in (16, 8, 0))
    return 0xA9B8D2 if darkest > 0xD0 else mix(colour, 0xFFFFFF, 0.62)


def _cloth(pen: Pen, path: Any, colour: int) -> None:
    """An outlined shape within its pale rim."""
    pen.canvas.drawPath(path, line_paint(pen.lit(CREAM), 2 * (LINE + RIM), 0.85))
    pen.shape(path, colour, LINE)


def _disc(x: float, y: float, r: float) -> Any:
    path = skia.Path()
    path.addCircle(x, y, r)
    return path


HEADWEAR = {"hat": hat, "crown": crown, "bow": bow}
NECKWEAR = {"scarf": scarf, "tie": tie, "cape": cape_collar}
