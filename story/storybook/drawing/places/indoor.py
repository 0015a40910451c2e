"""Draw the places under a roof: room and kitchen."""

from __future__ import annotations

from itertools import pairwise

import skia

from story.storybook.drawing.pen import INK, mix
from story.storybook.drawing.places.land import WOOD, Landscape
from story.storybook.drawing.places.sky import LAND_LIGHTS, draw_view

WHITE = 0xFFFBF2


def room(stage: Landscape) -> None:
    """A bed, a window onto the sky, a lamp and a rug on boards."""
    _wallpaper(stage)
    wood = stage.pick(0xCB9363, 0xB98560, 0xD3A070, 0xC08A66)
    stage.pen.box(-2, 181, 262, 80, 0, wood)
    for i, y in enumerate((193, 209, 229, 251)):
        stage.pen.stroke(((-4, y), (260, y)), mix(wood, 0x5A3420, 0.22), 1.6)
        for x in range(20 + i * 37 % 60, 256, 84):
            stage.pen.stroke(((x, y), (x, y - 12)), mix(wood, 0x5A3420, 0.18), 1.4)
    rug = stage.pick(0xC9606E, 0x4F9AA8, 0x7F74BE, 0xE0A04A)
    stage.pen.oval(128, 226, 104, 24, mix(rug, INK, 0.15))
    stage.pen.oval(128, 226, 98, 21, mix(rug, WHITE, 0.34))
    stage.pen.oval(128, 226, 84, 17, rug)
    _window(
        stage,
        stage.pick(150, 164, 140, 156),
        stage.pick(18, 24, 22, 16),
        stage.pick(0xF2A6A0, 0xFFD98A, 0x9FD0E6, 0xB5D6A0),
    )
    _bed(stage, stage.pick(0x5E90D0, 0xE07A78, 0x77B06A, 0xA583CC))
    _wall_things(stage)
    _night_table(stage, 112)


def _wallpaper(stage: Landscape) -> None:
    pen, paper = stage.pen, stage.pick(0xF8DFC0, 0xCFE3E0, 0xF5D5D8, 0xDDE2C2)
    pen.box(-2, -2, 262, 184, 0, paper)
    pattern = mix(paper, 0xB87A6A, 0.12)
    if stage.variant % 2 == 0:
        for x in range(6, 262, 32):
            pen.box(x, 0, 11, 176, 0, pattern)
    else:
        for row in range(7):
            for x in range(8 + row % 2 * 15, 262, 30):
                pen.oval(x, 14 + row * 25, 3.2, 3.2, pattern)
    pen.box(-2, 168, 262, 13, 0, mix(paper, WHITE, 0.7))
    pen.box(-2, 178, 262, 3, 0, mix(paper, 0x7A5A50, 0.35))


def _window(stage: Landscape, x: float, y: float, curtain: int) -> None:
    pen, plain = stage.pen, stage.pen.relit(0, 0)
    if stage.time == "day":
        pen.glow(x + 40, y + 50, 96, 0xFFF6D0, 0.5)
    pen.box(x, y, 80, 92, 4, WHITE, 1.4)
    pen.canvas.save()
    pen.canvas.clipRect(skia.Rect(x + 6, y + 6, x + 74, y + 86))
    draw_view(plain, x + 56, y + (54 if stage.time == "sunset" else 26), 0.66, stage.time, stage.variant)
    _land_outside(stage, x + 6, y + 72, 68)
    pen.canvas.restore()
    pen.box(x + 38, y + 4, 4, 84, 0, WHITE)
    pen.box(x + 4, y + 44, 72, 4, 0, WHITE)
    pen.box(x - 5, y + 88, 90, 8, 3, WHITE, 1.2)
    for side in (-1, 1):
        edge = x + 40 + side * 47
        folds = (
            (edge, y - 6),
            (edge - side * 26, y - 6),
            (edge - side * 20, y + 40),
            (edge - side * 5, y + 84),
            (edge, y + 88),
        )
        pen.blob(folds, curtain, 0.8)
        pen.stroke(
            ((edge - side * 10, y), (edge - side * 8, y + 50), (edge - side * 3, y + 80)),
            mix(curtain, 0x6A3A50, 0.22),
            1.8,
        )
    pen.stroke(((x - 12, y - 6), (x + 92, y - 6)), WOOD, 4)


def _land_outside(stage: Landscape, x: float, y: float, wide: float) -> None:
    """A green rise at the foot of a window."""
    outside = stage.pen.relit(*LAND_LIGHTS[stage.time])
    outside.oval(x + wide * 0.25, y + 14, wide * 0.6, 17, 0x9CCB92)
    outside.oval(x + wide * 0.8, y + 15, wide * 0.6, 16, 0x8DC664)


def _bed(stage: Landscape, quilt: int) -> None:
    """Along the left edge, its headboard outermost."""
    pen, wood = stage.pen, stage.pick(0x9A6440, 0xE9D8C0, 0xB57E52, 0x8A5A48)
    pen.oval(40, 203, 66, 6, INK, alpha=0.16)
    pen.box(-14, 112, 24, 90, 9, wood, 1)
    pen.box(84, 150, 11, 52, 5, wood, 1)
    pen.box(0, 174, 88, 20, 2, mix(wood, INK, 0.18))
    pen.box(2, 154, 86, 27, 9, WHITE, 0.8)
    pen.blob(((30, 150), (56, 147), (86, 151), (90, 166), (89, 190), (60, 193), (34, 190), (31, 170)), quilt, 0.8)
    for x, y in ((44, 162), (62, 158), (78, 164), (52, 178), (70, 180)):
        pen.oval(x, y, 3.4, 3.4, mix(quilt, WHITE, 0.55))
    pen.stroke(((34, 155), (34, 188)), mix(quilt, WHITE, 0.5), 6)
    pen.blob(((7, 146), (24, 142), (34, 148), (32, 159), (10, 160)), WHITE, 0.9)


def _night_table(stage: Landscape, x: float) -> None:
    pen, lit = stage.pen, stage.dark
    pen.box(x - 13, 158, 26, 36, 3, mix(WOOD, 0x5A3420, 0.12), 0.8)
    pen.box(x - 10, 166, 20, 10, 2, WOOD)
    pen.oval(x, 171, 1.6, 1.6, 0xF7C95E)
    if lit:
        pen.glow(x, 134, 84, 0xFFE3A0, 0.72)
    pen.stroke(((x, 157), (x, 140)), 0x8A5A34, 3)
    shade = pen.relit(0, 0) if lit else pen
    shade.poly(((x - 7, 122), (x + 7, 122), (x + 13, 143), (x - 13, 143)), 0xFFDC84 if lit else 0xF9E2B0, 0.8)


def _wall_things(stage: Landscape) -> None:
    """Pictures or a shelf over the bed, something tall at the far edge."""
    pen = stage.pen
    if stage.variant % 2 == 0:
        for x, y, w, h, art in ((24, 46, 34, 28, 0x8CC8E8), (70, 60, 24, 28, 0xF5C96A)):
            pen.box(x, y, w, h, 2, stage.pick(WOOD, WOOD, WHITE, WHITE), 0.8)
            pen.box(x + 3.5, y + 3.5, w - 7, h - 7, 1, art)
            pen.oval(x + w / 2, y + h - 7, w * 0.3, h * 0.2, 0x7DB862)
    else:
        pen.box(16, 82, 82, 5, 1, WOOD, 0.6)
        for i, x in enumerate((24, 33, 42, 51, 64)):
            pen.box(x, 58 + i % 3 * 4, 8, 24 - i % 3 * 4, 1, (0xD8605A, 0x4A86D8, 0xF5C84A, 0x4FA67A, 0x9A72C4)[i])
        pen.oval(84, 74, 8, 8, 0xF0906A)
    if stage.variant in (1, 2):
        pen.box(228, 124, 34, 66, 3, mix(WOOD, 0x5A3420, 0.12), 0.8)
        for y in (132, 152, 172):
            pen.box(232, y, 30, 13, 2, WOOD)
            pen.oval(246, y + 6.5, 2, 2, 0xF7C95E)


def kitchen(stage: Landscape) -> None:
    """A stove, a counter under shelves of crockery, a window and a checked floor."""
    wall = stage.pick(0xFBE7B4, 0xCDE6DC, 0xF9D9CC, 0xD5E2F2)
    stage.pen.box(-2, -2, 262, 190, 0, wall)
    pen = stage.pen
    pen.box(-2, 96, 262, 34, 0, mix(wall, WHITE, 0.75))
    for y in (96, 107, 118):
        pen.stroke(((-4, y), (260, y)), mix(wall, 0x8A7A8A, 0.22), 1)
        for x in range(4 + (y % 2) * 8, 260, 16):
            pen.stroke(((x, y), (x, y + 11)), mix(wall, 0x8A7A8A, 0.22), 1)
    light, dark = stage.pick((0xF6EBDA, 0xE3C9A8), (0xF4F0E6, 0xC4DAD2), (0xF6EBDA, 0xE8C0B0), (0xF2F0EE, 0xC6D2E4))
    pen.box(-2, 186, 262, 74, 0, light)
    rows = (186, 196, 209, 226, 258)
    for row, (top, low) in enumerate(pairwise(rows)):
        spread = [1 + (y - 186) / 90 for y in (top, low)]
        for i in range(-6 + row % 2, 7, 2):
            xs = [128 + (i + side) * 26 * spread[k] for k, side in ((0, 0), (0, 1), (1, 1), (1, 0))]
            pen.poly(tuple(zip(xs, (top, top, low, low), strict=True)), dark)
    cupboard = stage.pick(0x6FA8A0, 0xE8A262, 0x7D9BC9, 0xD98282)
    _counter(stage, cupboard)
    _stove(stage, stage.pick(206, 212, 200, 208))
    _kitchen_window(stage, stage.pick(92, 100, 84, 96))
    _crockery(stage, stage.pick(8, 4, 6, 10))


def _counter(stage: Landscape, cupboard: int) -> None:
    pen = stage.pen
    pen.box(-4, 134, 264, 58, 0, cupboard)
    pen.box(-4, 186, 264, 6, 0, mix(cupboard, INK, 0.35))
    for x in (4, 46, 88, 130):
        pen.box(x, 142, 37, 40, 4, mix(cupboard, WHITE, 0.22), 0.7)
        pen.oval(x + (31 if x % 84 == 4 else 6), 158, 2.4, 2.4, 0xF7D98A)
    pen.box(-4, 128, 264, 8, 2, mix(WOOD, 0xFFE2B8, 0.45), 0.6)
    if stage.variant % 2 == 0:
        pen.box(30, 112, 22, 16, 4, 0xF08A7A, 0.7)
        pen.oval(41, 111, 11, 3, 0xFFF4E0)
    else:
        pen.blob(((24, 128), (20, 116), (34, 110), (50, 116), (46, 128)), WHITE, 0.8)
        for x, fruit in ((28, 0xE8574E), (36, 0xF5B83C), (43, 0x8CC152)):
            pen.oval(x, 112, 5.5, 5.5, fruit)
        pen.blob(((21, 118), (49, 118), (45, 128), (25, 128)), 0x7FB4D8, 0.7)


def _stove(stage: Landscape, x: float) -> None:
    pen, body = stage.pen, stage.pick(0xF4F2F0, 0x5F6678, 0xE2DCD6, 0xF4F2F0)
    pen.box(x - 34, 40, 68, 6, 2, mix(body, 0x6A6A80, 0.2), 0.8)
    pen.poly(((x - 14, -4), (x + 14, -4), (x + 34, 40), (x - 34, 40)), body, 0.8)
    if stage.dark:
        pen.glow(x, 44, 104, 0xFFE3A0, 0.6)
    pen.box(x - 36, 126, 72, 66, 4, body, 1)
    pen.box(x - 36, 126, 72, 6, 2, 0x4A4A5A)
    for dx in (-22, -8, 8, 22):
        pen.oval(x + dx, 140, 3.6, 3.6, 0x4A4A5A)
    pen.box(x - 26, 149, 52, 34, 5, 0x4A4A5A)
    fire = stage.pen.relit(0, 0)
    fire.box(x - 22, 155, 44, 24, 4, 0xFFB24A if stage.dark else 0xE98A4A)
    fire.glow(x, 170, 34, 0xFFE08A, 0.6)
    pen.stroke(((x - 24, 146), (x + 24, 146)), 0xB9BCC8, 3)
    pot, colour = x + 12, stage.pick(0xD8504A, 0x4A86D8, 0x4FA67A, 0xF0A03C)
    for dx in (-6, 6):
        pen.stroke(
            ((pot + dx, 92), (pot + dx - 4, 82), (pot + dx + 3, 72), (pot + dx - 1, 62)), 0xFFFFFF, 3.4, alpha=0.6
        )
    pen.box(pot - 17, 102, 34, 24, 6, colour, 0.9)
    for side in (-1, 1):
        pen.stroke(((pot + side * 17, 110), (pot + side * 22, 109)), mix(colour, INK, 0.3), 4)
    pen.box(pot - 19, 98, 38, 6, 3, mix(colour, WHITE, 0.2), 0.8)
    pen.oval(pot, 96, 4, 3, mix(colour, INK, 0.3))


def _kitchen_window(stage: Landscape, x: float) -> None:
    pen, plain = stage.pen, stage.pen.relit(0, 0)
    pen.box(x, 22, 68, 66, 4, WHITE, 1.2)
    pen.canvas.save()
    pen.canvas.clipRect(skia.Rect(x + 5, 27, x + 63, 84))
    draw_view(plain, x + 48, 66 if stage.time == "sunset" else 54, 0.5, stage.time, stage.variant)
    _land_outside(stage, x + 5, 76, 58)
    pen.canvas.restore()
    pen.box(x + 32, 24, 4, 62, 0, WHITE)
    pen.box(x - 5, 84, 78, 7, 3, WHITE, 1)
    curtain = stage.pick(0xE8665E, 0xF5C84A, 0x6FB0D8, 0x8CC17A)
    for i in range(6):
        pen.oval(x + 4 + i * 12, 30, 7.5, 9, curtain if i % 2 else mix(curtain, WHITE, 0.45))
    pen.stroke(((x - 6, 22), (x + 74, 22)), WOOD, 4)


def _crockery(stage: Landscape, x: float) -> None:
    pen = stage.pen
    for y in (48, 88):
        pen.box(x, y, 72, 5, 1, WOOD, 0.6)
    for i in range(3):
        pen.oval(x + 14 + i * 22, 37, 10.5, 10.5, stage.pick(0xFFFFFF, 0xF6C9BE, 0xFFFFFF, 0xBFE0DA), 0.7)
        pen.oval(x + 14 + i * 22, 37, 6, 6, stage.pick(0xA9CDE8, 0xFFFFFF, 0xF2B8B0, 0xFFFFFF))
    for i in range(4):
        colour = (0xF0B24A, 0xC9605A, 0x6FA8A0, 0xE9E0D4)[(i + stage.variant) % 4]
        pen.box(x + 4 + i * 17, 70, 13, 17, 3, colour, 0.6)
        pen.box(x + 4 + i * 17, 66, 13, 5, 2, mix(colour, INK, 0.3))
    for i, px in enumerate((x + 12, x + 32, x + 54)):
        pen.stroke(((px, 93), (px, 104)), 0x8A8A98, 2)
        pen.oval(px, 110, 7 - i % 2 * 2, 7 - i % 2 * 2, (0x8A8A98, 0xC97A4A, 0x8A8A98)[i], 0.6)
