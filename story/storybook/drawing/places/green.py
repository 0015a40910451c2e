"""Draw the green places: meadow, forest and hill."""

from __future__ import annotations

from story.storybook.drawing.pen import Points, mix
from story.storybook.drawing.places.land import Landscape, blossom, bush, leafy_tree, pine, tuft

PETALS = (0xF27FA5, 0xFFFFFF, 0xFFD84F, 0xA987E0)


def meadow(stage: Landscape) -> None:
    """Rolling green with flowers."""
    stage.ground(stage.pick(
        ((0, 128), (60, 114), (130, 132), (200, 116), (256, 126)),
        ((0, 118), (70, 130), (150, 112), (256, 128)),
        ((0, 126), (100, 110), (190, 128), (256, 118)),
        ((0, 112), (90, 128), (170, 118), (256, 110)),
    ), 0x8FC3A0, away=0.5)  # fmt: skip
    for x, y, size in stage.pick(
        ((206, 122, 0.34), (222, 124, 0.42)), ((36, 128, 0.4),), ((88, 118, 0.36), (72, 120, 0.3)), ()
    ):
        leafy_tree(stage, x, y, size, 0x6FB07A, 0.4)
    stage.ground(stage.pick(
        ((0, 146), (70, 136), (140, 152), (210, 138), (256, 144)),
        ((0, 152), (60, 148), (150, 134), (256, 150)),
        ((0, 138), (90, 150), (180, 140), (256, 152)),
        ((0, 150), (110, 136), (200, 150), (256, 142)),
    ), 0x9FCF72, away=0.12)  # fmt: skip
    for x, y in stage.pick(((14, 150), (36, 149)), ((236, 150), (20, 154)), ((232, 150),), ((10, 152), (222, 152))):
        bush(stage, x, y, 0.8, 0x6FB257, 0.1)
    stage.ground(stage.pick(
        ((0, 172), (80, 182), (170, 166), (256, 178)),
        ((0, 180), (90, 166), (180, 180), (256, 170)),
        ((0, 166), (120, 180), (256, 168)),
        ((0, 176), (60, 168), (160, 182), (256, 166)),
    ), 0x8AC45E)  # fmt: skip
    _flowers(stage)


_FLOWER_SPOTS = (
    (16, 190),
    (40, 206),
    (22, 230),
    (66, 194),
    (62, 244),
    (236, 192),
    (212, 204),
    (244, 224),
    (186, 192),
    (198, 246),
)


_TUFT_SPOTS = ((8, 212), (52, 222), (92, 208), (160, 204), (226, 238), (250, 206), (120, 250))


def _flowers(stage: Landscape) -> None:
    turn = stage.variant
    for i in range(22):
        x, y = (i * 47 + 31 * turn) % 256, 160 + (i * 5 + turn) % 9 + 2 * (i % 2)
        stage.pen.oval(x, y, 1.8, 1.8, PETALS[(i + turn) % 4])
    for i, (x, y) in enumerate(_TUFT_SPOTS):
        tuft(stage, x - 5 * turn + 4 * (i % 2), y, 0x5FA24A)
    for i, (x, y) in enumerate(_FLOWER_SPOTS):
        if (i + turn) % 4:
            blossom(
                stage, x + (6, -5, 3, -7)[turn], y - 4 * (turn % 2), PETALS[(i + turn) % 4], 0.85 + 0.25 * (y > 215)
            )


def forest(stage: Landscape) -> None:
    """Tree behind tree, dark and close, with two trunks at the edges."""
    stage.ground(((0, 132), (128, 126), (256, 132)), 0x5E9A80, away=0.35, cover=0.3)
    for i, x in enumerate(range(-4, 272, 22)):
        pine(stage, x + 3 * stage.variant, 150 - 5 * (i % 2), 0.62 + 0.1 * (i * 3 % 4), 0x4E8C74, 0.42)
    stage.ground(((0, 150), (128, 144), (256, 150)), 0x4F8A5C, away=0.12, cover=0.5)
    for i, x in enumerate((4, 44, 78, 116, 150, 186, 218, 252)):
        x, y = x + stage.pick(0, 8, -9, 14), 172 + 3 * (i % 3)
        if stage.pick(True, i % 2 == 0, i % 3 == 1, False):
            pine(stage, x, y, 0.98 + 0.08 * (i % 3), (0x35724F, 0x2F6A52, 0x3F7D55)[i % 3], 0.06)
        else:
            leafy_tree(stage, x, y, 1.25 + 0.1 * (i % 3), (0x4A8A48, 0x3F8050, 0x5A9648)[i % 3], 0.05)
    stage.ground(((0, 178), (90, 170), (190, 172), (256, 180)), 0x67A058, deep=0x47804C)
    for x, y in stage.pick(
        ((30, 216), (226, 236)), ((228, 214), (24, 240)), ((14, 226), (200, 206)), ((50, 206), (240, 226))
    ):
        for dx, dy in ((-13, -9), (-7, -15), (0, -18), (7, -15), (13, -9)):
            stage.pen.stroke(((x, y), (x + dx * 0.6, y + dy), (x + dx, y + dy * 0.7)), stage.land(0x3F7E46, 0.4), 3)
    for x, y in stage.pick(((74, 204),), ((182, 200),), ((64, 242),), ((196, 244),)):
        stage.pen.oval(x, y, 16, 4, stage.land(0x578F4E, 0.7))
    _great_trunks(stage)


def _great_trunks(stage: Landscape) -> None:
    pen, leaf = stage.pen, stage.land(0x2F6647, 0.18)
    for x, wide in stage.pick(((-2, 15), (256, 19)), ((4, 12), (264, 14)), ((-8, 20), (250, 12)), ((0, 17), (258, 13))):
        wood = stage.land(0x5C4334, 0.1)
        points: Points = (
            (x - wide, -10),
            (x + wide, -10),
            (x + wide * 0.85, 150),
            (x + wide * 1.6, 208),
            (x, 203),
            (x - wide * 1.6, 208),
        )
        pen.blob((*points, (x - wide * 0.85, 150)), wood)
        for dx in (-0.3, 0.35):
            pen.stroke(
                ((x + dx * wide, 30), (x + dx * wide * 1.3, 100), (x + dx * wide, 180)), mix(wood, 0x2A1A22, 0.25), 2
            )
    for x, y, r in ((-4, 4, 36), (36, -8, 28), (76, -18, 26), (262, 2, 38), (222, -10, 28), (182, -20, 24)):
        pen.oval(x + stage.pick(0, 8, -6, 3), y, r, r * 0.9, leaf)
        pen.oval(x + stage.pick(0, 8, -6, 3) - 4, y - 6, r * 0.8, r * 0.7, mix(leaf, 0xB9D98A, 0.16))


def hill(stage: Landscape) -> None:
    """One large round hill with a winding path."""
    stage.ground(((0, 150), (60, 140), (150, 152), (256, 138)), 0x9CCBA4, away=0.5)
    peak, top = stage.pick(92, 128, 74, 108), stage.pick(52, 46, 62, 56)
    skyline: Points = (
        (peak - 170, 214), (peak - 110, 142), (peak - 62, top + 28), (peak, top), (peak + 62, top + 26),
        (peak + 118, 138), (peak + 190, 204),
    )  # fmt: skip
    stage.ground(skyline, 0x8FCC68, deep=0x68AC58)
    # soft light on the side of the hill
    for dx, dy, rx, ry in ((-44, 74, 30, 12), (70, 84, 38, 14), (-74, 128, 46, 15), (96, 134, 50, 16)):
        stage.pen.oval(peak + dx, top + dy, rx, ry, stage.land(0xA6DB7C), alpha=0.24)
    _path(stage, peak, top)
    if stage.variant % 2:
        _posts(stage, peak, top)
    for dx, dy, size in stage.pick(
        ((-52, 62, 0.6), (80, 92, 0.8)), ((70, 66, 0.6), (-82, 92, 0.9)), ((58, 52, 0.55), (112, 110, 0.9)),
        ((-60, 70, 0.7), (62, 58, 0.5), (108, 108, 0.9)),
    ):  # fmt: skip
        bush(stage, peak + dx, top + dy, size, 0x5FA852)
    for i, (x, y) in enumerate(((20, 200), (238, 206), (34, 238), (220, 240), (196, 190))):
        tuft(stage, x + 4 * stage.variant, y, 0x579A48)
        if (i + stage.variant) % 2:
            blossom(stage, x + 14, y - 6, PETALS[(i + stage.variant) % 3], 0.8)


def _posts(stage: Landscape, peak: float, top: float) -> None:
    """A small fence that follows the slope."""
    posts = tuple((peak + dx, top + dy) for dx, dy in ((26, 12), (42, 22), (57, 35), (71, 51), (84, 69)))
    for up in (5, 11):
        stage.pen.stroke(tuple((x, y - up) for x, y in posts), 0xC79A6A, 2)
    for x, y in posts:
        stage.pen.stroke(((x, y), (x, y - 14)), 0xA9744A, 3.4)


def _path(stage: Landscape, x: float, top: float) -> None:
    """From the crest, winding and widening, to the front."""
    side = stage.pick(1, -1, 1, -1)
    middles = ((0, 2, 4), (10, 28, 6), (2, 58, 9), (-24, 88, 13), (-18, 122, 19), (18, 156, 27), (52, 220, 40))
    left = tuple((x + side * dx - wide, top + dy) for dx, dy, wide in middles)
    right = tuple((x + side * dx + wide, top + dy) for dx, dy, wide in middles)
    stage.pen.blob(left + right[::-1], stage.land(mix(0xF0DDA8, 0x8FCC68, 0.1), 0.5))
