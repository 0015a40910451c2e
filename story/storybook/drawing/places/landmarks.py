"""Draw a landmark: a tree, house, tent or bench as a cut-out that stands at the side of a picture, in four looks each.

In units from the middle of its foot: x within -104..104, y within -198..9, in neutral light.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from story.storybook.drawing.pen import INK, Pen, Points, mirrored, mix
from story.storybook.drawing.places.land import BARK, WOOD, puffs

Circles = tuple[tuple[float, float, float], ...]


class Crown(NamedTuple):
    """The leaves of a tree: their colour, outline and where light falls."""

    green: int
    circles: Circles
    light: Circles


CROWNS = (
    Crown(
        0x62AE4E,
        ((-56, -104, 33), (-30, -138, 38), (24, -144, 40), (58, -108, 34), (0, -100, 42)),
        ((-38, -146, 22), (14, -154, 21), (-62, -108, 15)),
    ),
    Crown(
        0x4A9660,
        ((0, -162, 30), (-20, -128, 36), (20, -126, 36), (-26, -92, 34), (28, -90, 34), (0, -84, 34)),
        ((-8, -166, 16), (-28, -132, 17), (-34, -96, 14)),
    ),
    Crown(
        0xE8A03C,
        ((-66, -96, 30), (-44, -128, 34), (0, -144, 40), (46, -126, 35), (68, -94, 30), (0, -98, 44)),
        ((-50, -134, 19), (-6, -156, 20), (40, -134, 15)),
    ),
    Crown(
        0x9BC653,
        ((-46, -96, 36), (-40, -136, 32), (0, -158, 34), (40, -134, 32), (48, -96, 36), (0, -108, 44)),
        ((-44, -142, 17), (-8, -166, 17), (-52, -100, 16)),
    ),
)
BLOSSOMS = (
    (-58, -92),
    (-34, -118),
    (-20, -150),
    (10, -132),
    (6, -168),
    (38, -142),
    (56, -104),
    (28, -96),
    (-14, -92),
    (-44, -142),
)


def draw_landmark(pen: Pen, name: str, variant: int) -> None:
    """Draw "tree", "house", "tent" or "bench" with the middle of its foot at the origin."""
    LANDMARKS[name](pen, variant)


def tree(pen: Pen, variant: int) -> None:
    """One big friendly tree."""
    crown = CROWNS[variant]
    pen.oval(4, 2, 62, 6.5, INK, alpha=0.16)
    pen.blob(mirrored(((0, -110), (12, -108), (11, -50), (15, -18), (28, 2), (8, -3), (0, 1))), BARK, 1.6)
    pen.stroke(((6, -62), (20, -84), (38, -98)), BARK, 8, 1.6)
    pen.stroke(((4, -58), (16, -80)), BARK, 7)
    for points in (((-4, -66), (-5, -34), (-9, -10)), ((5, -44), (6, -24))):
        pen.stroke(points, mix(BARK, INK, 0.35), 1.8)
    if variant in (0, 2):
        pen.oval(0, -48, 5.5, 8, mix(BARK, INK, 0.6))
    pen.shape(puffs(crown.circles), crown.green, 1.8)
    # deeper leaves low on the right, lighter ones where the sun falls
    pen.canvas.save()
    pen.canvas.clipPath(puffs(crown.circles), True)
    pen.shape(puffs(crown.circles), mix(crown.green, 0x2A5A4A, 0.16))
    pen.shape(puffs(tuple((x - 7, y - 11, r) for x, y, r in crown.circles)), crown.green)
    pen.shape(puffs(crown.light), mix(crown.green, 0xFBF6A0, 0.24))
    pen.canvas.restore()
    if variant == 3:
        for x, y in BLOSSOMS:
            pen.shape(puffs(((x - 4, y, 4), (x + 4, y, 4), (x, y - 4, 4), (x, y + 4, 4))), 0xFFF0F4)
            pen.oval(x, y, 2.6, 2.6, 0xF48AA8)


def house(pen: Pen, variant: int) -> None:
    """A cottage with a chimney that smokes."""
    wall, roof, door = (
        (0xFFF1D6, 0xCC453C, 0x8A5634), (0xFBE0C8, 0x4F78B8, 0xC9605A),
        (0xFFF6E4, 0x8F6544, 0x4F8A6A), (0xF6CFC4, 0x55936C, 0x7A5A9A),
    )[variant]  # fmt: skip
    pen.oval(0, 3, 84, 6, INK, alpha=0.16)
    side = 1 if variant % 2 == 0 else -1
    for x, y, r in ((40, -176, 8), (47, -187, 6)):
        pen.oval(side * x, y, r, r * 0.9, 0xFFFFFF, alpha=0.75)
    pen.box(side * 36 - 9, -158, 18, 50, 2, 0xB0705A, 1.6)
    pen.box(side * 36 - 11.5, -162, 23, 8, 2, 0x8F5648, 1.2)
    if variant == 3:
        _tall_house(pen, wall, roof, door)
        return
    pen.box(-66, -84, 132, 86, 3, wall, 1.6)
    if variant == 2:
        for points in (((-62, -4), (-62, -80)), ((0, -2), (0, -80)), ((62, -4), (62, -80)), ((-62, -42), (-50, -78))):
            pen.stroke(points, 0x9A7048, 5)
    _roof(pen, roof, thatch=variant == 2)
    if variant == 1:
        pen.oval(0, -104, 12, 12, 0xFFFBF2, 1.4)
        pen.oval(0, -104, 9, 9, 0xBFE0F0)
    _door(pen, -side * 32, door)
    _pane(pen, side * 30, -50)


def _roof(pen: Pen, colour: int, *, thatch: bool) -> None:
    if thatch:
        pen.blob(
            ((-86, -70), (-70, -104), (-38, -136), (0, -148), (38, -136), (70, -104), (86, -70), (40, -78), (-40, -78)),
            colour,
            2,
        )
        for x in (-58, -34, -12, 12, 34, 58):
            pen.stroke(((x * 0.7, -112), (x, -84)), mix(colour, INK, 0.25), 2)
        return
    pen.poly(((-86, -78), (-52, -142), (52, -142), (86, -78)), colour, 2)
    for row, y in enumerate((-126, -110, -94)):
        half = 58 + row * 9
        for x in range(-half + 10 + row % 2 * 9, half - 4, 19):
            pen.stroke(((x - 7, y), (x, y + 4.5), (x + 7, y)), mix(colour, INK, 0.22), 1.8)
    pen.box(-88, -82, 176, 8, 4, mix(colour, 0xFFFFFF, 0.22), 1.2)


def _tall_house(pen: Pen, wall: int, roof: int, door: int) -> None:
    """Narrow, of two storeys under a pointed roof."""
    pen.poly(((-50, 2), (-50, -112), (0, -160), (50, -112), (50, 2)), wall, 1.6)
    for side in (-1, 1):
        pen.poly(((0, -176), (side * 68, -104), (side * 60, -96), (0, -158)), roof, 1.6)
    _pane(pen, -24, -84, 26)
    _pane(pen, 24, -84, 26)
    pen.oval(0, -128, 8, 8, 0xFFFBF2, 1.2)
    pen.oval(0, -128, 5.5, 5.5, 0xBFE0F0)
    _door(pen, 0, door)


def _door(pen: Pen, x: float, colour: int) -> None:
    pen.box(x - 15, -52, 30, 54, 14, colour, 1.6)
    pen.stroke(((x, -48), (x, 0)), mix(colour, INK, 0.25), 1.4)
    pen.oval(x + 9, -24, 2.6, 2.6, 0xF7D060)
    pen.box(x - 20, -1, 40, 6, 2, 0xB8B4BC, 1)


def _pane(pen: Pen, x: float, y: float, wide: float = 32) -> None:
    """A window with a cross and a box of flowers; y is its middle."""
    half = wide / 2
    pen.box(x - half, y - half, wide, wide, 3, 0xFFFBF2, 1.6)
    pen.box(x - half + 3, y - half + 3, wide - 6, wide - 6, 2, 0xBFE0F0)
    pen.box(x - 1.4, y - half, 2.8, wide, 0, 0xFFFBF2)
    pen.box(x - half, y - 1.4, wide, 2.8, 0, 0xFFFBF2)
    pen.box(x - half - 3, y + half - 1, wide + 6, 7, 2, 0xA9744A, 1)
    for dx, petal in ((-0.7, 0xF27FA5), (-0.25, 0xFFD84F), (0.2, 0xF27FA5), (0.65, 0xFFFFFF)):
        pen.oval(x + dx * half, y + half - 2, 4, 3.6, 0x5FA452)
        pen.oval(x + dx * half, y + half - 4, 3, 3, petal)


def tent(pen: Pen, variant: int) -> None:
    """A camper's tent, pegged out."""
    pen.oval(0, 3, 88, 6, INK, alpha=0.16)
    (_ridge_tent, _bell_tent, _dome_tent, _pointed_tent)[variant](pen)


def _ridge_tent(pen: Pen) -> None:
    cloth = 0xF0913C
    for side in (-1, 1):
        pen.stroke(((side * 18, -116), (side * 96, 2)), 0xE9DCC4, 2)
        pen.stroke(((side * 96, 4), (side * 93, -5)), 0x8A5634, 4)
    pen.poly(((0, -124), (78, 3), (-78, 3)), cloth, 2)
    pen.poly(((0, -123), (-50, 3), (-77, 3)), mix(cloth, 0xFFF0B0, 0.32))
    pen.poly(((0, -98), (32, 3), (-32, 3)), 0x5A3A40)
    pen.poly(((0, -98), (-32, 3), (-46, 3), (-30, -34)), mix(cloth, 0xFFF6DC, 0.6), 1)
    pen.poly(((0, -98), (32, 3), (46, 3), (30, -34)), mix(cloth, 0xFFF6DC, 0.6), 1)
    pen.stroke(((0, -124), (0, -138)), BARK, 4)


def _bell_tent(pen: Pen) -> None:
    """Striped, with a valance and a ball on top."""
    pen.poly(((-64, 3), (-70, -56), (70, -56), (64, 3)), 0xFFF8EC, 2)
    for x in (-52, -28, 28, 52):
        pen.poly(((x - 6, 3), (x * 1.08 - 6.5, -56), (x * 1.08 + 6.5, -56), (x + 6, 3)), 0x6FA3DC)
    pen.poly(((-18, 3), (-14, -52), (14, -52), (18, 3)), 0x3F4670)
    roof: Points = ((0, -134), (26, -96), (82, -56), (-82, -56), (-26, -96))
    pen.poly(roof, 0x4A86D8, 2)
    for x in (-44, 0, 44):
        pen.poly(((0, -134), (x * 0.4 + 4, -96), (x + 12, -56), (x - 12, -56), (x * 0.4 - 4, -96)), 0xFFF8EC)
    for i, x in enumerate(range(-70, 80, 20)):
        pen.oval(x, -54, 10.5, 7, (0x4A86D8, 0xFFF8EC)[i % 2], 0.8)
    pen.oval(0, -138, 6, 6, 0xFFCB3C, 1.4)


def _dome_tent(pen: Pen) -> None:
    cloth = 0x58A868
    pen.blob(((-86, 3), (-76, -46), (-42, -92), (0, -106), (42, -92), (76, -46), (86, 3), (0, 5)), cloth, 2)
    pen.blob(((-80, 0), (-70, -46), (-40, -86), (-8, -100), (-36, -56), (-46, 0)), mix(cloth, 0xF4F8B0, 0.3))
    pen.blob(((-32, 3), (-28, -44), (0, -70), (28, -44), (32, 3), (0, 4)), 0x2F4A4A)
    pen.blob(((2, -70), (30, -44), (40, 2), (20, 3), (18, -34)), 0xFFD96A, 1)
    for points in (((0, -106), (-48, -58), (-60, 2)), ((0, -106), (48, -58), (60, 2))):
        pen.stroke(points, mix(cloth, INK, 0.4), 2.2)


def _pointed_tent(pen: Pen) -> None:
    """A round tent of cream cloth on crossed poles."""
    for tip in (-20, -4, 16):
        pen.stroke(((tip, -168), (-tip * 1.4, -120)), BARK, 4.5, 0.8)
    cloth = 0xFBEBCB
    pen.blob(((-7, -142), (7, -142), (40, -66), (70, 0), (40, 5), (0, 6), (-40, 5), (-70, 0), (-40, -66)), cloth, 2)
    for top, low, colour in ((-104, -92, 0xD8574A), (-40, -26, 0xD8574A), (-22, -16, 0x4F9AA8)):
        left, right = 7 + (-142 - top) * -0.44, 7 + (-142 - low) * -0.44
        pen.poly(((-left, top), (left, top), (right, low), (-right, low)), colour)
    pen.poly(((0, -84), (22, 4), (-22, 4)), 0x6B4238)
    pen.poly(((0, -84), (-22, 4), (-34, 3), (-16, -36)), mix(cloth, 0xC9A070, 0.3), 1)
    pen.poly(((0, -84), (22, 4), (34, 3), (16, -36)), mix(cloth, 0xC9A070, 0.3), 1)


def bench(pen: Pen, variant: int) -> None:
    """A park bench with a back."""
    wood = (WOOD, 0x5FA06A, 0xF4EEE4, 0xC9605A)[variant]
    metal = (0x4A4A5E, 0x4A4A5E, 0x7A8AA0, BARK)[variant]
    pen.oval(0, 3, 92, 6, INK, alpha=0.16)
    for side in (-1, 1):
        pen.stroke(((side * 66, -96), (side * 66, -40), (side * 70, 0)), metal, 7, 1)
        pen.stroke(((side * 60, -38), (side * 58, 2)), metal, 7, 1)
    if variant == 2:
        for x in range(-60, 61, 20):
            pen.box(x - 4, -92, 8, 48, 3, wood, 1.2)
        pen.blob(
            ((-78, -88), (-40, -100), (0, -106), (40, -100), (78, -88), (78, -80), (0, -94), (-78, -80)), wood, 1.6
        )
    else:
        for y in (-96, -78, -60):
            pen.box(-80, y, 160, 13, 5 if variant != 3 else 3, wood, 1.6)
            pen.stroke(((-70, y + 4), (70, y + 4)), mix(wood, 0xFFFFFF, 0.28), 2)
    pen.box(-84, -44, 168, 9, 3, mix(wood, 0xFFFFFF, 0.2), 1.6)
    pen.box(-86, -35, 172, 9, 4, mix(wood, INK, 0.12), 1.6)
    for side in (-1, 1):
        pen.stroke(((side * 68, -66), (side * 84, -64), (side * 84, -44)), metal, 6, 1)


LANDMARKS: dict[str, Callable[[Pen, int], None]] = {"tree": tree, "house": house, "tent": tent, "bench": bench}
