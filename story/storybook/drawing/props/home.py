"""Draw the props found in a home, each standing on the origin: lantern, book, umbrella, basket, cake, cup, key, …"""

from __future__ import annotations

import skia

from story.storybook.drawing.pen import BODY_COLOURS, CREAM, Pen, Points, line_paint, outline_of
from story.storybook.drawing.props.dye import LINE, STRING, WOOD, Dye, tub_path

IRON = 0x5A5264
PAGES = 0xFFFDF4
FLAME = 0xFFB02E


def lantern(pen: Pen, dye: Dye) -> None:
    """A lamp of coloured glass that hangs by its ring."""
    pen.glow(0, -24, 28, 0xFFE9A0, 0.8)
    pen.stroke(((-9, -40), (-8, -51), (0, -55), (8, -51), (9, -40)), IRON, 3)
    pen.blob(((-17, -37), (-10, -46), (0, -49), (10, -46), (17, -37), (0, -35)), dye.main, LINE)
    pen.box(-15, -37, 30, 32, 5, dye.main, LINE)
    pen.oval(0, -21, 9, 12, 0xFFF6C8)
    pen.blob(((0, -30), (4.5, -20), (0, -14), (-4.5, -20)), FLAME)
    pen.box(-19, -8, 38, 8, 3, dye.deep, LINE)


def book(pen: Pen, dye: Dye) -> None:
    """A closed book that stands up and shows its cover, and its pages at the side."""
    with pen.at(0, -2, 8):
        pen.box(-15, -52, 36, 51, 3, dye.deep, LINE)
        pen.box(-16, -50, 34, 46, 2, PAGES, 0.8)
        for y in (-6.5, -9):
            pen.stroke(((-14, y + 1), (16, y + 1)), 0xC9BFC4, 0.8)
        pen.box(-21, -57, 36, 48, 3, dye.main, LINE)
        pen.box(-21, -57, 8, 48, 3, dye.deep)
        pen.oval(1.5, -40, 8, 8, dye.pale)
        pen.stroke(((-5.5, -24), (8.5, -24)), dye.pale, 3)
        pen.stroke(((-2.5, -18), (5.5, -18)), dye.pale, 3)


def umbrella(pen: Pen, dye: Dye) -> None:
    """An open canopy on a long stick that ends in a crook."""
    pen.stroke(((0, -84), (0, -12), (2, -3), (8, -2), (11, -8)), WOOD, 4, 0.9)
    pen.stroke(((0, -106), (0, -111)), WOOD, 4)
    dome: Points = ((-43, -74), (-38, -92), (-22, -105), (0, -109), (22, -105), (38, -92), (43, -74))
    scallops: Points = ((29, -80), (15, -74), (0, -80), (-15, -74), (-29, -80))
    pen.blob(dome + scallops, dye.main, LINE)
    pen.blob(((0, -109), (12, -95), (15, -74), (0, -80), (-15, -74), (-12, -95)), dye.pale)


def basket(pen: Pen, dye: Dye) -> None:
    """A wide woven basket under a thick handle, with a dotted cloth over its rim."""
    pen.stroke(((-24, -25), (-19, -40), (0, -47), (19, -40), (24, -25)), dye.main, 5, LINE)
    pen.oval(0, -27, 28, 5, dye.deep, LINE)
    pen.shape(tub_path(-27, -1, 28, 22, 5), dye.main, LINE)
    for row, y in enumerate((-19, -11)):
        pen.stroke(((-25 + 2 * row, y), (0, y + 3), (25 - 2 * row, y)), dye.deep, 1.8)
    for x, top in ((-18, -26), (-6, -25), (6, -25), (18, -26), (-12, -17), (0, -16), (12, -17), (-17, -9), (-6, -7)):
        pen.stroke(((x, top), (x * 0.97, top + 7)), dye.deep, 1.8)
    for x, top in ((6, -7), (17, -9)):
        pen.stroke(((x, top), (x * 0.97, top + 6)), dye.deep, 1.8)
    pen.blob(((-4, -29), (9, -33), (22, -28), (19, -17), (9, -13), (2, -20)), dye.pale, 1.2)
    for x, y in ((5, -25), (13, -27), (11, -19)):
        pen.oval(x, y, 1.8, 1.8, dye.main)


def cake(pen: Pen, dye: Dye) -> None:
    """A tall round cake on a plate, with cream running down and one candle lit."""
    pen.oval(0, -4.5, 34, 5.5, 0xE6E3EE, 1.2)
    pen.shape(tub_path(-34, -2, 27, 27, 6), dye.main, LINE)
    pen.stroke(((-26, -14), (0, -9), (26, -14)), dye.pale, 4)
    pen.oval(0, -34, 27, 7, CREAM, LINE)
    drips: Points = (
        (-27, -34),
        (-22, -25),
        (-16, -29),
        (-9, -20),
        (-2, -26),
        (6, -22),
        (12, -28),
        (20, -22),
        (27, -34),
    )
    pen.blob((*drips, (14, -37), (-14, -37)), CREAM, 0.9)
    pen.oval(0, -34, 26, 6, CREAM)
    pen.box(-3, -49, 6, 15, 2, dye.main, 1.2)
    _flame(pen, -55, 0.8)


def cup(pen: Pen, dye: Dye) -> None:
    """A mug of cocoa that steams."""
    with pen.at(-5, 0):
        for x in (-7, 6):
            pen.stroke(((x, -44), (x + 4, -49), (x - 2, -54), (x + 2, -60)), 0xE9E4EE, 3.6, alpha=0.9)
        _ring(pen, 20, -20, 9, 9.5, 5.5, dye.main)
        pen.shape(tub_path(-36, -1, 20, 17, 5), dye.main, LINE)
        pen.oval(0, -36, 20, 5.5, dye.pale, LINE)
        pen.oval(0, -35.4, 16, 3.6, 0x7A4A32)
        _heart(pen, 0, -18, 0.9, dye.pale)


def key(pen: Pen, dye: Dye) -> None:
    """A big old key, its ring on top and its teeth below."""
    with pen.at(-2, -4, 12):
        for y in (-15, -5):
            pen.box(0, y, 15, 6.5, 1.5, dye.main, LINE)
        pen.stroke(((0, -32), (0, -3)), dye.main, 7, LINE)
        _ring(pen, 0, -43, 13, 12, 7, dye.main)
        pen.box(-7.5, -31, 15, 5.5, 2, dye.main, LINE)
        pen.stroke(((-1.5, -24), (-1.5, -6)), dye.pale, 1.8)


def letter(pen: Pen, dye: Dye) -> None:
    """An envelope, sealed with a heart."""
    with pen.at(0, -1, -4):
        pen.box(-28, -40, 56, 39, 3, dye.main, LINE)
        pen.stroke(((-26, -3), (-9, -20)), dye.deep, 2)
        pen.stroke(((26, -3), (9, -20)), dye.deep, 2)
        pen.poly(((-27, -39), (27, -39), (0, -15)), dye.main, LINE)
        red = dye.main in (BODY_COLOURS["red"], BODY_COLOURS["pink"])
        _heart(pen, 0, -20, 1.1, CREAM if red else BODY_COLOURS["red"])


def candle(pen: Pen, dye: Dye) -> None:
    """A lit candle in a saucer with a ring for the finger."""
    pen.glow(0, -58, 24, 0xFFE48A, 0.75)
    _ring(pen, 25, -8, 6, 6, 3.5, dye.main)
    pen.oval(0, -5, 25, 5, dye.main, LINE)
    pen.oval(0, -6.5, 19, 2.6, dye.deep)
    pen.box(-9, -47, 18, 41, 4, dye.main, LINE)
    pen.blob(((-9, -45), (0, -48), (9, -45), (8.5, -34), (4, -39), (-1, -30), (-5, -38), (-9, -36)), dye.pale)
    _flame(pen, -58, 1.15)


def bucket(pen: Pen, dye: Dye) -> None:
    """A tall pail that hangs by a wire with a wooden grip."""
    pen.stroke(((-21, -31), (-15, -42), (0, -46), (15, -42), (21, -31)), IRON, 2.8)
    pen.stroke(((-5, -46), (5, -46)), WOOD, 5, 0.9)
    pen.oval(0, -32, 22.5, 5.5, dye.deep, LINE)
    pen.shape(tub_path(-31, 0, 22, 16, 5), dye.main, LINE)
    pen.stroke(((-20.5, -26), (0, -22), (20.5, -26)), dye.pale, 4.5)
    pen.stroke(((-16.6, -9), (0, -5), (16.6, -9)), dye.pale, 2.4)
    for x in (-21, 21):
        pen.oval(x, -30, 2.4, 2.4, STRING, 0.6)


def _flame(pen: Pen, y: float, size: float) -> None:
    with pen.at(0, y, sx=size):
        pen.blob(((0, -11), (5.5, 1), (0, 7), (-5.5, 1)), FLAME, 1.2)
        pen.oval(0, 2, 2.4, 3.6, 0xFFF3B0)


def _heart(pen: Pen, x: float, y: float, size: float, colour: int) -> None:
    with pen.at(x, y, sx=size):
        pen.blob(((0, -4), (4, -7.5), (8, -4), (6, 2), (0, 8), (-6, 2), (-8, -4), (-4, -7.5)), colour, 0.8)


def _ring(pen: Pen, x: float, y: float, rx: float, ry: float, width: float, colour: int) -> None:
    """An oval band, open in the middle."""
    box = skia.Rect(x - rx, y - ry, x + rx, y + ry)
    pen.canvas.drawOval(box, line_paint(pen.lit(outline_of(colour)), width + 2 * LINE))
    pen.canvas.drawOval(box, line_paint(pen.lit(colour), width))
