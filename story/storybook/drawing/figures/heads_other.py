"""Draw the heads of birds, children and the others without fur, centred at their middle: about 78 wide, 66 tall."""

from __future__ import annotations

import skia

from story.storybook.drawing.figures.face import (
    LINE,
    THROAT,
    TONGUE,
    Look,
    both,
    both_blobs,
    brows,
    cheeks,
    eyes,
    mouth,
    pupils,
    shut_eyes,
)
from story.storybook.drawing.figures.kinds import SKIN, STEEL
from story.storybook.drawing.pen import INK, Pen, Points, flipped, line_paint, mirrored, mix, outline_of

AUBURN = 0x96502B
CHESTNUT = 0x57372A
FACE: Points = mirrored(((0, -31), (24, -25), (36, -4), (33, 16), (18, 30), (0, 33)))


def owl(pen: Pen, look: Look) -> None:
    """Ear tufts, huge eye discs, a beak; no chin line, since it has no neck."""
    both(pen, ((-41, -6), (-40, -44), (-12, -29)), look.base)
    pen.oval(0, 2, 42, 36, look.base)
    arc = line_paint(pen.lit(outline_of(look.base)), LINE * 1.2)
    pen.canvas.drawArc(skia.Rect(-42.5, -34.5, 42.5, 38.5), 215, 110, False, arc)
    for side in (-1, 1):
        pen.oval(side * 18, 0, 21, 21, look.light, 1)
    if look.wide_awake:
        for side in (-1, 1):
            pen.oval(side * 17, 0, 13.5, 13.5, 0xFFFFFF, 0.8)
        pupils(pen, look, 16, 0, 9.5, 9.5)
        brows(pen, look, 16, -17, INK)
    else:
        shut_eyes(pen, look, 18, 0, 11, INK)
    _beak(pen, look, 7, 8, 23)


def _beak(pen: Pen, look: Look, half: float, top: float, tip: float) -> None:
    """A pointed beak, open in song and joy, hanging when sad."""
    if not look.asleep and look.mood in ("singing", "joy"):
        pen.blob(mirrored(((0, tip - 9), (half * 0.85, tip - 5), (0, tip + 7))), THROAT, 1)
        pen.oval(0, tip, half * 0.45, 3, TONGUE)
        tip -= 4
    bend = 2 if look.mood != "sad" else -1
    pen.blob(
        mirrored(((0, top - 1), (half, top + bend), (half * 0.6, (top + tip) / 2 + bend), (0, tip))), look.bill, 1.2
    )


def duck(pen: Pen, look: Look) -> None:
    """A curl on top of a round head; a broad flat bill."""
    pen.stroke(((-2, -30), (-6, -41), (-15, -40)), look.base, 5.5, LINE)
    pen.stroke(((2, -30), (3, -45), (13, -48)), look.base, 5.5, LINE)
    pen.blob(mirrored(((0, -34), (22, -29), (34, -8), (33, 14), (19, 30), (0, 33))), look.base, LINE)
    eyes(pen, look, 14, -9, 7.5)
    cheeks(pen, 27, 2)
    if not look.asleep and look.mood in ("singing", "joy"):
        pen.blob(mirrored(((0, 14), (17, 15), (13, 25), (0, 31))), look.bill, 1.4)
        pen.blob(mirrored(((0, 14), (14, 15), (10, 22), (0, 26))), THROAT)
        pen.oval(0, 23, 6, 3, TONGUE)
    pen.blob(mirrored(((0, 2), (11, 4), (24, 11), (26, 17), (14, 20), (0, 20))), look.bill, 1.4)
    dip = -4 if look.mood == "sad" else 4
    pen.stroke(((-21, 15 - dip / 2), (0, 15 + dip / 2), (21, 15 - dip / 2)), mix(look.bill, 0x8A3A10, 0.6), 2)
    for x in (-4, 4):
        pen.oval(x, 7.5, 1.5, 1.1, mix(look.bill, 0x8A3A10, 0.7))


def penguin(pen: Pen, look: Look) -> None:
    """A heart-shaped pale face in a smooth round head; a small beak."""
    pen.blob(mirrored(((0, -35), (24, -30), (37, -9), (38, 14), (24, 31), (0, 35))), look.base, LINE)
    pen.blob(mirrored(((0, -12), (10, -23), (25, -20), (31, -3), (26, 18), (12, 29), (0, 31))), look.bib, 0.8)
    eyes(pen, look, 15, -4, 6.5, INK)
    cheeks(pen, 22, 13)
    _beak(pen, look, 9, 6, 17)


def frog(pen: Pen, look: Look) -> None:
    """A wide flat head, eyes bulging on top, a very wide mouth."""
    for side in (-1, 1):
        pen.oval(side * 24, -20, 17, 17, look.base, LINE)
    pen.oval(0, 5, 48, 27, look.base, LINE)
    for side in (-1, 1):
        pen.oval(side * 24, -19, 16, 15, look.base)
    if look.wide_awake:
        for side in (-1, 1):
            pen.oval(side * 24, -21, 12, 12, 0xFFFFFF)
        pupils(pen, look, 23, -20, 7.5, 8.5)
        brows(pen, look, 24, -34, INK)
    else:
        shut_eyes(pen, look, 24, -20, 10, look.ink)
    pen.oval(0, 18, 34, 11, look.light)
    for side in (-1, 1):
        pen.oval(side * 5, 1, 1.8, 1.8, look.dark)
    cheeks(pen, 36, 1)
    mouth(pen, look, ((-36, 6), (-20, 15), (0, 18), (20, 15), (36, 6)), ink=INK, width=3)


def robot(pen: Pen, look: Look) -> None:
    """A square head with an antenna, bolts for ears, and a face plate."""
    pen.stroke(((0, -32), (0, -50)), 0x8A93A0, 4, 1)
    pen.oval(0, -53, 7, 7, 0xF0544C, LINE)
    for side in (-1, 1):
        pen.box(side * 41 - 5, -12, 10, 22, 3, STEEL, 1.3)
    pen.box(-38, -33, 76, 64, 11, look.base, LINE)
    pen.box(-30, -23, 60, 44, 8, 0xDDEBF0, 1)
    eyes(pen, look, 15, -5, 8, INK)
    for cheek in (-23.5, 23.5):
        pen.oval(cheek, 10, 4.5, 3.4, 0xF28C8C, alpha=0.8)
    if not look.asleep and look.mood != "happy":
        mouth(pen, look, ((-8, 9), (0, 13), (8, 9)))
        return
    pen.box(-14, 9, 28, 8, 3, INK)
    for x in (-7, 0, 7):
        pen.stroke(((x, 10.5), (x, 15.5)), 0xDDEBF0, 1.6)


def dragon(pen: Pen, look: Look) -> None:
    """Horns, a spiky crest, a big snout with two nostrils."""
    both_blobs(pen, ((-34, -14), (-36, -36), (-28, -54), (-24, -38), (-13, -26)), 0xFBEBC8)
    crest = ((-13, -26), (-9, -43), (-4, -33), (0, -52), (4, -33), (9, -43), (13, -26))
    pen.poly(crest, look.spikes, LINE)
    pen.blob(mirrored(((0, -32), (20, -29), (34, -12), (33, 6), (38, 20), (22, 32), (0, 34))), look.base, LINE)
    pen.oval(0, 19, 31, 14, look.light)
    eyes(pen, look, 16, -8)
    for side in (-1, 1):
        pen.oval(side * 10, 12, 3.6, 3, look.dark)
    mouth(pen, look, ((-23, 21), (0, 26), (23, 21)), width=2.4)
    if look.asleep or look.mood == "happy":
        both(pen, ((-19, 23), (-13, 24), (-16, 30)), 0xFFFFFF, 0)
    cheeks(pen, 31, 4)


def girl(pen: Pen, look: Look) -> None:
    """A fringe, and two pigtails tied with beads of the dress's colour."""
    both_blobs(pen, ((-30, -12), (-44, -20), (-58, -4), (-60, 20), (-52, 36), (-45, 22), (-37, 8)), AUBURN)
    pen.blob(mirrored(((0, -38), (28, -32), (41, -8), (38, 16), (24, 26), (0, 26))), AUBURN, LINE)
    pen.blob(FACE, SKIN, 1.2)
    fringe = ((0, -38), (26, -32), (39, -10), (37, 5), (31, -7), (20, -17), (4, -16), (-12, -20))
    pen.blob((*fringe, (-26, -13), (-33, -5), (-37, 5), (-39, -10), (-26, -32)), AUBURN)
    pen.stroke(((-12, -20), (-2, -28), (4, -36)), mix(AUBURN, INK, 0.35), 1.6)
    for x in (-38, 38):
        pen.oval(x, -10, 6.5, 6.5, look.base, 1.3)
    eyes(pen, look, 15, 1, 6.5, INK)
    pen.oval(0, 11, 3, 2.2, mix(SKIN, 0xB5603A, 0.6))
    mouth(pen, look, ((-8, 18), (0, 23), (8, 18)))
    cheeks(pen, 24, 14)


def boy(pen: Pen, look: Look) -> None:
    """Short tousled hair, and ears."""
    for side in (-1, 1):
        pen.oval(side * 37, 3, 7, 8.5, SKIN, 1.4)
        pen.oval(side * 37.5, 4, 3.4, 4.6, mix(SKIN, 0xC06A4A, 0.45))
    pen.blob(FACE, SKIN, 1.2)
    right = ((3, -36), (10, -46), (14, -37), (26, -38), (27, -30), (39, -24), (36, -14), (37, -2), (30, -14))
    left: Points = ((16, -15), (4, -20), (-4, -13), (-14, -20), (-22, -13), (-32, -14))
    pen.poly(
        (*right, *left, *flipped(right[-2:]), (-36, -16), (-40, -26), (-29, -30), (-24, -40), (-12, -37)),
        CHESTNUT,
        LINE,
    )
    eyes(pen, look, 15, 1, 6.5, INK)
    pen.oval(0, 11, 3, 2.2, mix(SKIN, 0xB5603A, 0.6))
    mouth(pen, look, ((-9, 18), (0, 24), (9, 18)))
    cheeks(pen, 24, 14)
