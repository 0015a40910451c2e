"""Draw a character: its body in one of six fixed poses, what it wears, and the hand that holds something.

The origin is the point on the ground between its feet; a figure is about 145 high, ears not counted. Its outer side is
x > 0. A new kind is one row of `KINDS` and one head; a new action is one row of `POSES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from story.storybook.draw_bodies import ARMS, BODIES, LEGS, TAILS
from story.storybook.draw_heads import HEADS, LINE, Look
from story.storybook.draw_pen import BODY_COLOURS, CREAM, INK, Pen, Points, line_paint, mix, poly_path
from story.storybook.scene import Character

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Kind:
    """The build of a kind: names of its parts in the part registries, and where a hat sits on the head."""

    body: str
    half_width: float
    limbs: str = "paw"
    hat: Spot = (0, -27)
    hat_scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the parts are: feet and hands as (outer, inner), the rest relative to standing upright."""

    feet: tuple[Spot, Spot] = ((17, -5), (-17, -5))
    hands: tuple[Spot, Spot] = ((41, -36), (-41, -36))
    lift: float = 0
    drop: float = 0
    tilt: float = 0
    soles: bool = False


KINDS = {
    "fox": Kind("furry", 30),
    "cat": Kind("furry", 28),
    "rabbit": Kind("furry", 29),
    "bear": Kind("furry", 38),
    "owl": Kind("feathered", 41, "wing", (0, -29)),
    "frog": Kind("furry", 33, "web", (0, -19), 0.82),
    "robot": Kind("boxy", 31, "joint", (0, -31)),
    "dragon": Kind("plated", 34, "paw", (0, -27), 0.9),
}
POSES = {
    "standing": Pose(),
    "walking": Pose(((40, -13), (-34, -3)), ((53, -68), (-46, -42)), tilt=8),
    "sitting": Pose(((27, -13), (-27, -13)), ((40, -30), (-40, -30)), drop=17, soles=True),
    "jumping": Pose(((30, -4), (-30, -4)), ((54, -108), (-54, -108)), lift=28),
    "waving": Pose(hands=((54, -116), (-41, -36))),
}
SOLES = {"wing": 0xF2A02E, "joint": 0xA9B2BE}
NOTHING_HELD: Spot = (0, 0)
ASLEEP_HAND: Spot = (60, -16)
ZEDS: tuple[tuple[float, float, float], ...] = ((52, -86, 7), (64, -105, 10))


def draw_character(pen: Pen, who: Character, reach: Spot = NOTHING_HELD, facing: int = 1) -> Spot:
    """Draw it; `reach` is where its outer hand would hold a prop when standing. Gives where that hand is now.

    `facing` is -1 when the pen draws mirrored, so that letters still read.
    """
    look = Look(BODY_COLOURS[who.colour], who.action == "sleeping")
    if who.action == "sleeping":
        _sleeper(pen, who, look, facing)
        return ASLEEP_HAND
    pose = POSES[who.action]
    _shadow(pen, 44 - pose.lift * 0.35)
    with pen.at(0, -pose.lift, pose.tilt):
        _figure(pen, who, look, pose, reach)
    return _lifted(pose, reach)


def _lifted(pose: Pose, spot: Spot) -> Spot:
    """A spot of the standing figure, where the pose takes it: dropped, tilted about the ground, lifted."""
    turn, (x, y) = radians(pose.tilt), (spot[0], spot[1] + pose.drop)
    return x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn) - pose.lift


def _shadow(pen: Pen, rx: float) -> None:
    pen.oval(0, 0, rx, 7.5, mix(INK, 0x203050, 0.4), alpha=0.24)


def _figure(pen: Pen, who: Character, look: Look, pose: Pose, reach: Spot) -> None:
    kind = KINDS[who.kind]
    with pen.at(0, -44 + pose.drop):
        TAILS[who.kind](pen, look)
    if not pose.soles:
        LEGS[kind.limbs](pen, look, pose.feet)
    with pen.at(0, -44 + pose.drop):
        BODIES[kind.body](pen, look, kind.half_width)
    if pose.soles:
        _soles(pen, look, pose.feet, kind.limbs)
    pen.oval(0, -74 + pose.drop, 22, 7, INK, alpha=0.16)
    with pen.at(0, -108 + pose.drop):
        _head(pen, who, look)
    outer, inner = _hands(pose, reach)
    shoulder = kind.half_width - 5
    ARMS[kind.limbs](pen, look, (-shoulder, -64 + pose.drop), inner)
    ARMS[kind.limbs](pen, look, (shoulder, -64 + pose.drop), outer)
    if who.action == "waving":
        _wave_marks(pen, outer if reach == NOTHING_HELD else inner)


def _hands(pose: Pose, reach: Spot) -> tuple[Spot, Spot]:
    """The outer and the inner hand; a busy outer hand leaves its own gesture to the other one."""
    if reach == NOTHING_HELD:
        return pose.hands
    (x, y), inner = pose.hands
    raised = y < inner[1] - 40
    return (reach[0], reach[1] + pose.drop), ((-x, y) if raised else inner)


def _soles(pen: Pen, look: Look, feet: tuple[Spot, Spot], limbs: str) -> None:
    """Feet stretched towards the viewer."""
    for x, y in feet:
        pen.oval(x, y, 14, 15, SOLES.get(limbs, look.base), LINE)
        pen.oval(x, y + 3, 7.5, 6.5, look.light)
        for step in (-6, 0, 6):
            pen.oval(x + step, y - 7 + abs(step) / 4, 2.4, 2.4, look.light)


def _wave_marks(pen: Pen, hand: Spot) -> None:
    side = 1 if hand[0] > 0 else -1
    for far in (17, 25):
        arc = tuple((hand[0] + side * far * a, hand[1] - far * b) for a, b in ((0.35, 0.94), (0.75, 0.66), (0.98, 0.2)))
        pen.stroke(arc, 0xFFFFFF, 3, 0.8)


def _head(pen: Pen, who: Character, look: Look) -> None:
    """The head, with its hat and (awake) its scarf, centred at the origin."""
    HEADS[who.kind](pen, look)
    kind = KINDS[who.kind]
    worn = BODY_COLOURS[who.accessory_colour]
    if who.accessory == "scarf" and not look.asleep:
        _scarf(pen, worn)
    if who.accessory == "hat":
        with pen.at(*kind.hat, sx=kind.hat_scale):
            _hat(pen, worn)


def _scarf(pen: Pen, colour: int, turn: float = 0) -> None:
    """A band around the neck; its end hangs at the inner side, turned."""
    shade = mix(colour, INK, 0.22)
    with pen.at(-18, 38, turn):
        pen.poly(((-8, -4), (8, -4), (7, 31), (-9, 31)), colour, LINE)
        pen.poly(((-8.6, 18), (7.4, 18), (7.2, 25), (-8.8, 25)), mix(colour, 0xFFFFFF, 0.6))
    pen.blob(((-34, 27), (0, 33), (34, 27), (36, 38), (0, 46), (-36, 38)), colour, LINE)
    pen.stroke(((-30, 36), (0, 41.5), (30, 36)), shade, 2)


def _hat(pen: Pen, colour: int) -> None:
    """A bobble hat; its brim is at y = 0."""
    pale = mix(colour, 0xFFFFFF, 0.62)
    pen.blob(((-27, 2), (-24, -18), (-12, -31), (0, -34), (12, -31), (24, -18), (27, 2)), colour, LINE)
    for x in (-9, 9):
        pen.stroke(((x * 1.5, -6), (x * 0.9, -26)), mix(colour, INK, 0.2), 2)
    pen.box(-31, -7, 62, 13, 6.5, pale, LINE)
    pen.oval(0, -36, 9.5, 9.5, pale, LINE)


def _sleeper(pen: Pen, who: Character, look: Look, facing: int) -> None:
    """Curled up on the ground: the body lies across, the head rests at the outer end."""
    kind = KINDS[who.kind]
    pen.oval(-4, 0, 68, 8, mix(INK, 0x203050, 0.4), alpha=0.24)
    with pen.at(-38, -50, 6, sx=0.9):
        TAILS[who.kind](pen, look)
    for foot in (-56, -34):
        pen.oval(foot, -8, 14, 8, look.base, LINE)
    with pen.at(-16, -29, -90, sx=0.84 * 33 / max(kind.half_width, 33), sy=1.4):
        BODIES[kind.body](pen, look, kind.half_width)
    if who.accessory == "scarf":
        with pen.at(20, -37, 60):
            _scarf(pen, BODY_COLOURS[who.accessory_colour], -60)
    with pen.at(24, -39, -16):
        _head(pen, who, look)
    for paw in (14, 42):
        pen.oval(paw, -7, 12, 7.5, look.base, LINE)
    for x, y, r in ZEDS:
        with pen.at(x, y, sx=facing * r, sy=r):
            _zed(pen)


def _zed(pen: Pen) -> None:
    """A letter z, two units high."""
    corners: Points = ((-1, -1), (1, -1), (-1, 1), (1, 1))
    for colour, width in ((mix(INK, 0x3C4A8A, 0.5), 0.85), (CREAM, 0.42)):
        pen.canvas.drawPath(poly_path(corners, False), line_paint(pen.lit(colour), width))
