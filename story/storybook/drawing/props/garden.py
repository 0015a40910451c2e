"""Draw the props that grow or live, each standing on the origin: flower, apple, fish, carrot, mushroom, shell, …"""

from __future__ import annotations

from math import cos, pi, sin

from story.storybook.drawing.pen import BODY_COLOURS, CREAM, INK, Pen, Points, flipped, mirrored
from story.storybook.drawing.props.dye import LINE, WOOD, Dye

STEM = 0x3B7F45
LEAF = 0x63B85C


def flower(pen: Pen, dye: Dye) -> None:
    """One large blossom on a stem with two leaves."""
    pen.stroke(((0, -30), (0, -2)), STEM, 4.5, 1)
    right: Points = ((0, -6), (9, -19), (20, -19), (13, -7))
    for leaf in (right, flipped(right)):
        pen.blob(leaf, LEAF, 1.2)
    for petal in range(6):
        pen.oval(13 * sin(petal * pi / 3), -43 - 13 * cos(petal * pi / 3), 9.5, 9.5, dye.main, LINE)
    pen.oval(0, -43, 11, 11, dye.main)
    gold = BODY_COLOURS["yellow"]
    pen.oval(0, -43, 7.5, 7.5, 0xA8622A if dye.main in (gold, BODY_COLOURS["orange"]) else gold, 1)


def apple(pen: Pen, dye: Dye) -> None:
    """A round fruit with a dent, a stalk and a leaf."""
    half: Points = ((0, -36), (12, -42), (24, -30), (20, -9), (9, -1), (0, -3))
    pen.blob(mirrored(half), dye.main, LINE)
    pen.stroke(((0, -35), (1, -43), (4, -50)), WOOD, 4.2, 0.8)
    pen.blob(((4, -43), (14, -54), (26, -50), (17, -42)), LEAF, 1.2)
    pen.oval(-12, -27, 4, 7, 0xFFFFFF, alpha=0.65)


def fish(pen: Pen, dye: Dye) -> None:
    """A fat fish with a wide tail."""
    pen.blob(((-14, -20), (-27, -35), (-33, -31), (-28, -20), (-33, -8), (-27, -5)), dye.main, LINE)
    pen.blob(((-6, -33), (4, -45), (14, -42), (13, -32)), dye.deep, LINE)
    pen.blob(((29, -19), (17, -34), (-2, -36), (-19, -22), (-19, -18), (-2, -4), (17, -5)), dye.main, LINE)
    pen.blob(((27, -15), (14, -11), (-3, -12), (-12, -12), (-2, -5), (16, -6)), dye.pale)
    pen.blob(((-2, -21), (-12, -26), (-14, -18), (-11, -13)), dye.deep, 0.8)
    pen.stroke(((9, -30), (5, -21), (9, -11)), dye.deep, 2)
    pen.oval(17, -24, 5, 5, 0xFFFFFF, 1)
    pen.oval(18, -24, 2.7, 2.9, INK)


def carrot(pen: Pen, dye: Dye) -> None:
    """A fat root, tip down, under a green tuft."""
    with pen.at(-3, -1, 9):
        right: Points = ((1, -38), (7, -58), (17, -60), (13, -46))
        for leaf in (right, flipped(right), ((-5, -38), (-5, -57), (0, -64), (5, -57), (5, -38))):
            pen.blob(leaf, LEAF, 1.4)
        half: Points = ((0, -40), (10, -42), (17, -36), (14, -23), (7, -8), (0, 0))
        pen.blob(mirrored(half), dye.main, LINE)
        for x, y, length in ((-14, -30, 9), (14, -23, -8), (-9, -17, 7)):
            pen.stroke(((x, y), (x + length / 2, y + 1), (x + length, y)), dye.deep, 2.4)


def mushroom(pen: Pen, dye: Dye) -> None:
    """A spotted cap on a cream stem."""
    pen.blob(mirrored(((0, -28), (9, -24), (10, -11), (13, -4), (0, -1))), CREAM, LINE)
    pen.blob(mirrored(((0, -57), (17, -53), (29, -40), (32, -26), (21, -21), (0, -20))), dye.main, LINE)
    pen.blob(mirrored(((0, -25), (19, -24), (10, -20.5), (0, -20))), 0xE6D8C6)
    for x, y, r in ((0, -47, 6), (-18, -37, 5.5), (18, -38, 5.5), (-3, -32, 4.5), (9, -29, 3), (-25, -28, 2.6)):
        pen.oval(x, y, r, r * 0.9, dye.pale)


def _fan(reach: float, wave: float, lobes: int = 7, spread: float = 1.22) -> Points:
    """A scalloped edge seen from the hinge at (0, -8): `spread` radians to each side, `wave` deep between lobes."""
    steps = lobes * 6
    turns = ((2 * step / steps - 1) * spread for step in range(steps + 1))
    edge = ((turn, reach - wave + wave * abs(sin((turn / spread + 1) / 2 * lobes * pi))) for turn in turns)
    return tuple((far * 0.82 * sin(turn), -8 - far * cos(turn)) for turn, far in edge)


_EDGE, _BAND = _fan(46, 5), _fan(30, 3)
_VALLEYS = _fan(41, 0)[6:-1:6]


def shell(pen: Pen, dye: Dye) -> None:
    """A scallop: ribs that fan out from the hinge, under a scalloped edge."""
    pen.poly(((-17, -14), (17, -14), (12, -1), (-12, -1)), dye.deep, LINE)
    pen.poly((*_EDGE, (7, -4), (-7, -4)), dye.main, LINE)
    pen.poly((*_BAND, *reversed(_fan(24, 3))), dye.pale)
    for x, y in _VALLEYS:
        pen.stroke(((x * 0.16, -10), (x, y)), dye.deep, 2)


def pumpkin(pen: Pen, dye: Dye) -> None:
    """A wide ribbed fruit with a bent green stalk."""
    pen.stroke(((0, -36), (1, -44), (6, -50)), STEM, 6.5, 1.2)
    pen.blob(((2, -40), (12, -49), (24, -46), (16, -38)), LEAF, 1.2)
    for x, rx, ry in ((-18, 13, 17), (18, 13, 17), (-9, 13, 19), (9, 13, 19), (0, 10, 20)):
        pen.oval(x, -20.5, rx, ry, dye.main, LINE)
    pen.oval(-20, -27, 3, 6, 0xFFFFFF, alpha=0.5)


def leaf(pen: Pen, dye: Dye) -> None:
    """A maple leaf with its stalk down."""
    pen.stroke(((0, -16), (0, -8), (2, -1)), dye.deep, 3.6, 1.2)
    half: Points = (
        (0, -64), (7, -52), (14, -54), (13, -39), (21, -48), (24, -42), (35, -43), (31, -33), (35, -28), (19, -19),
        (20, -14), (0, -15),
    )  # fmt: skip
    pen.poly(mirrored(half), dye.main, LINE)
    for tip in ((0, -54), (24, -36), (-24, -36)):
        pen.stroke(((0, -16), tip), dye.deep, 2.2)
