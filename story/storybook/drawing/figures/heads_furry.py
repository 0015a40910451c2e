"""Draw the heads of the furry kinds, centred at their middle: about 78 wide and 66 tall, ears on top."""

from __future__ import annotations

from story.storybook.drawing.figures.face import LINE, LIPS, TONGUE, Look, both, both_blobs, cheeks, eyes, mouth, quills
from story.storybook.drawing.pen import INK, Pen, is_dark, mirrored, mix, scallops

NOSE = 0xE06A78
IVORY = 0xFFFAF0


def _muzzle(pen: Pen, look: Look, dx: float = 8, y: float = 15) -> None:
    for x in (-dx, dx):
        pen.oval(x, y, 11, 9, look.light)


def _whiskers(pen: Pen, look: Look, start: float, end: float, y: float = 11) -> None:
    for side in (-1, 1):
        for high, low in ((y, y - 4), (y + 5, y + 7)):
            pen.stroke(((side * start, high), (side * end, low)), mix(look.dark, INK, 0.4), 1.8)


def fox(pen: Pen, look: Look) -> None:
    """Big pointed ears with dark tips; a white muzzle."""
    tip = INK if not is_dark(look.base) else mix(look.base, 0x000000, 0.6)
    both(pen, ((-36, -10), (-36, -56), (-5, -27)), look.base)
    both(pen, ((-36, -36), (-36, -56), (-23, -44)), tip, 0)
    both(pen, ((-31, -22), (-30, -38), (-16, -28)), look.light, 0)
    pen.blob(mirrored(((0, -33), (22, -29), (36, -10), (44, 12), (26, 27), (0, 34))), look.base, LINE)
    pen.blob(mirrored(((0, 5), (12, 12), (26, 8), (41, 12), (25, 26), (0, 33))), look.bib)
    eyes(pen, look)
    pen.oval(0, 13, 6, 4.5, INK)
    mouth(pen, look, ((-8, 21), (-4, 24), (0, 20), (4, 24), (8, 21)))
    cheeks(pen, 29, 15)


def cat(pen: Pen, look: Look) -> None:
    """Small triangular ears, forehead stripes, long whiskers."""
    both(pen, ((-37, -8), (-33, -43), (-10, -28)), look.base)
    both(pen, ((-31, -20), (-29.5, -34), (-18, -27)), look.skin, 0)
    pen.oval(0, 0, 40, 33, look.base, LINE)
    for x, low in ((-11, -19), (0, -15), (11, -19)):
        pen.stroke(((x, -30), (x * 0.9, low)), look.dark, 4.5)
    _muzzle(pen, look)
    eyes(pen, look)
    pen.poly(((-5, 8), (5, 8), (0, 13)), NOSE, 0.5)
    mouth(pen, look, LIPS)
    _whiskers(pen, look, 22, 50)
    cheeks(pen, 28, 10)


def dog(pen: Pen, look: Look) -> None:
    """Long floppy ears and a patch around one eye; a big nose, the tongue out."""
    flap = mix(look.base, look.dark, 0.75)
    pen.blob(mirrored(((0, -33), (22, -30), (35, -12), (36, 10), (25, 28), (0, 34))), look.base, LINE)
    pen.blob(((-5, -14), (-17, -18), (-29, -8), (-28, 6), (-16, 11), (-6, 4)), flap)
    pen.blob(mirrored(((0, -29), (4, -22), (5, -4), (19, 9), (21, 21), (11, 30), (0, 31))), look.light)
    both_blobs(pen, ((-20, -31), (-36, -32), (-50, -14), (-53, 10), (-45, 22), (-36, 14), (-32, -8)), flap)
    eyes(pen, look, 17, -3, 7.5)
    pen.oval(0, 9, 9, 6.5, INK)
    pen.oval(-2.5, 6.5, 3, 1.8, 0xFFFFFF, alpha=0.5)
    if not look.asleep and look.mood == "happy":
        pen.blob(mirrored(((0, 20), (6, 20), (6, 29), (0, 34))), TONGUE, 1)
    mouth(pen, look, ((-11, 17), (-6, 22), (0, 17), (6, 22), (11, 17)))


def rabbit(pen: Pen, look: Look) -> None:
    """Very long upright ears; buck teeth."""
    for side in (-1, 1):
        with pen.at(side * 16, -26, side * 8):
            pen.oval(0, -26, 11.5, 36, look.base, LINE)
            pen.oval(0, -25, 5.5, 27, look.skin)
    pen.blob(mirrored(((0, -32), (24, -26), (35, -4), (35, 16), (20, 31), (0, 33))), look.base, LINE)
    _muzzle(pen, look, 8.5, 16)
    if look.asleep or look.mood == "happy":
        pen.box(-5.5, 19, 11, 10, 2, 0xFFFFFF, 0.9)
        pen.stroke(((0, 20), (0, 28)), 0xB0A0A8, 1.2)
    eyes(pen, look, 16)
    pen.oval(0, 10, 5, 3.8, NOSE)
    mouth(pen, look, LIPS)
    cheeks(pen, 26)


def mouse(pen: Pen, look: Look) -> None:
    """Huge round ears; a face that tapers to a pink nose, with whiskers."""
    for side in (-1, 1):
        pen.oval(side * 35, -27, 23, 23, look.base, LINE)
        pen.oval(side * 35, -26, 16, 16, look.skin)
    pen.blob(mirrored(((0, -29), (22, -25), (34, -5), (27, 16), (12, 30), (0, 33))), look.base, LINE)
    pen.blob(mirrored(((0, 5), (10, 8), (20, 15), (11, 28), (0, 31))), look.light)
    eyes(pen, look, 14, -4, 7)
    pen.oval(0, 11, 6, 5, NOSE, 0.8)
    mouth(pen, look, ((-6, 20), (0, 24), (6, 20)))
    _whiskers(pen, look, 17, 42, 13)
    cheeks(pen, 23, 9)


def bear(pen: Pen, look: Look) -> None:
    """Small round ears, a big round muzzle."""
    for side in (-1, 1):
        pen.oval(side * 29, -25, 14, 14, look.base, LINE)
        pen.oval(side * 29, -25, 7.5, 7.5, look.light)
    pen.oval(0, 0, 40, 34, look.base, LINE)
    pen.oval(0, 15, 19, 15, look.light)
    eyes(pen, look, 18, -5, 6.5)
    pen.oval(0, 8, 8.5, 6, INK)
    pen.stroke(((0, 12), (0, 19)), INK, 2.2)
    mouth(pen, look, ((-8, 18), (0, 23), (8, 18)))
    cheeks(pen, 29)


def lion(pen: Pen, look: Look) -> None:
    """A wavy mane all around the face."""
    with pen.at(0, -3, sx=1, sy=0.94):
        pen.blob(scallops(11, 46, 57), look.mane, LINE)
    for side in (-1, 1):
        pen.oval(side * 28, -27, 10.5, 10.5, look.base, LINE)
        pen.oval(side * 28, -27, 5.5, 5.5, look.light)
    pen.blob(mirrored(((0, -31), (23, -26), (34, -6), (32, 14), (18, 29), (0, 32))), look.base, LINE)
    _muzzle(pen, look, 8.5, 17)
    pen.oval(0, 25, 7, 5.5, look.light)
    eyes(pen, look, 15, -5, 7)
    pen.blob(((-8, 5), (8, 5), (2, 12), (-2, 12)), 0x7A3B34, 0.5)
    pen.stroke(((0, 12), (0, 18)), INK, 2.2)
    mouth(pen, look, ((-10, 18), (-5, 22), (0, 18), (5, 22), (10, 18)))
    for side in (-1, 1):
        for x, y in ((13, 13), (17, 17), (12, 19)):
            pen.oval(side * x, y, 1.2, 1.2, mix(look.light, INK, 0.55))
    cheeks(pen, 25, 9)


def elephant(pen: Pen, look: Look) -> None:
    """Ears like sails, tusks, and a trunk that curls to the outer side."""
    shade = look.dark if is_dark(look.base) else mix(look.base, INK, 0.35)
    ear = ((-22, -24), (-44, -38), (-66, -26), (-70, 0), (-58, 24), (-40, 27), (-26, 12))
    both_blobs(pen, ear, look.base)
    both_blobs(pen, tuple((x * 0.87 - 4, y * 0.74 - 1) for x, y in ear), mix(look.base, look.skin, 0.62), 0)
    pen.blob(mirrored(((0, -34), (24, -29), (36, -8), (34, 14), (20, 29), (0, 32))), look.base, LINE)
    eyes(pen, look, 19, -7, 6.5)
    mouth(pen, look, ((-17, 17), (-9, 23), (0, 22)), x=-10, ink=look.ink)
    both(pen, ((-25, 11), (-18, 12), (-26, 27)), IVORY, 1.1)
    trunk = mix(look.base, look.light, 0.2)
    pen.stroke(((0, -1), (-1, 12), (3, 25), (16, 33), (31, 31), (38, 18)), trunk, 14, LINE)
    pen.oval(0, -5, 7, 9, trunk)
    for y in (5, 12, 19):
        pen.stroke(((-4 + y / 8, y), (4 + y / 8, y + 1)), shade, 1.8)
    cheeks(pen, 29, 5)


def pig(pen: Pen, look: Look) -> None:
    """A big round snout with two nostrils; wide ears whose tips fold down."""
    pen.blob(mirrored(((0, -31), (25, -28), (41, -7), (43, 12), (26, 30), (0, 33))), look.base, LINE)
    both_blobs(pen, ((-10, -32), (-26, -46), (-43, -46), (-55, -30), (-54, -14), (-38, -17), (-24, -22)), look.base)
    both_blobs(pen, ((-43, -36), (-55, -29), (-54, -14), (-42, -17), (-34, -24)), look.skin, 1)
    eyes(pen, look, 19, -6, 6.5)
    mouth(pen, look, ((-9, 25), (0, 30), (9, 25)), ink=look.ink)
    pen.oval(0, 10, 21, 14, mix(look.base, look.skin, 0.75), LINE)
    for x in (-7.5, 7.5):
        pen.oval(x, 10, 3.8, 6.2, mix(look.skin, 0x5A1E34, 0.75))
    cheeks(pen, 32, 10)


def hedgehog(pen: Pen, look: Look) -> None:
    """A crown of quills around a pale face with a pointed nose."""
    quills(pen, look, 40, 57, 44)
    face = mix(look.base, 0xF8DFB8, 0.8)
    for side in (-1, 1):
        pen.oval(side * 29, -17, 8.5, 8.5, face, LINE)
        pen.oval(side * 29, -17, 4.2, 4.2, look.skin)
    pen.blob(mirrored(((0, -15), (12, -24), (28, -16), (35, 4), (24, 23), (0, 34))), face, LINE)
    eyes(pen, look, 14, -2, 7, INK)
    pen.oval(0, 11, 7, 5.5, INK)
    pen.oval(-2, 9, 2.2, 1.5, 0xFFFFFF, alpha=0.6)
    mouth(pen, look, ((-7, 20), (0, 25), (7, 20)))
    cheeks(pen, 24, 12)
