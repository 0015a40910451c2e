"""Draw the places people tend: garden, farm and playground."""

from __future__ import annotations

from story.storybook.drawing.pen import INK, Points, mix
from story.storybook.drawing.places.land import (
    SNOW,
    WOOD,
    Landscape,
    blossom,
    bush,
    leafy_tree,
    picket_fence,
    rail_fence,
    tuft,
    window,
)

PETALS = (0xF27FA5, 0xFFD84F, 0xE8574E, 0xB58CE8, 0xFFFFFF)


def garden(stage: Landscape) -> None:
    """A fence, flower beds along it and rows of vegetables."""
    for i, x in enumerate(stage.pick((8, 62, 214, 250), (20, 180, 238), (-4, 40, 120, 246), (54, 200, 248))):
        leafy_tree(stage, x, 148, 1.1 + 0.22 * (i % 2), (0x7DBF74, 0x8FC878)[i % 2], 0.34)
    for i, x in enumerate(range(-6, 280, 30)):
        bush(stage, x + 5 * stage.variant, 150, 1.05 + 0.12 * (i % 2), 0x74B46C, 0.16)
    stage.ground(((0, 148), (256, 148)), 0x8DC664, deep=0x6FAE56)
    picket_fence(stage, 166, stage.pick(0xFFFBF2, 0xD9A878, 0xBFE0DA, 0xFFFBF2), high=34, start=-6)
    _flower_bed(stage)
    if stage.pick(True, False, True, False):
        for i, x in enumerate(stage.pick((226, 244, 210), (), (14, 30, 48), ())):
            y = 112 + 12 * (i % 2)
            stage.pen.stroke(((x, 176), (x + 2, 140), (x, y)), 0x5A9A48, 4)
            stage.pen.oval(x - 7, 150, 7, 4, 0x5A9A48)
            for turn in range(0, 180, 30):
                with stage.pen.at(x, y, turn=turn):
                    stage.pen.oval(0, 0, 14, 4.5, 0xFFCB3C)
            stage.pen.oval(x, y, 7.5, 7.5, 0x7A4A2C)
    else:
        _rose_arch(stage, stage.pick(0, 212, 0, 44))
    _vegetables(stage, stage.pick(2, 150, 158, -2))
    for x, y in ((16, 238), (70, 246), (196, 244), (240, 232)):
        tuft(stage, x + 3 * stage.variant, y, 0x5FA24A)


def _flower_bed(stage: Landscape) -> None:
    stage.pen.blob(((-20, 176), (-10, 168), (128, 166), (266, 168), (276, 176), (128, 181)), stage.land(0x8A5E45, 0.7))
    for i, x in enumerate(range(4, 262, 17)):
        stage.pen.oval(x, 172, 8, 5, stage.land(0x5FA452, 0.4))
        blossom(
            stage,
            x + (i * 5 + stage.variant) % 4,
            161 - (i * 3 + stage.variant) % 3 * 4,
            PETALS[(i * 2 + stage.variant) % 5],
            1.05,
        )


def _rose_arch(stage: Landscape, x: float) -> None:
    pen = stage.pen
    pen.stroke(((x - 22, 182), (x - 22, 118), (x, 94), (x + 22, 118), (x + 22, 182)), 0xFFFBF2, 4.5)
    for i, (dx, dy) in enumerate(
        ((-22, 158), (-22, 132), (-17, 110), (0, 97), (17, 110), (22, 132), (22, 158), (-22, 176), (22, 176))
    ):
        pen.oval(x + dx, dy, 10, 9, stage.land((0x5FA452, 0x6FB45C)[i % 2], 0.4))
    for i, (dx, dy) in enumerate(
        ((-24, 150), (-20, 124), (-8, 98), (10, 102), (22, 120), (20, 148), (-19, 166), (23, 168))
    ):
        pen.oval(x + dx, dy, 4.2, 4.2, (0xF27FA5, 0xE8574E)[i % 2])


def _vegetables(stage: Landscape, x: float) -> None:
    """Two rows of cabbages and carrot tops in dark soil."""
    for row, y in enumerate((193, 209)):
        left = x - 4 * row
        stage.pen.box(left, y - 4, 104 + 8 * row, 10, 5, stage.land(0x855B43, 0.6))
        for i in range(5):
            px = left + 12 + i * (20 + 1.6 * row)
            if (row + stage.variant) % 2:
                for dx in (-5, 0, 5):
                    stage.pen.stroke(((px, y + 1), (px + dx, y - 12 + abs(dx) * 0.6)), stage.land(0x4F9E46, 0.3), 2.6)
                stage.pen.oval(px, y + 1, 3.4, 3, 0xF58B2C)
            else:
                stage.pen.oval(px, y - 3, 8.5, 7, stage.land(0x7CC06A, 0.3))
                stage.pen.oval(px, y - 4, 5, 4.4, stage.land(0xB4DE8E, 0.3))


def farm(stage: Landscape) -> None:
    """A red barn and its silo, golden fields, hay and a long fence."""
    stage.ground(stage.pick(
        ((0, 122), (80, 112), (180, 128), (256, 116)), ((0, 112), (120, 126), (256, 114)),
        ((0, 126), (100, 112), (256, 124)), ((0, 116), (60, 126), (170, 112), (256, 122)),
    ), 0x9CCB92, away=0.4)  # fmt: skip
    stage.ground(((0, 140), (80, 134), (170, 144), (256, 136)), 0xF0D27A, deep=0xD9B250)
    for x in range(-40, 300, 22):
        stage.pen.stroke(((128 + (x - 128) * 0.7, 140), (x, 166)), stage.land(0xD4AC4C, 0.5), 2.2)
    stage.ground(((0, 162), (90, 158), (180, 164), (256, 158)), 0x94C766)
    x = stage.pick(200, 58, 186, 70)
    silo = x + stage.pick(-56, 54, -58, -52)
    pen, wall = stage.pen, 0xD2D6DE
    pen.oval(silo, 94, 15, 14, stage.land(0x9AA6BE, 0.7))
    pen.box(silo - 15, 94, 30, 84, 2, wall)
    pen.box(silo + 7, 94, 8, 84, 2, mix(wall, 0x5A5F8C, 0.22))
    for y in (106, 124, 142, 160):
        pen.stroke(((silo - 15, y), (silo + 15, y)), mix(wall, 0x5A5F8C, 0.3), 1.8)
    _barn(stage, x, stage.pick(1.0, 1.06, 0.94, 1.0))
    rail_fence(stage, 186, *stage.pick((-10, 118), (128, 266), (-10, 266), (134, 266)))
    for px, py, size in stage.pick(
        ((28, 200, 1.0), (62, 206, 0.8)),
        ((226, 204, 1.1),),
        ((34, 204, 1.1), (238, 208, 0.8)),
        ((206, 202, 0.9), (240, 206, 1.1)),
    ):
        _hay(stage, px, py, size)
    for px, py in ((70, 240), (190, 246), (14, 244), (230, 240)):
        tuft(stage, px + 4 * stage.variant, py, 0x64A44C)


def _barn(stage: Landscape, x: float, size: float) -> None:
    pen, red, white = stage.pen, stage.land(0xCB4337, 0.1), 0xFFF4E6
    with pen.at(x, 180, sx=size):
        pen.poly(((-44, 0), (-44, -52), (-31, -80), (0, -98), (31, -80), (44, -52), (44, 0)), red)
        for dx in (-30, -16, 16, 30):
            pen.stroke(((dx, -2), (dx, -70)), mix(red, 0x5A1A22, 0.28), 1.5)
        roof: Points = (
            (-50, -48),
            (-36, -82),
            (0, -104),
            (36, -82),
            (50, -48),
            (44, -46),
            (31, -76),
            (0, -94),
            (-31, -76),
            (-44, -46),
        )
        pen.poly(roof, SNOW if stage.snowy else 0x76525A)
        pen.box(-9, -78, 18, 16, 2, white)
        window(stage, -6.5, -75.5, 13, 11)
        pen.box(-21, -44, 42, 44, 1, white)
        pen.box(-18, -41, 36, 41, 0, mix(red, 0x5A1A22, 0.22))
        for points in (((-18, -41), (18, -1)), ((18, -41), (-18, -1)), ((0, -41), (0, 0))):
            pen.stroke(points, white, 3)


def _hay(stage: Landscape, x: float, y: float, size: float) -> None:
    straw = stage.land(0xEBC65C, 0.3)
    with stage.pen.at(x, y, sx=size):
        stage.pen.oval(0, 1, 22, 4, INK, alpha=0.14)
        stage.pen.oval(0, -17, 20, 18, straw, 0.6)
        for r in (13, 7):
            stage.pen.stroke(
                ((-r, -17), (0, -17 - r), (r, -17), (0, -17 + r), (-r * 0.7, -13)), mix(straw, 0x9A6A28, 0.4), 1.8
            )


def playground(stage: Landscape) -> None:
    """A swing and a slide on a lawn, with sand and a low fence."""
    for i, x in enumerate(stage.pick((10, 90, 150, 246), (44, 128, 214), (-4, 70, 196, 240), (24, 112, 170, 256))):
        leafy_tree(stage, x, 142, 0.86 + 0.2 * (i % 2), (0x74B678, 0x86C07C)[i % 2], 0.36)
    stage.ground(((0, 140), (90, 136), (180, 142), (256, 138)), 0xA4D27A, deep=0x82BC5C)
    picket_fence(stage, 152, stage.pick(0xF7D774, 0xF2A6A0, 0x9FD0E6, 0xB9DE9A), high=16, step=13, start=-4)
    pen = stage.pen
    for x, wide in stage.pick(
        ((46, 66), (196, 62)), ((52, 62), (190, 66)), ((42, 60), (192, 64)), ((50, 64), (198, 60))
    ):
        pen.oval(x, 190, wide, 11, stage.land(0xDCC58A, 0.75))
        pen.oval(x, 191, wide - 2, 9.5, stage.land(0xF6E3AE, 0.75))
    swings, slide = stage.pick((46, 208), (52, 206), (42, 204), (50, 212))
    _swing(stage, swings, stage.pick(0xE8574E, 0x4A86D8, 0x8A6FC8, 0x3FA08C))
    _slide(
        stage,
        slide,
        *stage.pick((0x4A86D8, 0xFFCB3C), (0xE8574E, 0x4FA653), (0x3FA08C, 0xF58B2C), (0xFFCB3C, 0xE8574E)),
    )
    if stage.variant in (1, 2):
        pen.poly(((118, 192), (128, 172), (138, 192)), WOOD)
        with pen.at(128, 172, turn=8):
            pen.box(-46, -3, 92, 6, 3, stage.pick(0, 0x4FA653, 0xE8574E, 0))
            for dx in (-38, 38):
                pen.stroke(((dx, -3), (dx, -12)), INK, 2.4)


def _swing(stage: Landscape, x: float, colour: int) -> None:
    pen, top = stage.pen, 84
    for side in (-1, 1):
        for foot in (-12, 12):
            pen.stroke(
                ((x + side * 38, top), (x + side * 38 + foot, 190)),
                mix(colour, 0x2A2030, 0.1 if foot > 0 else 0.28),
                5.5,
            )
    pen.stroke(((x - 42, top), (x + 42, top)), colour, 7)
    for dx, push in stage.pick(((-16, 0), (16, 8)), ((-16, -10), (16, 6)), ((-16, 6), (16, -6)), ((-16, 9), (16, 0))):
        for rope in (-8, 8):
            pen.stroke(((x + dx + rope, top), (x + dx + rope + push, 158)), 0x6B5A50, 1.8)
        with pen.at(x + dx + push, 159, turn=-push):
            pen.box(-12, -2.5, 24, 6, 2.5, 0xC48A5C, 0.6)
    if stage.snowy:
        pen.stroke(((x - 40, top - 4), (x + 40, top - 4)), SNOW, 4)


def _slide(stage: Landscape, x: float, colour: int, frame: int) -> None:
    pen = stage.pen
    for dx in (18, 38):
        pen.stroke(((x + dx, 94), (x + dx, 190)), frame, 5)
    for y in range(112, 188, 14):
        pen.stroke(((x + 18, y), (x + 38, y)), mix(frame, 0x2A2030, 0.2), 3.6)
    pen.poly(((x + 8, 92), (x + 28, 66), (x + 48, 92)), SNOW if stage.snowy else mix(frame, 0xE8574E, 0.6))
    chute: Points = ((x + 22, 108), (x + 8, 122), (x - 12, 160), (x - 28, 180), (x - 48, 184))
    pen.stroke(chute, mix(colour, 0x2A2050, 0.3), 15)
    pen.stroke(tuple((px, py - 3) for px, py in chute), colour, 11)
    pen.stroke(tuple((px, py - 4) for px, py in chute), mix(colour, 0xFFFFFF, 0.4), 3)
    pen.box(x + 12, 104, 32, 7, 3, frame)
