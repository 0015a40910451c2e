"""Draw the bodies of all kinds: trunk and tail around the middle of the trunk, arms and legs from the ground point."""

from __future__ import annotations

from collections.abc import Callable

from story.storybook.draw_heads import LINE, Look
from story.storybook.draw_pen import Pen, Points, mirrored, mix

Spot = tuple[float, float]
STEEL = 0xA9B2BE
WEB_FOOT: Points = ((-19, 4), (-8, -8), (8, -8), (19, 4), (9, 2), (0, 5), (-9, 2))


def furry_body(pen: Pen, look: Look, half: float) -> None:
    """A pear with a light belly."""
    pen.blob(mirrored(((0, -36), (half * 0.72, -26), (half, 8), (half * 0.72, 31), (0, 35))), look.base, LINE)
    pen.oval(0, 9, half * 0.62, 21, look.light)


def feathered_body(pen: Pen, look: Look, half: float) -> None:
    """A wide egg with rows of belly feathers."""
    pen.blob(mirrored(((0, -42), (half, -34), (half * 1.02, 0), (half * 0.72, 32), (0, 40))), look.base, LINE)
    pen.oval(0, 8, half * 0.68, 27, look.light)
    for y, xs in ((-4, (-13, 0, 13)), (8, (-19, -6.5, 6.5, 19)), (20, (-13, 0, 13))):
        for x in xs:
            pen.stroke(((x - 5, y - 2), (x, y + 4), (x + 5, y - 2)), look.dark, 2.4)


def boxy_body(pen: Pen, look: Look, half: float) -> None:
    """A steel box with a panel of buttons."""
    pen.box(-10, -40, 20, 12, 3, STEEL, 1.3)
    pen.box(-half, -32, half * 2, 64, 9, look.base, LINE)
    pen.box(-half * 0.68, -20, half * 1.36, 38, 5, 0xDDEBF0, 1)
    for x, colour in ((-12, 0xE8503A), (0, 0xF7C93E), (12, 0x4FB286)):
        pen.oval(x, -10, 4.6, 4.6, colour)
    pen.stroke(((-13, 3), (13, 3)), STEEL, 3.4)
    pen.stroke(((-13, 11), (5, 11)), STEEL, 3.4)


def plated_body(pen: Pen, look: Look, half: float) -> None:
    """A pear with horizontal belly plates."""
    pen.blob(mirrored(((0, -36), (half * 0.72, -26), (half, 8), (half * 0.74, 31), (0, 35))), look.base, LINE)
    pen.blob(mirrored(((0, -20), (half * 0.46, -14), (half * 0.64, 10), (half * 0.5, 26), (0, 32))), look.light)
    for y, wide in ((-8, 0.5), (3, 0.58), (14, 0.6), (24, 0.48)):
        pen.stroke(((-half * wide, y), (0, y + 2.5), (half * wide, y)), mix(look.light, look.base, 0.7), 2.2)


def fox_tail(pen: Pen, look: Look) -> None:
    """Big and bushy, with a white tip."""
    pen.blob(((-14, 26), (-40, 24), (-58, -2), (-54, -34), (-40, -20), (-30, 2), (-10, 10)), look.base, LINE)
    pen.blob(((-57, -12), (-54, -34), (-44, -25), (-43, -12), (-50, -7)), 0xFFFAF0)


def cat_tail(pen: Pen, look: Look) -> None:
    """Thin and curled at the end."""
    pen.stroke(((-14, 27), (-38, 28), (-50, 10), (-46, -12), (-57, -24), (-66, -12)), look.base, 8, LINE)


def rabbit_tail(pen: Pen, look: Look) -> None:
    """A round cotton ball."""
    pen.oval(-32, 19, 12, 12, mix(look.light, 0xFFFFFF, 0.6), LINE)


def bear_tail(pen: Pen, look: Look) -> None:
    """A stub."""
    pen.oval(-37, 22, 8, 8, look.base, LINE)


def no_tail(pen: Pen, look: Look) -> None:
    """Nothing at the back."""


def dragon_tail(pen: Pen, look: Look) -> None:
    """Two small wings, and a tail that ends in a spade."""
    spikes = mix(look.base, 0xE8503A, 0.75) if look.base != 0xD8403A else 0xF5B23C
    wing: Points = ((16, -20), (36, -48), (68, -42), (59, -29), (62, -14), (49, -18), (45, -3), (35, -9), (22, 0))
    pen.poly(wing, spikes, LINE)
    pen.poly(tuple((-x, y) for x, y in wing), spikes, LINE)
    pen.stroke(((-14, 26), (-38, 30), (-54, 18)), look.base, 13, LINE)
    pen.poly(((-50, 24), (-70, 16), (-62, -4), (-46, 10)), spikes, LINE)


def paw_arm(pen: Pen, look: Look, start: Spot, hand: Spot) -> None:
    """A soft arm with a round paw."""
    bend = ((start[0] * 1.1 + hand[0]) / 2.05, (start[1] + hand[1]) / 2 + 2)
    pen.stroke((start, bend, hand), look.base, 14, LINE)
    pen.oval(*hand, 10, 10, look.base, LINE)
    pen.stroke((bend, hand), look.base, 13)
    if hand[1] < -90:
        pen.oval(hand[0], hand[1] + 1, 5, 4.5, look.light)


def wing_arm(pen: Pen, look: Look, start: Spot, hand: Spot) -> None:
    """A wing: a leaf from the shoulder past the hand."""
    start = (start[0], start[1] - 4)
    dx, dy = hand[0] - start[0], hand[1] - start[1]
    nx, ny = -dy * 0.3, dx * 0.3
    tip = (hand[0] + dx * 0.12, hand[1] + dy * 0.12)
    mid = (start[0] + dx * 0.5, start[1] + dy * 0.5)
    root = (start[0] - dx * 0.2, start[1] - dy * 0.2)
    pen.blob((root, (mid[0] + nx, mid[1] + ny), tip, (mid[0] - nx, mid[1] - ny)), mix(look.base, look.dark, 0.35), LINE)
    pen.stroke((mid, tip), look.dark, 2.2)


def joint_arm(pen: Pen, look: Look, start: Spot, hand: Spot) -> None:
    """Two steel rods with an elbow, and a round gripper."""
    elbow = ((start[0] + hand[0]) / 2 + (6 if hand[0] > 0 else -6), (start[1] + hand[1]) / 2 + 4)
    for a, b in ((start, elbow), (elbow, hand)):
        pen.stroke((a, b), STEEL, 7, 1.3)
    pen.oval(*start, 7.5, 7.5, look.base, LINE)
    pen.oval(*elbow, 5.5, 5.5, look.base, 1.2)
    pen.oval(*hand, 9.5, 9.5, look.base, LINE)
    pen.oval(*hand, 4, 4, 0xDDEBF0)


def _legs(pen: Pen, look: Look, feet: tuple[Spot, Spot], width: float, foot: tuple[float, float]) -> None:
    for x, y in feet:
        hip = (15 if x > 0 else -15, -22)
        pen.stroke((hip, (x, y - 3)), look.base, width, LINE)
        pen.oval(x + (3 if x > 0 else -3), y, *foot, look.base, LINE)


def paw_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """Short thick legs."""
    _legs(pen, look, feet, 17, (14, 7.5))


def web_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """Thin legs with wide toes."""
    for x, y in feet:
        side = 1 if x > 0 else -1
        pen.stroke(((side * 15, -20), (x, y - 3)), look.base, 12, LINE)
        with pen.at(x + side * 6, y):
            pen.poly(WEB_FOOT, look.base, LINE)


def wing_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """Orange bird feet."""
    for x, y in feet:
        pen.stroke(((12 if x > 0 else -12, -16), (x, y)), 0xF2A02E, 6, 1.3)
        for toe in (-9, 0, 9):
            pen.stroke(((x, y - 1), (x + toe, y + 4)), 0xF2A02E, 6, 1.3)


def joint_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """Steel struts with rounded boots."""
    for x, y in feet:
        pen.stroke(((14 if x > 0 else -14, -18), (x, y - 4)), STEEL, 9, 1.3)
        pen.box(x - 14, y - 7, 28, 13, 6, look.base, LINE)


Part = Callable[[Pen, Look], None]
BODIES: dict[str, Callable[[Pen, Look, float], None]] = {
    "furry": furry_body, "feathered": feathered_body, "boxy": boxy_body, "plated": plated_body,
}  # fmt: skip
TAILS: dict[str, Part] = {
    "fox": fox_tail, "cat": cat_tail, "rabbit": rabbit_tail, "bear": bear_tail, "owl": no_tail, "frog": no_tail,
    "robot": no_tail, "dragon": dragon_tail,
}  # fmt: skip
ARMS: dict[str, Callable[[Pen, Look, Spot, Spot], None]] = {
    "paw": paw_arm, "wing": wing_arm, "web": paw_arm, "joint": joint_arm,
}  # fmt: skip
LEGS: dict[str, Callable[[Pen, Look, tuple[Spot, Spot]], None]] = {
    "paw": paw_legs, "wing": wing_legs, "web": web_legs, "joint": joint_legs,
}  # fmt: skip
