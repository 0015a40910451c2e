"""Draw the places built of stone: town and castle."""

from __future__ import annotations

from story.storybook.drawing.pen import INK, Points, mix
from story.storybook.drawing.places.land import SNOW, Landscape, bush, window


def town(stage: Landscape) -> None:
    """A row of tall colourful houses along a cobbled street."""
    facades = (0xF2AE96, 0xF8DD96, 0xA6D3CE, 0xD8B4DE, 0xF5C79E, 0xB9D69A)
    roofs = (0x5F7093, 0x8A5A62, 0x4C7F86, 0x6F6494, 0x9A5B4C)
    for i, x in enumerate((-20, 30, 84, 140, 190, 236)):
        high = 92 + (i * (5 + 2 * stage.variant) % 4) * 9
        tone = stage.far(0x9AA6C4, 0.4, 0.2)
        stage.pen.box(x, high - 26, 44, 120, 0, tone)
        stage.pen.poly(((x - 2, high - 26), (x + 22, high - 48), (x + 46, high - 26)), mix(tone, 0x5A5F8C, 0.25))
    widths = stage.pick((56, 46, 58, 48, 56), (48, 58, 48, 58, 50), (60, 44, 50, 58, 50), (46, 54, 62, 46, 56))
    x = -5
    for i, wide in enumerate(widths):
        j = (i * 2 + stage.variant * 2) % 5
        top = 88 - (0, 18, 5, 24, 10)[(i + 2 * stage.variant) % 5]
        _town_house(stage, x, top, wide, facades[(i * 5 + stage.variant * 2) % 6], roofs[j], (i + stage.variant) % 3)
        x += wide
    pen = stage.pen
    # the street and its lamp
    pen.box(-2, 176, 262, 82, 0, stage.land(0xC6BDB6))
    pen.box(-2, 176, 262, 9, 0, stage.land(0xE2DACF))
    pen.box(-2, 184, 262, 2.5, 0, stage.land(0x9C938F, 0.6))
    for row in range(4):
        for x in range(-14 + row % 2 * 18, 276, 36):
            pen.oval(x + 5 * stage.variant, 197 + row * 17, 13, 5.2, stage.land(0xB7ADA6, 0.8))
    lamp, iron = stage.pick(214, 236, 44, 222), 0x4A4A5E
    pen.box(lamp - 2, 112, 4, 80, 1, iron)
    pen.box(lamp - 6, 186, 12, 6, 2, iron)
    if stage.dark:
        pen.glow(lamp, 102, 44, 0xFFE08A, 0.7)
    window(stage, lamp - 6, 94, 12, 17, 3)
    pen.poly(((lamp - 9, 95), (lamp, 86), (lamp + 9, 95)), iron)


def _town_house(stage: Landscape, x: float, top: float, wide: float, facade: int, roof: int, form: int) -> None:
    pen, wall = stage.pen, stage.land(facade, 0.1)
    pen.box(x, top, wide, 178 - top, 0, wall)
    pen.box(x + wide - 5, top, 5, 178 - top, 0, mix(wall, 0x5A4A70, 0.14))
    colour, middle = stage.land(roof, 0.75), x + wide / 2
    pen.box(x + wide * 0.72, top - 30, 8, 22, 1, mix(roof, INK, 0.2))
    if form == 0:
        pen.poly(((x - 3, top + 1), (middle, top - 30), (x + wide + 3, top + 1)), colour)
    elif form == 1:
        pen.poly(((x - 3, top + 1), (x + 8, top - 22), (x + wide - 8, top - 22), (x + wide + 3, top + 1)), colour)
    else:
        steps = ((0, 0), (0, -9), (9, -9), (9, -18), (18, -18), (18, -27))
        left: Points = tuple((x + dx, top + dy) for dx, dy in steps)
        pen.poly(left + tuple((2 * middle - px, py) for px, py in reversed(left)), wall)
        if stage.snowy:
            for dx, dy in ((0, -9), (9, -18)):
                pen.box(x + dx, top + dy - 2, 10, 4, 2, SNOW)
                pen.box(x + wide - dx - 10, top + dy - 2, 10, 4, 2, SNOW)
    for y in (top + 10, top + 38):
        if y > 128:
            continue
        for right in (wide * 0.2, wide * 0.58):
            pen.box(x + right - 1.5, y - 1.5, 14, 21, 2, 0xFFF8EC)
            window(stage, x + right, y, 11, 18)
            pen.box(x + right - 2.5, y + 18, 16, 3.5, 1, mix(0xFFF8EC, 0x6B5A70, 0.2) if not stage.snowy else SNOW)
    pen.box(middle - 8, 149, 16, 29, 6, mix(roof, INK, 0.15))
    pen.oval(middle + 4, 165, 1.5, 1.5, 0xF7C95E)


def castle(stage: Landscape) -> None:
    """Towers with pointed roofs and flags behind a wall, on a green rise."""
    stage.ground(((0, 138), (70, 122), (160, 136), (256, 118)), 0x93C3A6, away=0.5)
    stone = stage.pick(0xC3C2D4, 0xE2D2B8, 0xB9CAD8, 0xDCC0C4)
    roof = stage.pick(0x5A6FB8, 0xC25548, 0x8A5FA8, 0x3F8A8C)
    for x, wide, top in stage.pick(
        ((88, 30, 68), (162, 34, 58), (124, 26, 84)), ((128, 38, 62), (70, 26, 84), (188, 26, 76)),
        ((104, 32, 56), (150, 28, 74), (196, 26, 64)), ((62, 28, 66), (128, 30, 78), (178, 36, 60)),
    ):  # fmt: skip
        _tower(stage, x, wide, top, mix(stone, stage.far(stone, 1), 0.3), mix(roof, stage.far(roof, 1), 0.25))
    _wall(stage, stone)
    for x, wide, top in stage.pick(
        ((26, 40, 74), (226, 44, 66)), ((22, 42, 66), (234, 40, 76)), ((30, 46, 68), (230, 38, 82)),
        ((24, 36, 82), (228, 48, 70)),
    ):  # fmt: skip
        _tower(stage, x, wide, top, stone, roof)
    stage.ground(((0, 176), (70, 170), (128, 174), (190, 170), (256, 176)), 0x90C66A)
    way: Points = ((112, 172), (144, 172), (150, 196), (192, 270), (64, 270), (106, 196))
    stage.pen.blob(way, stage.land(0xEBD9AE, 0.5))
    for i, x in enumerate(stage.pick((56, 198, 246), (52, 204, 6), (62, 196), (4, 54, 194))):
        bush(stage, x, 184, 0.7 + 0.15 * (i % 2), 0x5FA452)


def _wall(stage: Landscape, stone: int) -> None:
    pen, shade = stage.pen, mix(stone, 0x4A4870, 0.26)
    for x in range(-8, 262, 19):
        pen.box(x, 112, 11, 16, 1, stone)
        if stage.snowy:
            pen.box(x - 1, 110, 13, 5, 2.5, SNOW)
    pen.box(-4, 121, 264, 58, 0, stone)
    pen.box(-4, 121, 264, 4, 0, mix(stone, 0xFFFFFF, 0.4))
    for x, y in ((62, 136), (82, 158), (176, 134), (190, 156), (70, 148), (164, 148), (92, 132), (202, 144)):
        pen.box(x + 3 * stage.variant, y, 13, 6, 2, mix(stone, shade, 0.5))
    pen.box(106, 132, 44, 60, 22, shade)
    pen.box(110, 136, 36, 60, 18, 0x7A5236)
    for x in (119, 128, 137):
        pen.stroke(((x, 140), (x, 178)), 0x553624, 1.6)


def _tower(stage: Landscape, x: float, wide: float, top: float, stone: int, roof: int) -> None:
    pen, half = stage.pen, wide / 2
    pen.box(x - half, top, wide, 180 - top, 0, stone)
    pen.box(x + half * 0.4, top, half * 0.6, 180 - top, 0, mix(stone, 0x4A4870, 0.16))
    pen.box(x - half - 3, top - 2, wide + 6, 8, 2, mix(stone, 0xFFFFFF, 0.28))
    peak = top - wide * 1.0
    pen.poly(((x - half - 6, top), (x, peak), (x + half + 6, top)), roof)
    pen.poly(((x, peak), (x + half + 6, top), (x + half * 0.3, top)), mix(roof, 0x2A2550, 0.22))
    if stage.snowy:
        pen.poly(
            (
                (x, peak - 1),
                (x + half * 0.66, top - wide * 0.44),
                (x + half * 0.2, top - wide * 0.5),
                (x - half * 0.2, top - wide * 0.36),
                (x - half * 0.66, top - wide * 0.44),
            ),
            SNOW,
        )
    pen.stroke(((x, peak + 2), (x, peak - 15)), 0x6B5A50, 1.8)
    flag = stage.pick(0xF2565A, 0xFFD04A, 0xF58B2C, 0xF27FA5)
    pen.blob(((x, peak - 15), (x + 8, peak - 16), (x + 17, peak - 11), (x + 8, peak - 8), (x, peak - 6)), flag)
    window(stage, x - 4, top + 16, 8, 15, 4)
