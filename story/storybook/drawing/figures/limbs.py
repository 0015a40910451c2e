"""Draw arms from shoulder to hand and legs from hip to foot, in units from the point between the feet."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot

from story.storybook.drawing.figures.face import LINE, Look
from story.storybook.drawing.figures.kinds import BILL, SHOE, SKIN, STEEL, Spot
from story.storybook.drawing.pen import Pen, Points, mix

WEB_FOOT: Points = ((-19, 4), (-8, -8), (8, -8), (19, 4), (9, 2), (0, 5), (-9, 2))


def paw_arm(pen: Pen, look: Look, start: Spot, hand: Spot) -> None:
    """A soft arm with a round paw."""
    bend = ((start[0] * 1.1 + hand[0]) / 2.05, (start[1] + hand[1]) / 2 + 2)
    pen.stroke((start, bend, hand), look.base, 14, LINE)
    pen.oval(*hand, 10, 10, look.base, LINE)
    pen.stroke((bend, hand), look.base, 13)
    if hand[1] < -90:
        pen.oval(hand[0], hand[1] + 1, 5, 4.5, look.light)


def hoof_arm(pen: Pen, look: Look, start: Spot, hand: Spot) -> None:
    """A soft arm that ends in a trotter."""
    paw_arm(pen, look, start, hand)
    pen.oval(*hand, 9, 8.5, look.hoof, 1)


def wing_arm(pen: Pen, look: Look, start: Spot, hand: Spot) -> None:
    """A wing: a leaf from the shoulder past the hand."""
    start = (start[0], start[1] - 4)
    dx, dy = hand[0] - start[0], hand[1] - start[1]
    broad = min(0.3, 18 / max(1, hypot(dx, dy)))
    nx, ny = -dy * broad, dx * broad
    tip = (hand[0] + dx * 0.12, hand[1] + dy * 0.12)
    mid = (start[0] + dx * 0.5, start[1] + dy * 0.5)
    root = (start[0] - dx * 0.2, start[1] - dy * 0.2)
    pen.blob((root, (mid[0] + nx, mid[1] + ny), tip, (mid[0] - nx, mid[1] - ny)), mix(look.base, look.dark, 0.35), LINE)
    pen.stroke((mid, tip), look.dark, 2.2)


def flipper_arm(pen: Pen, look: Look, start: Spot, hand: Spot) -> None:
    """A smooth flipper, broad to its round end."""
    start = (start[0] * 0.92, start[1] - 3)
    dx, dy = hand[0] - start[0], hand[1] - start[1]
    broad = min(0.24, 14 / max(1, hypot(dx, dy)))
    nx, ny = -dy * broad, dx * broad
    near, far = (start[0] + dx * 0.35, start[1] + dy * 0.35), (start[0] + dx * 0.85, start[1] + dy * 0.85)
    tip = (hand[0] + dx * 0.14, hand[1] + dy * 0.14)
    left = ((near[0] + nx, near[1] + ny), (far[0] + nx * 0.8, far[1] + ny * 0.8))
    right = ((far[0] - nx * 0.8, far[1] - ny * 0.8), (near[0] - nx, near[1] - ny))
    pen.blob((start, *left, tip, *right), look.base, LINE)


def sleeve_arm(pen: Pen, look: Look, start: Spot, hand: Spot) -> None:
    """A hand out of a long sleeve."""
    bend = ((start[0] * 1.1 + hand[0]) / 2.05, (start[1] + hand[1]) / 2 + 2)
    pen.oval(*hand, 8, 8, SKIN, 1.4)
    cuff = (bend[0] + (hand[0] - bend[0]) * 0.6, bend[1] + (hand[1] - bend[1]) * 0.6)
    pen.stroke((start, bend, cuff), look.base, 13.5, 1.4)


def joint_arm(pen: Pen, look: Look, start: Spot, hand: Spot) -> None:
    """Two steel rods with an elbow, and a round gripper."""
    elbow = ((start[0] + hand[0]) / 2 + (6 if hand[0] > 0 else -6), (start[1] + hand[1]) / 2 + 4)
    for a, b in ((start, elbow), (elbow, hand)):
        pen.stroke((a, b), STEEL, 7, 1.3)
    pen.oval(*start, 7.5, 7.5, look.base, LINE)
    pen.oval(*elbow, 5.5, 5.5, look.base, 1.2)
    pen.oval(*hand, 9.5, 9.5, look.base, LINE)
    pen.oval(*hand, 4, 4, 0xDDEBF0)


def paw_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """Short thick legs."""
    for x, y in feet:
        hip = (15 if x > 0 else -15, -22)
        pen.stroke((hip, (x, y - 3)), look.base, 17, LINE)
        pen.oval(x + (3 if x > 0 else -3), y, 14, 7.5, look.base, LINE)


def hoof_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """Short thick legs on cloven hooves."""
    for x, y in feet:
        side = 1 if x > 0 else -1
        pen.stroke(((side * 16, -22), (x, y - 5)), look.base, 19, LINE)
        pen.box(x - 11 + side * 2, y - 5, 22, 11, 4.5, look.hoof, LINE)
        pen.stroke(((x + side * 2, y - 3), (x + side * 2, y + 4)), look.base, 2.2)


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
        pen.stroke(((12 if x > 0 else -12, -16), (x, y)), BILL, 6, 1.3)
        for toe in (-9, 0, 9):
            pen.stroke(((x, y - 1), (x + toe, y + 4)), BILL, 6, 1.3)


def joint_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """Steel struts with rounded boots."""
    for x, y in feet:
        pen.stroke(((14 if x > 0 else -14, -18), (x, y - 4)), STEEL, 9, 1.3)
        pen.box(x - 14, y - 7, 28, 13, 6, look.base, LINE)


def stump_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """Pillars with toe nails."""
    for x, y in feet:
        side = 1 if x > 0 else -1
        pen.stroke(((side * 18, -20), (x + side * 2, y - 3)), look.base, 24, LINE)
        pen.stroke(((x - 4 + side * 3, y + 2), (x + 4 + side * 3, y + 2)), look.base, 14)
        for toe in (-8, 0, 8):
            pen.oval(x + side * 2 + toe, y + 5 - abs(toe) / 5, 3.4, 3.6, look.light, 0.7)


def duck_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """Orange legs with broad webbed feet."""
    for x, y in feet:
        side = 1 if x > 0 else -1
        pen.stroke(((side * 13, -16), (x, y - 3)), BILL, 6, 1.4)
        with pen.at(x + side * 3, y):
            pen.poly(WEB_FOOT, BILL, 1.4)


def flipper_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """Hardly more than two flat orange feet."""
    for x, y in feet:
        side = 1 if x > 0 else -1
        pen.stroke(((side * 13, -18), (x, y - 5)), look.base, 15, LINE)
        pen.oval(x + side * 3, y, 16, 7, BILL, 1.4)
        for toe in (-5, 5):
            pen.stroke(((x + side * 3 + toe, y + 1), (x + side * 3 + toe, y + 5)), mix(BILL, 0x8A3A10, 0.6), 1.6)


def bare_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """A child's legs with white socks and shoes."""
    for x, y in feet:
        side = 1 if x > 0 else -1
        hip, ankle = (side * 11, -24), (x, y - 3)
        pen.stroke((hip, ankle), SKIN, 10, 1.4)
        knee = (hip[0] + (x - hip[0]) * 0.62, hip[1] + (ankle[1] - hip[1]) * 0.62)
        pen.stroke((knee, ankle), 0xFFFFFF, 10)
        pen.oval(x + side * 3, y, 12, 7, SHOE, LINE)


def shorts_legs(pen: Pen, look: Look, feet: tuple[Spot, Spot]) -> None:
    """A child's legs in shorts."""
    bare_legs(pen, look, feet)
    for x, y in feet:
        hip = (12 if x > 0 else -12, -28)
        knee = (hip[0] + (x - hip[0]) * 0.42, hip[1] + (y - hip[1]) * 0.42)
        pen.stroke((hip, knee), look.trousers, 19, LINE)


ARMS: dict[str, Callable[[Pen, Look, Spot, Spot], None]] = {
    "paw": paw_arm, "hoof": hoof_arm, "stump": paw_arm, "web": paw_arm, "wing": wing_arm, "duck": wing_arm,
    "flipper": flipper_arm, "joint": joint_arm, "bare": sleeve_arm, "shorts": sleeve_arm,
}  # fmt: skip
LEGS: dict[str, Callable[[Pen, Look, tuple[Spot, Spot]], None]] = {
    "paw": paw_legs, "hoof": hoof_legs, "stump": stump_legs, "web": web_legs, "wing": wing_legs,
    "duck": duck_legs, "flipper": flipper_legs, "joint": joint_legs, "bare": bare_legs, "shorts": shorts_legs,
}  # fmt: skip
