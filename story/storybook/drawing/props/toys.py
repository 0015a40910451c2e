"""Draw the props to play with, each standing on the origin: ball, balloon, kite, present, drum, guitar, star, teddy."""

from __future__ import annotations

from math import cos, pi, sin

from story.storybook.drawing.pen import CREAM, Pen, Points, mirrored
from story.storybook.drawing.props.dye import LINE, STRING, WOOD, Dye, tub_path

DARK_WOOD = 0x55361F


def ball(pen: Pen, dye: Dye) -> None:
    """A beach ball with light panels."""
    with pen.at(0, -23, 14):
        pen.oval(0, 0, 23, 23, dye.main, LINE)
        pen.blob(((0, -23), (7, -10), (8, 5), (0, 23), (-8, 5), (-7, -10)), dye.pale)
        pen.stroke(((-15.5, -14), (-20, 0), (-15.5, 14)), dye.pale, 3.5)
        pen.stroke(((15.5, -14), (20, 0), (15.5, 14)), dye.pale, 3.5)
        pen.oval(0, -19, 5, 3.2, dye.main, 0.8)


def balloon(pen: Pen, dye: Dye) -> None:
    """A big drop with a shine, on a long string."""
    pen.stroke(((0, -54), (4, -38), (-3, -20), (0, -1)), STRING, 2)
    pen.poly(((0, -61), (6, -52), (-6, -52)), dye.main, LINE)
    pen.blob(((0, -111), (20, -102), (22, -81), (0, -58), (-22, -81), (-20, -102)), dye.main, LINE)
    pen.oval(-9, -95, 4.5, 8, 0xFFFFFF, alpha=0.75)


def kite(pen: Pen, dye: Dye) -> None:
    """A diamond in the air on its string, with a tail of bows."""
    pen.stroke(((6, -80), (5, -40), (0, -1)), STRING, 2)
    with pen.at(0, -84, -12):
        pen.stroke(((0, 26), (11, 35), (3, 48), (14, 61)), STRING, 2)
        for x, y in ((10, 34), (4, 47), (14, 61)):
            pen.poly(((x, y), (x - 8, y - 5), (x - 8, y + 5), (x, y), (x + 8, y - 5), (x + 8, y + 5)), dye.main, 1)
        pen.poly(((0, -28), (25, -6), (0, 27), (-25, -6)), dye.main, LINE)
        pen.poly(((0, -27), (0, -6), (24, -6)), dye.pale)
        pen.stroke(((0, -27), (0, 26)), dye.deep, 1.8)
        pen.stroke(((-24, -6), (24, -6)), dye.deep, 1.8)


def present(pen: Pen, dye: Dye) -> None:
    """A box with a lid, tied with a pale ribbon and a bow."""
    half: Points = ((0, -36), (9, -51), (24, -56), (27, -44), (10, -35))
    for side in (1, -1):
        pen.blob(tuple((side * x, y) for x, y in half), dye.pale, LINE)
    pen.box(-26, -28, 52, 27, 3, dye.main, LINE)
    pen.box(-5.5, -28, 11, 27, 0, dye.pale)
    pen.box(-30, -36, 60, 11, 3, dye.main, LINE)
    pen.box(-5.5, -36, 11, 11, 0, dye.pale)
    pen.oval(0, -38.5, 5.5, 5, dye.pale, 1.2)


def drum(pen: Pen, dye: Dye) -> None:
    """A drum with cords round its shell and two sticks on its skin."""
    pen.shape(tub_path(-34, -1, 26, 26, 7), dye.main, LINE)
    for x in (-26, -9, 9):
        pen.stroke(((x, -29 + 3 * (x != -26)), (x + 8.5, -6 + 3 * (x == -9))), dye.pale, 2.4)
        pen.stroke(((x + 8.5, -6 + 3 * (x == -9)), (x + 17, -26 - 3 * (x == 9))), dye.pale, 2.4)
    pen.stroke(((-25.5, -6.5), (0, -1.5), (25.5, -6.5)), dye.deep, 3)
    pen.oval(0, -35, 26.5, 8, dye.deep, LINE)
    pen.oval(0, -35.5, 22.5, 5.8, CREAM)
    for side in (-1, 1):
        pen.stroke(((side * 25, -57), (side * 7, -38)), WOOD, 3.6, 0.9)
        pen.oval(side * 6, -37, 4.4, 4, dye.main, 1.2)


def guitar(pen: Pen, dye: Dye) -> None:
    """A guitar that leans over, its neck up."""
    with pen.at(-6, -2, 18, sx=0.93):
        pen.box(-4, -70, 8, 36, 2, WOOD, 1.2)
        pen.box(-6.5, -83, 13, 15, 3, DARK_WOOD, 1.2)
        for y in (-79, -73):
            for x in (-9, 9):
                pen.oval(x, y, 2.2, 2, CREAM, 0.8)
        half: Points = ((0, -49), (9, -50), (16, -43), (14, -32), (19, -25), (23, -14), (17, -3), (0, -1))
        pen.blob(mirrored(half), dye.main, LINE)
        pen.oval(0, -29, 7, 7, 0x33263A, 1.4)
        pen.stroke(((-7, -11), (7, -11)), DARK_WOOD, 4)
        for x in (-2, 2):
            pen.stroke(((x, -70), (x, -12)), dye.pale, 1.1)


_STAR: Points = tuple(
    (radius * sin(i * pi / 5), -28 - radius * cos(i * pi / 5)) for i, radius in enumerate((30, 15.5) * 5)
)


def star(pen: Pen, dye: Dye) -> None:
    """A plump star with a small smile."""
    pen.stroke((*_STAR[9:], *_STAR[:2]), dye.main, 1)
    pen.poly(_STAR, dye.main, LINE + 1)
    pen.poly((_STAR[9], _STAR[0], (0, -28)), dye.pale)
    for x in (-6, 6):
        pen.oval(x, -29, 2.3, 3.2, dye.ink)
    pen.stroke(((-5, -22), (0, -19), (5, -22)), dye.ink, 2)


def teddy(pen: Pen, dye: Dye) -> None:
    """A toy bear that sits, with pale soles, belly and muzzle."""
    for side in (-1, 1):
        pen.oval(side * 13, -53, 7, 7, dye.main, LINE)
        pen.oval(side * 13, -53, 3.6, 3.6, dye.pale)
        with pen.at(side * 18, -23, side * -35):
            pen.oval(0, 0, 6.5, 11, dye.main, LINE)
    pen.oval(0, -17, 17, 16, dye.main, LINE)
    pen.oval(0, -17, 9.5, 9.5, dye.pale)
    pen.oval(0, -42, 19, 15.5, dye.main, LINE)
    pen.oval(0, -37, 9, 7, dye.pale, 0.8)
    pen.oval(0, -40, 3.4, 2.4, 0x33263A)
    for side in (-1, 1):
        pen.oval(side * 8.5, -46, 2.4, 2.8, dye.ink)
        pen.oval(side * 15, -8, 9, 8, dye.main, LINE)
        pen.oval(side * 16, -7.5, 5, 4.6, dye.pale)
