"""Draw the props, each about 40 across and centred at its middle, in a hand or on the ground.

`PROPS` is the registry: how a prop is drawn, where its middle is seen from the hand, and how high it is on the ground.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from story.storybook.draw_pen import BODY_COLOURS, CREAM, INK, Pen, Points, mirrored, mix

Spot = tuple[float, float]
LINE = 1.6
WOOD = 0x7A4E30
SCALE = 1.2  # props are drawn 40 across and shown larger, so that they are read at a glance


def lantern(pen: Pen, colour: int) -> None:
    """A round-topped lamp with glowing coloured glass."""
    pen.glow(0, 2, 42, mix(colour, 0xFFF0A0, 0.5), 0.75)
    pen.stroke(((-10, -18), (0, -29), (10, -18)), INK, 3)
    pen.box(-15, -21, 30, 8, 3, 0x5A4A58, 1)
    unlit = pen.relit(0, 0)
    unlit.box(-13, -13, 26, 28, 5, colour, LINE)
    unlit.oval(0, 2, 7.5, 10, 0xFFF6C0)
    pen.stroke(((-6.5, -12), (-6.5, 14)), 0x5A4A58, 2)
    pen.stroke(((6.5, -12), (6.5, 14)), 0x5A4A58, 2)
    pen.box(-16, 14, 32, 7, 3, 0x5A4A58, 1)


def ball(pen: Pen, colour: int) -> None:
    """A beach ball with light panels."""
    pen.oval(0, 0, 20, 20, colour, LINE)
    pale = mix(colour, 0xFFFFFF, 0.85) if colour != BODY_COLOURS["white"] else 0xC9D6E4
    pen.blob(((0, -20), (8, -9), (9, 5), (0, 20), (-9, 5), (-8, -9)), pale)
    pen.stroke(((-14, -14), (-19, 0), (-14, 14)), pale, 3)
    pen.stroke(((14, -14), (19, 0), (14, 14)), pale, 3)
    pen.oval(0, -17, 4, 3, pale, 0.8)


def balloon(pen: Pen, colour: int) -> None:
    """A big drop with a shine; its string is drawn by whoever ties it."""
    pen.blob(((0, -25), (18, -17), (20, 2), (0, 24), (-20, 2), (-18, -17)), colour, LINE)
    pen.poly(((0, 22), (5, 30), (-5, 30)), colour, LINE)
    pen.oval(-8, -10, 4, 7, 0xFFFFFF, alpha=0.75)


def book(pen: Pen, colour: int) -> None:
    """An open book: coloured cover around cream pages with lines."""
    pen.poly(((0, -11), (27, -17), (27, 15), (0, 21), (-27, 15), (-27, -17)), colour, LINE)
    for side in (-1, 1):
        pen.poly(((0, -10), (side * 22, -17), (side * 22, 10), (0, 16)), 0xFFFDF4, 0.8)
        for y in (-8, -2, 4):
            pen.stroke(((side * 5, y + 1), (side * 18, y - 3)), 0x9A8FA0, 1.8)
    pen.stroke(((0, -10), (0, 18)), INK, 1.8)


def flower(pen: Pen, colour: int) -> None:
    """One large blossom on a stem with two leaves."""
    pen.stroke(((0, -6), (0, 30)), 0x3E8A48, 5, 1)
    pen.blob(((0, 22), (10, 8), (20, 10), (12, 22)), 0x5CB060, 1)
    pen.blob(((0, 24), (-10, 12), (-20, 14), (-12, 25)), 0x5CB060, 1)
    for x, y in ((0, -27), (13, -18), (8, -3), (-8, -3), (-13, -18)):
        pen.oval(x, y, 9.5, 9.5, colour, LINE)
    pen.oval(0, -14, 8, 8, 0xF7B733 if colour != BODY_COLOURS["yellow"] else 0xA8622A, 0.8)


def apple(pen: Pen, colour: int) -> None:
    """A round fruit with a dent, a stalk and a leaf."""
    half: Points = ((0, -12), (11, -17), (20, -6), (17, 12), (7, 20), (0, 18))
    pen.blob(mirrored(half), colour, LINE)
    pen.stroke(((0, -11), (1, -18), (4, -24)), WOOD, 4)
    pen.blob(((3, -19), (12, -28), (22, -25), (14, -17)), 0x57B04F, 1.2)
    pen.oval(-10, -4, 3.5, 6, 0xFFFFFF, alpha=0.7)


def umbrella(pen: Pen, colour: int) -> None:
    """A wide scalloped canopy on a crook."""
    pen.stroke(((0, -20), (0, 32), (5, 38), (11, 33)), WOOD, 4, 0.8)
    dome: Points = ((-34, 2), (-29, -17), (-14, -29), (0, -32), (14, -29), (29, -17), (34, 2))
    scallops: Points = ((23, -3), (12, 2), (0, -3), (-12, 2), (-23, -3))
    pen.blob(dome + scallops, colour, LINE)
    pale = mix(colour, 0xFFFFFF, 0.62) if colour != BODY_COLOURS["white"] else 0xBFD0E2
    pen.blob(((0, -32), (10, -18), (12, 2), (0, -3), (-12, 2), (-10, -18)), pale)
    pen.stroke(((0, -32), (0, -37)), WOOD, 3.5)


def kite(pen: Pen, colour: int) -> None:
    """A diamond with a cross and a tail of bows."""
    pen.stroke(((0, 26), (-7, 34), (3, 42), (-5, 50)), INK, 2)
    pale = mix(colour, 0xFFFFFF, 0.6) if colour != BODY_COLOURS["white"] else 0x9FBBD8
    for x, y in ((-5, 35), (1, 44)):
        pen.poly(((x, y), (x - 7, y - 5), (x - 7, y + 5), (x, y), (x + 7, y - 5), (x + 7, y + 5)), pale, 0.8)
    pen.poly(((0, -30), (22, -6), (0, 26), (-22, -6)), colour, LINE)
    pen.poly(((0, -30), (0, -6), (22, -6)), pale)
    pen.poly(((0, 26), (0, -6), (-22, -6)), pale)


@dataclass(frozen=True, slots=True)
class Prop:
    """A drawing, its middle seen from the hand, its height over the ground, its turn there, if it hangs on a string."""

    draw: Callable[[Pen, int], None]
    from_hand: Spot
    over_ground: float = 20
    ground_turn: float = 0
    string: bool = False
    hand_turn: float = 0
    hand: Spot = (46, -56)


PROPS = {
    "lantern": Prop(lantern, (2, 28), 21, hand=(48, -72)),
    "ball": Prop(ball, (4, -13), 20),
    "balloon": Prop(balloon, (5, -70), 76, string=True, hand=(46, -58)),
    "book": Prop(book, (4, -12), 20),
    "flower": Prop(flower, (3, -22), 30),
    "apple": Prop(apple, (4, -14), 19),
    "umbrella": Prop(umbrella, (0, -33), 31, 24, hand_turn=9, hand=(46, -64)),
    "kite": Prop(kite, (5, -72), 33, 30, string=True, hand=(48, -58)),
}


def lowest_hand(name: str) -> float:
    """The y of the lowest hand that keeps the prop off the ground (at 0)."""
    return -SCALE * (PROPS[name].from_hand[1] + PROPS[name].over_ground)


def draw_held(pen: Pen, name: str, colour: str) -> None:
    """Draw the prop in a hand, which is at the origin."""
    prop = PROPS[name]
    x, y = prop.from_hand
    with pen.at(0, 0, prop.hand_turn, sx=SCALE):
        _draw_at(pen, prop, colour, x, y)


def _draw_at(pen: Pen, prop: Prop, colour: str, x: float, y: float) -> None:
    if prop.string:
        _string(pen, (0, 0), (x, y + 26))
    with pen.at(x, y):
        prop.draw(pen, BODY_COLOURS[colour])


def draw_grounded(pen: Pen, name: str, colour: str) -> None:
    """Draw the prop on the ground, which is at the origin."""
    prop = PROPS[name]
    floats = name == "balloon"
    with pen.at(0, 0, sx=SCALE):
        pen.oval(0, 0, 10 if floats else 24, 3 if floats else 5.5, INK, alpha=0.24)
        if floats:
            _string(pen, (0, -1), (0, -prop.over_ground + 28))
        with pen.at(0, -prop.over_ground, prop.ground_turn):
            prop.draw(pen, BODY_COLOURS[colour])


def _string(pen: Pen, low: Spot, high: Spot) -> None:
    middle = ((low[0] + high[0]) / 2 + 4, (low[1] + high[1]) / 2)
    pen.stroke((low, middle, high), mix(CREAM, INK, 0.5), 2)
