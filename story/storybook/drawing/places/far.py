"""Draw the far places: mountain, desert, cave and moon."""

from __future__ import annotations

import skia

from story.storybook.drawing.pen import CREAM, Points, gradient_paint, line_paint, mix, poly_path, smooth_path
from story.storybook.drawing.places.land import SNOW, Landscape, blossom, pine, stone
from story.storybook.drawing.places.sky import LAND_LIGHTS, draw_stars, draw_sun_or_moon, draw_view


def mountain(stage: Landscape) -> None:
    """Tall snowy peaks over an alpine slope."""
    for x, top, wide in stage.pick(
        ((30, 66, 70), (140, 52, 80), (236, 60, 74)), ((70, 58, 84), (190, 64, 80)),
        ((12, 60, 80), (110, 66, 70), (214, 50, 80)), ((60, 64, 70), (150, 60, 60), (250, 56, 80)),
    ):  # fmt: skip
        _peak(stage, x, top, wide, 0x8E9CC0, 0.5)
    for x, top, wide in stage.pick(
        ((78, 20, 96), (200, 38, 84)), ((142, 14, 112), (18, 60, 70)),
        ((64, 36, 84), (180, 16, 104)), ((26, 30, 84), (128, 46, 74), (224, 24, 88)),
    ):  # fmt: skip
        _peak(stage, x, top, wide, 0x7484AE, 0.1)
    stage.ground(((0, 158), (70, 150), (150, 162), (256, 148)), 0x7FAE86, away=0.2)
    for i, x in enumerate(
        stage.pick((10, 34, 52, 210, 238), (196, 222, 246, 14), (8, 40, 228, 250, 204), (20, 58, 40, 240))
    ):
        pine(stage, x, 174 + 5 * (i % 2), 0.44 + 0.1 * (i % 3), 0x3E7A5E, 0.1)
    stage.ground(((0, 182), (80, 174), (170, 184), (256, 172)), 0x95C070, deep=0x74A764)
    for x, y, size in stage.pick(
        ((226, 200, 0.8), (30, 236, 0.9)), ((24, 202, 0.9), (240, 240, 0.7)), ((230, 206, 1.0), (206, 208, 0.6)),
        ((16, 216, 0.9), (44, 208, 0.5)),
    ):  # fmt: skip
        stone(stage, x, y, size)
    for x, y in ((66, 202), (190, 214), (84, 244), (222, 244)):
        blossom(stage, x + 5 * stage.variant, y, (0xFFFFFF, 0x8FA4F0)[stage.variant % 2], 0.7)


def _peak(stage: Landscape, x: float, top: float, wide: float, rock: int, away: float) -> None:
    """A mountain with a lit and a shaded flank and a cap of snow, from its top down to y = 172."""
    pen, high = stage.pen, 172 - top
    lit, shade = stage.far(rock, away, 0.3), stage.far(mix(rock, 0x39406E, 0.34), away, 0.26)
    ridge: Points = (
        (x, top),
        (x - wide * 0.1, top + high * 0.3),
        (x + wide * 0.08, top + high * 0.6),
        (x - wide * 0.06, 172),
    )
    pen.shape(
        poly_path(
            (
                (x, top),
                (x - wide * 0.42, top + high * 0.46),
                (x - wide, 172),
                (x + wide, 172),
                (x + wide * 0.46, top + high * 0.4),
            )
        ),
        lit,
    )
    pen.shape(poly_path((*ridge, (x + wide, 172), (x + wide * 0.46, top + high * 0.4))), shade)
    snow, dim = mix(SNOW, lit, away * 0.7), mix(mix(SNOW, 0x9DB2E0, 0.4), lit, away * 0.7)
    low = 0.38 if stage.weather != "snow" else 0.62
    left, right = (x - wide * 0.42 * low / 0.46, top + high * low), (x + wide * 0.46 * low / 0.4, top + high * low)
    if stage.weather == "snow":
        left, right = (x - wide * 0.6, top + high * 0.61), (x + wide * 0.64, top + high * 0.58)
    at = tuple(
        (left[0] + (right[0] - left[0]) * t, top + high * (low + d))
        for t, d in ((0.2, -0.08), (0.36, 0.06), (0.5, -0.07), (0.66, 0.05), (0.82, -0.09))
    )
    pen.poly(((x, top), left, *at, right), snow)
    pen.poly(((x, top), ridge[1], at[2], at[3], at[4], right), dim)


def desert(stage: Landscape) -> None:
    """Dunes, table mountains and cacti."""
    for x, top, half in stage.pick(
        ((46, 100, 34), (92, 118, 24)),
        ((206, 96, 40),),
        ((30, 112, 30), (210, 104, 28)),
        ((120, 104, 46), (230, 120, 24)),
    ):
        rock = stage.far(0xD58A5E, 0.35, 0.3)
        stage.pen.poly(((x - half, top), (x + half * 0.8, top), (x + half * 1.3, 160), (x - half * 1.5, 160)), rock)
        stage.pen.poly(
            ((x + half * 0.3, top), (x + half * 0.8, top), (x + half * 1.3, 160), (x + half * 0.5, 160)),
            mix(rock, 0x7A4668, 0.22),
        )
        stage.pen.box(x - half * 1.1, top + 14, half * 2, 4, 2, mix(rock, 0xFFE2B0, 0.4))
    stage.ground(stage.pick(
        ((0, 148), (60, 130), (130, 150), (200, 128), (256, 146)), ((0, 132), (90, 150), (170, 130), (256, 148)),
        ((0, 144), (110, 128), (200, 146), (256, 134)), ((0, 128), (60, 146), (150, 134), (256, 150)),
    ), 0xF3CB8A, deep=0xD9A060, cover=0.5, away=0.15)  # fmt: skip
    stage.ground(stage.pick(
        ((0, 168), (90, 186), (190, 160), (256, 180)), ((0, 182), (80, 160), (170, 184), (256, 168)),
        ((0, 162), (120, 184), (256, 160)), ((0, 178), (128, 162), (256, 180)),
    ), 0xF8D898, deep=0xE9B970, cover=0.55)  # fmt: skip
    stage.ground(((0, 206), (90, 198), (200, 212), (256, 202)), 0xF6D08A, deep=0xE6B468, cover=0.6)
    for x, y, size in stage.pick(
        ((226, 194, 1.05), (34, 174, 0.6)), ((30, 196, 1.0), (214, 176, 0.55), (240, 180, 0.4)),
        ((232, 176, 0.7), (20, 190, 0.9)), ((236, 200, 1.15), (52, 170, 0.45)),
    ):  # fmt: skip
        _cactus(stage, x, y, size)
    for x, y in stage.pick(((58, 214), (200, 242)), ((206, 212), (60, 246)), ((196, 208),), ((30, 222), (72, 244))):
        stone(stage, x, y, 0.45, 0xC98F62)


def _cactus(stage: Landscape, x: float, y: float, size: float) -> None:
    green = stage.land(0x4E9A5E, 0.12)
    arms: tuple[Points, ...] = (
        ((0, 0), (0, -86)),
        ((-2, -34), (-20, -36), (-22, -58)),
        ((2, -22), (19, -26), (21, -46)),
    )
    with stage.pen.at(x, y, sx=size):
        stage.pen.oval(4, 1, 22, 4, stage.land(0xC9945A, 0.5))
        for points in arms:
            stage.pen.stroke(points, green, 17 if points[0] == (0, 0) else 11, 1)
        stage.pen.stroke(((-3, -6), (-3, -84)), mix(green, CREAM, 0.35), 2.2)
        stage.pen.stroke(((4, -6), (4, -84)), mix(green, 0x1D4A3A, 0.3), 2)
        if stage.snowy:
            for dx, dy, half in ((0, -92, 9), (-22, -63, 6), (21, -51, 6)):
                stage.pen.oval(dx, dy, half, half * 0.6, SNOW)
        else:
            stage.pen.oval(-2, -94, 5, 4, stage.pick(0xF48AA8, 0xFFE08A, 0xF48AA8, 0xF2655A))


def cave(stage: Landscape) -> None:
    """Rock all around, an opening onto the sky, stalactites and glowing crystals."""
    pen = stage.pen
    tone = stage.pick(0x75677E, 0x6C6B80, 0x7D6A70, 0x686F82)
    pen.canvas.drawPaint(
        gradient_paint(0, 190, (pen.lit(mix(tone, 0x2A2038, 0.34)), pen.lit(mix(tone, 0x2A2038, 0.08))))
    )
    _mouth(stage, tone, *stage.pick((168, 58, 50), (130, 50, 60), (184, 74, 42), (150, 46, 46)))
    _walls(stage, tone)
    stage.ground(
        ((0, 186), (70, 178), (150, 184), (256, 176)), mix(tone, 0xE2CDB4, 0.42), deep=mix(tone, 0xBFA890, 0.2)
    )
    glow = stage.pick(0x7FE6E0, 0xC79BFF, 0x8FD8FF, 0xFFB6E6)
    for x, y, size in stage.pick(
        ((30, 196, 1.0), (226, 202, 0.7)), ((226, 196, 1.0), (24, 206, 0.7)), ((44, 192, 0.9), (22, 212, 0.7)),
        ((214, 192, 0.9), (34, 196, 0.6), (240, 208, 0.7)),
    ):  # fmt: skip
        _crystals(stage, x, y, size, glow)
    for x, y in stage.pick(
        ((76, 206), (198, 244)), ((60, 242), (186, 206)), ((204, 208), (90, 248)), ((70, 240), (190, 246))
    ):
        stone(stage, x, y, 0.5, mix(tone, 0xFFFFFF, 0.1))


def _mouth(stage: Landscape, tone: int, x: float, top: float, half: float) -> None:
    """The way out, an arch down to the floor, with the sky of the hour in it."""
    pen, bright = stage.pen, 0xFFE9C0 if stage.time != "night" else 0x8A98E8
    arch: Points = (
        (x - half * 1.2, 210), (x - half * 1.02, 150), (x - half * 0.84, top + 36), (x - half * 0.2, top),
        (x + half * 0.5, top + 12),
        (x + half * 0.92, top + 62), (x + half, 150), (x + half * 1.16, 210),
    )  # fmt: skip
    pen.glow(x, 130, half * 2.2, bright, 0.42)
    outline = smooth_path(arch)
    pen.canvas.drawPath(outline, line_paint(pen.lit(mix(tone, 0x241B30, 0.34)), 15))
    pen.canvas.drawPath(outline, line_paint(pen.lit(mix(tone, 0xFFF0D8, 0.16)), 5))
    pen.canvas.save()
    pen.canvas.clipPath(outline, True)
    draw_view(pen, x + 6, 132 if stage.time == "sunset" else top + 40, 0.9, stage.time, stage.variant)
    outside = stage.pen.relit(*LAND_LIGHTS[stage.time])
    for y, colour in ((142, 0x8FC3A8), (162, 0x8CC26C)):
        outside.blob(
            ((x - 110, 220), (x - 100, y), (x - 30, y - 6), (x + 30, y + 2), (x + 100, y - 8), (x + 110, 220)), colour
        )
    pen.canvas.restore()


def _walls(stage: Landscape, tone: int) -> None:
    pen, near, lit = stage.pen, mix(tone, 0x241B30, 0.6), mix(tone, 0x241B30, 0.46)
    shift = stage.pick(0, 9, -8, 15)
    for i, x in enumerate(range(-10, 280, 27)):
        long, half = (44, 24, 60, 30, 38, 18, 52)[(i + 2 * stage.variant) % 7], 15
        x += shift
        pen.blob(
            ((x - half, -14), (x + half, -14), (x + half * 0.5, long * 0.5), (x, long), (x - half * 0.5, long * 0.5)),
            (near, lit)[i % 2],
        )
    pen.box(-4, -4, 264, 12, 0, near)
    for side, x in ((1, 0), (-1, 256)):
        wall: Points = ((-30, -20), (34, -20), (24, 40), (30, 84), (16, 126), (24, 168), (40, 196), (-30, 210))
        pen.blob(tuple((x + side * px, py) for px, py in wall), near)
        pen.blob(tuple((x + side * (px * 0.7 - 8), py + 8) for px, py in wall), lit)
    for x, high, half in stage.pick(
        ((52, 34, 10), (244, 50, 13)),
        ((206, 36, 11), (14, 44, 12)),
        ((226, 54, 13), (246, 34, 10)),
        ((12, 50, 13), (56, 26, 8)),
    ):
        pen.blob(
            (
                (x - half, 192),
                (x - half * 0.4, 192 - high * 0.6),
                (x, 192 - high),
                (x + half * 0.4, 192 - high * 0.6),
                (x + half, 192),
            ),
            lit,
        )


def _crystals(stage: Landscape, x: float, y: float, size: float, colour: int) -> None:
    bright = stage.pen.relit(0, 0)
    bright.glow(x, y - 14 * size, 58 * size, colour, 0.5)
    with bright.at(x, y, sx=size):
        for dx, high, turn in ((-10, 24, -22), (10, 28, 20), (0, 40, 0)):
            with bright.at(dx, 0, turn=turn):
                bright.poly(
                    ((-7, 0), (-7, -high * 0.7), (0, -high), (7, -high * 0.7), (7, 0)), mix(colour, 0x5A4A90, 0.2), 0.8
                )
                bright.poly(((-7, 0), (-7, -high * 0.7), (0, -high), (0, 0)), mix(colour, 0xFFFFFF, 0.4))


def moon(stage: Landscape) -> None:
    """Grey dust with craters under a black sky, and the Earth."""
    pen, plain = stage.pen, stage.pen.relit(0, 0)
    low = {"day": 0x23264C, "sunset": 0x7A3F5E, "night": 0x101638}[stage.time]
    pen.canvas.drawPaint(gradient_paint(10, 150, (0x07081A, 0x0D0F28, low)))
    draw_stars(plain, 1.0)
    with plain.at(128, 4, sx=-1, sy=1):
        draw_stars(plain, 0.6)
    if stage.time != "night":
        draw_sun_or_moon(plain, stage.time, stage.variant)
    _earth(stage, *stage.pick((54, 54, 28), (60, 46, 24), (66, 62, 33), (44, 42, 24)))
    dust = stage.pick(0xC6C7D2, 0xCFCBD0, 0xBFC4D2, 0xC9C6CC)
    stage.ground(stage.pick(
        ((0, 138), (60, 124), (130, 142), (200, 120), (256, 136)), ((0, 128), (90, 142), (180, 122), (256, 140)),
        ((0, 142), (100, 124), (256, 138)), ((0, 122), (70, 138), (170, 128), (256, 120)),
    ), mix(dust, 0x5A5A7C, 0.4), deep=0x7A7A94)  # fmt: skip
    stage.ground(((0, 164), (80, 154), (170, 166), (256, 156)), dust, deep=mix(dust, 0x70708E, 0.35))
    for x, y, r in stage.pick(
        ((40, 176, 22), (214, 182, 28), (120, 168, 12), (30, 232, 20), (226, 240, 16)),
        ((216, 174, 20), (44, 190, 30), (140, 170, 14), (228, 236, 22)),
        ((70, 172, 16), (232, 192, 24), (18, 206, 22), (184, 168, 12), (200, 244, 18)),
        ((26, 178, 24), (190, 172, 18), (240, 204, 20), (60, 240, 22)),
    ):  # fmt: skip
        pen.oval(x, y, r, r * 0.36, mix(dust, 0xFFFFFF, 0.42))
        pen.oval(x, y - r * 0.03, r * 0.9, r * 0.29, mix(dust, 0x50506E, 0.46))
        pen.oval(x, y + r * 0.06, r * 0.76, r * 0.2, mix(dust, 0x50506E, 0.28))


def _earth(stage: Landscape, x: float, y: float, r: float) -> None:
    pen = stage.pen.relit(0, 0)
    pen.glow(x, y, r * 1.8, 0x6FB4FF, 0.5)
    pen.oval(x, y, r, r, 0x3E8FE0)
    pen.canvas.save()
    pen.canvas.clipPath(skia.Path().addCircle(x, y, r), True)
    with pen.at(x, y, turn=stage.variant * 40, sx=r / 28):
        pen.blob(((-24, -14), (-8, -22), (2, -10), (-8, -2), (-4, 8), (-16, 14), (-26, 0)), 0x6CBF6A)
        pen.blob(((8, -2), (20, -8), (26, 4), (16, 18), (8, 12)), 0x6CBF6A)
        pen.stroke(((-18, 18), (0, 20), (16, 24)), 0xFFFFFF, 5, alpha=0.9)
        pen.stroke(((-2, -20), (14, -18)), 0xFFFFFF, 4, alpha=0.9)
        pen.oval(20, 18, 34, 40, 0x0A1440, alpha=0.18)
    pen.canvas.restore()
