"""Draw the places at the water: lake and beach."""

from __future__ import annotations

import skia

from story.storybook.drawing.pen import Points, gradient_paint, mix
from story.storybook.drawing.places.land import SNOW, WOOD, Landscape, bush, tuft


def lake(stage: Landscape) -> None:
    """Blue water before a wooded shore, with reeds and a landing stage."""
    pen = stage.pen
    stage.ground(stage.pick(
        ((0, 116), (70, 96), (150, 118), (256, 92)),
        ((0, 92), (100, 116), (190, 94), (256, 108)),
        ((0, 108), (60, 112), (140, 90), (256, 114)),
        ((0, 100), (128, 112), (256, 96)),
    ), 0x86B4B4, away=0.55)  # fmt: skip
    for i, x in enumerate(range(-6, 270, 17)):
        bush(
            stage,
            x + 4 * stage.variant,
            130,
            0.7 + 0.22 * (i * (3 + stage.variant) % 4),
            (0x64A074, 0x70AC74)[i % 2],
            0.22,
        )
    _water(stage)
    _shore(stage)
    if stage.variant in (0, 3):
        _landing_stage(stage, stage.pick(196, 0, 0, 60))
    else:
        _rowing_boat(stage, stage.pick(0, 62, 196, 0), stage.pick(0, 0xD8504A, 0x4FA653, 0))
    for i, x in enumerate(stage.pick((10, 24, 40), (214, 232, 248, 8), (6, 20, 34), (228, 244, 12))):
        pen.stroke(((x, 206), (x + 2, 152 + 6 * (i % 2))), stage.land(0x4E8A44, 0.2), 3.4)
        pen.stroke(((x + 2, 152 + 6 * (i % 2)), (x + 2.5, 168 + 6 * (i % 2))), 0x8A5A34, 7)
        pen.stroke(((x, 206), (x - 8, 172)), stage.land(0x5C9A4C, 0.2), 2.6)


def _water(stage: Landscape) -> None:
    pen, dull = stage.pen, 0 if stage.weather == "clear" else 0.36
    upper, lower = (pen.lit(mix(c, 0x7D8FA8, dull)) for c in (0x7CC4EC, 0x3D8CCB))
    pen.canvas.drawRect(skia.Rect(-2, 129, 258, 256), gradient_paint(129, 196, (upper, lower)))
    pen.box(-2, 128, 262, 4, 0, mix(stage.land(0x5E9A78, 0.2), 0x3D7CAB, 0.3))
    for x, y, half in (
        (30, 140, 16),
        (120, 146, 22),
        (206, 140, 14),
        (238, 156, 18),
        (70, 160, 20),
        (160, 166, 24),
        (20, 172, 14),
    ):
        x += stage.pick(0, 14, -12, 22)
        pen.stroke(((x - half, y), (x + half, y)), mix(0xBFE6F8, 0x7D8FA8, dull / 2), 2.2, alpha=0.8)
    for x, y in stage.pick(
        ((88, 176), (64, 182)), ((120, 178), (190, 172)), ((150, 178), (60, 168)), ((150, 172), (176, 180))
    ):
        pen.oval(x, y, 11, 3.6, stage.land(0x62B06A, 0.5))
        pen.oval(x + 2, y - 3, 4, 3, 0xF7A8C4)


def _shore(stage: Landscape) -> None:
    bank = stage.pick(
        ((0, 186), (80, 194), (180, 184), (256, 192)), ((0, 194), (120, 186), (256, 188)),
        ((0, 184), (100, 190), (200, 194), (256, 186)), ((0, 190), (60, 186), (170, 194), (256, 184)),
    )  # fmt: skip
    stage.ground(tuple((x, y - 4) for x, y in bank), 0xEEDDAE, deep=0xEEDDAE, cover=0.6)
    stage.ground(bank, 0x93C868)
    for x, y in ((60, 214), (180, 208), (214, 244), (40, 246)):
        tuft(stage, x + 6 * stage.variant, y, 0x5FA24A)


def _landing_stage(stage: Landscape, x: float) -> None:
    pen, wood = stage.pen, stage.land(0xB98556, 0.5)
    for dx in (-15, 15):
        pen.stroke(((x + dx, 152), (x + dx, 178)), mix(wood, 0x3A2530, 0.4), 4)
    pen.poly(((x - 14, 150), (x + 14, 150), (x + 20, 198), (x - 20, 198)), wood)
    for i in range(1, 6):
        y, half = 150 + i * 8, 14 + i
        pen.stroke(((x - half, y), (x + half, y)), mix(wood, 0x3A2530, 0.35), 1.5)


def _rowing_boat(stage: Landscape, x: float, colour: int) -> None:
    pen = stage.pen
    pen.oval(x, 172, 38, 5, 0x2C6DA6, alpha=0.4)
    pen.blob(((x - 36, 152), (x, 158), (x + 36, 152), (x + 25, 171), (x, 174), (x - 25, 171)), colour, 0.8)
    pen.blob(
        ((x - 36, 151), (x, 156), (x + 36, 151), (x + 31, 158), (x, 163), (x - 31, 158)), mix(WOOD, 0xFFE2B8, 0.4), 0.6
    )
    for dx in (-13, 13):
        pen.stroke(((x + dx - 7, 158), (x + dx + 7, 158)), 0x8A5A34, 3)
    pen.stroke(((x + 4, 150), (x + 48, 171)), 0xC79A6A, 2.6)


def beach(stage: Landscape) -> None:
    """Sea behind, sand in front, a palm, a sail or an island, and shells."""
    pen = stage.pen
    _sea(stage)
    shore: Points = stage.pick(
        ((0, 176), (90, 166), (180, 180), (256, 170)), ((0, 166), (110, 180), (256, 168)),
        ((0, 180), (70, 170), (160, 174), (256, 182)), ((0, 170), (128, 178), (256, 166)),
    )  # fmt: skip
    stage.ground(tuple((x, y - 5) for x, y in shore), 0xFFFFFF, deep=0xFFFFFF, cover=0)
    stage.ground(tuple((x, y - 1) for x, y in shore), 0xDDBB82, deep=0xDDBB82, cover=0.5)
    stage.ground(tuple((x, y + 5) for x, y in shore), 0xF8E3AE, deep=0xEFCF8E, cover=0.66)
    _palm(stage, stage.pick(232, 240, 222, 14))
    if stage.variant == 1:
        _palm(stage, 208)
    for i, (x, y) in enumerate(
        stage.pick(
            ((30, 212), (70, 246), (196, 244)),
            ((52, 206), (222, 240)),
            ((22, 240), (60, 208), (206, 238)),
            ((226, 208), (190, 248)),
        )
    ):
        if (i + stage.variant) % 2:
            _starfish(stage, x, y)
        else:
            pen.oval(x, y, 7, 6, 0xF6B3A2)
            for dx in (-3, 0, 3):
                pen.stroke(((x, y + 4), (x + dx, y - 4)), 0xFFE8DC, 1.4)


def _sea(stage: Landscape) -> None:
    pen, dull = stage.pen, 0 if stage.weather == "clear" else 0.36
    far, near = (pen.lit(mix(c, 0x7D8FA0, dull)) for c in (0x2F92C4, 0x74D0D4))
    if stage.variant in (0, 3):
        x = stage.pick(40, 0, 0, 190)
        pen.oval(x, 128, 52, 20, stage.far(0x6FA58A, 0.4, 0.4))
        pen.oval(x + 36, 128, 34, 12, stage.far(0x86B48E, 0.4, 0.4))
    pen.canvas.drawRect(skia.Rect(-2, 126, 258, 200), gradient_paint(126, 178, (far, near)))
    for x, y, half in ((24, 138, 10), (100, 144, 13), (186, 136, 9), (232, 150, 12), (60, 156, 14), (150, 158, 12)):
        x += stage.pick(0, 18, -14, 8)
        pen.stroke(((x - half, y), (x, y - 2.5), (x + half, y)), mix(0xD9F4F6, 0x7D8FA0, dull / 2), 2.2, alpha=0.85)
    if stage.variant in (1, 2):
        x = stage.pick(0, 70, 44, 0)
        pen.poly(((x, 84), (x, 122), (x - 24, 122)), 0xFFFDF4)
        pen.poly(((x + 3, 94), (x + 3, 122), (x + 19, 122)), 0xF08A6C)
        pen.blob(((x - 25, 126), (x + 22, 126), (x + 14, 135), (x - 16, 135)), 0x9A5B3C)


def _palm(stage: Landscape, x: float) -> None:
    lean = -18 if x > 128 else 18
    trunk, leaf = 0xB0804F, stage.land(0x4C9E55, 0.35)
    top_x, top_y = x + lean, stage.pick(92, 84, 98, 88)
    stage.pen.oval(x, 200, 20, 4, stage.land(0xD9B878, 0.6))
    stage.pen.stroke(((x, 200), (x + lean * 0.2, 150), (top_x, top_y)), trunk, 9)
    for i in range(5):
        y = top_y + 18 + i * 18
        middle = top_x - lean * (0.2 + 0.18 * i)
        stage.pen.stroke(((middle - 4, y), (middle + 4, y + 1)), mix(trunk, 0x3A2530, 0.3), 1.6)
    for dx, dy in ((-46, 14), (-38, -14), (-8, -34), (28, -24), (44, -2), (36, 24), (-26, 32)):
        tip, over = (top_x + dx, top_y + dy + 6), (top_x + dx * 0.55, top_y + dy * 0.7 - 12)
        stage.pen.blob(
            ((top_x, top_y), over, tip, (top_x + dx * 0.5, top_y + dy * 0.6 + 2)),
            mix(leaf, 0x2B6B4A, 0.2 if dy > 5 else 0),
        )
        if stage.snowy:
            stage.pen.stroke(((top_x + dx * 0.25, top_y + dy * 0.4 - 7), over), SNOW, 4)
    for dx in (-5, 4):
        stage.pen.oval(top_x + dx, top_y + 6, 5, 5, 0x7A4A2C)


def _starfish(stage: Landscape, x: float, y: float) -> None:
    outline: Points = (
        (0, -9), (2.5, -3), (9, -2.5), (4, 2), (5.5, 8), (0, 5), (-5.5, 8), (-4, 2), (-9, -2.5), (-2.5, -3),
    )  # fmt: skip
    with stage.pen.at(x, y, turn=18, sy=0.8):
        stage.pen.blob(outline, 0xF08A5C)
