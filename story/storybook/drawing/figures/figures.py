"""Draw a character as a cut-out: its body in the pose of its action, its face, what it wears, and the marks around it.

The origin is the point on the ground between its feet; a figure is about 145 units high, ears not counted. Its outer
side is x > 0. What it holds is a cut-out of its own, laid over the hand at `layout.HAND`.
"""

from __future__ import annotations

from generation.storybook.layout import HAND, HAND_ELSE
from generation.storybook.scene import Character
from story.storybook.drawing.figures.bodies import BODIES
from story.storybook.drawing.figures.face import LINE, Look
from story.storybook.drawing.figures.heads import HEADS
from story.storybook.drawing.figures.kinds import KINDS, Kind
from story.storybook.drawing.figures.limbs import ARMS, LEGS
from story.storybook.drawing.figures.marks import AROUND, CARRIED, ON_FACE, Gesture, dreams
from story.storybook.drawing.figures.poses import POSES, Pose
from story.storybook.drawing.figures.tails import TAILS
from story.storybook.drawing.figures.wear import cape_back, cape_blanket, draw_headwear, draw_neckwear
from story.storybook.drawing.pen import BODY_COLOURS, CREAM, INK, Pen, mix

#: By variant: the turn of the head in degrees, where the eyes look, the side of the tail.
TURNS = (0, 3, -3, 2)
GAZES = (0, 1, -1, 0)
TAIL_SIDES = (1, 1, -1, -1)
SHADOW = mix(INK, 0x203050, 0.4)
THROAT, NECK, HEAD, TRUNK = -72, -64, -108, -44  # heights of the parts of an upright figure


def draw_figure(pen: Pen, who: Character, *, variant: int, holds: bool) -> None:
    """Draw it; `variant` (0..3) changes small things that are no facts, `holds` puts its outer hand where props go."""
    if who.action == "sleeping":
        _sleeper(pen, who, variant, holds)
        return
    pose = POSES[who.action]
    hands = pose.hands_holding(HAND.get(who.action, HAND_ELSE)) if holds else pose.hands
    gaze = GAZES[variant] if pose.gaze is None else pose.gaze * (-1 if holds else 1)
    look = Look(BODY_COLOURS[who.colour], gaze=gaze, mood=pose.mood)
    gesture = Gesture(KINDS[who.kind], look, *hands, holds)
    pen.oval(pose.shift / 2, 0, 44 - pose.lift * 0.35, 7.5, SHADOW, alpha=0.24)
    with pen.at(pose.shift, -pose.lift, pose.tilt, sx=pose.scale):
        _upright(pen, who, pose, gesture, variant)
    if who.action in AROUND:
        AROUND[who.action](pen, gesture)


def _upright(pen: Pen, who: Character, pose: Pose, gesture: Gesture, variant: int) -> None:
    """The figure from back to front, in its own frame."""
    look, kind = gesture.look, gesture.kind
    # behind the body: a cape, and the tail before it
    if who.neckwear == "cape":
        with pen.at(0, THROAT + pose.drop):
            cape_back(pen, BODY_COLOURS[who.neckwear_colour], -0.9 * pose.tilt)
    with pen.at(0, TRUNK + (0 if pose.soles else pose.drop), sx=TAIL_SIDES[variant], sy=1):
        TAILS[who.kind](pen, look)
    if not pose.soles:
        LEGS[kind.limbs](pen, look, pose.feet)
    with pen.at(0, TRUNK + pose.drop):
        BODIES[kind.body](pen, look, kind.half_width)
    if pose.soles:
        _soles(pen, look, pose, kind)
    pen.oval(0, -74 + pose.drop, 22, 7, INK, alpha=0.16)
    with pen.at(0, HEAD + pose.drop + pose.nod, pose.head_turn + TURNS[variant]):
        _head(pen, who, look)
        if who.action in ON_FACE:
            ON_FACE[who.action](pen, gesture)
    with pen.at(0, THROAT + pose.drop):
        draw_neckwear(pen, who.neckwear, BODY_COLOURS[who.neckwear_colour])
    if who.action in CARRIED:
        CARRIED[who.action](pen, gesture)
    shoulder = kind.half_width - 5
    ARMS[kind.limbs](pen, look, (-shoulder, NECK + pose.drop), gesture.inner)
    ARMS[kind.limbs](pen, look, (shoulder, NECK + pose.drop), gesture.outer)


def _head(pen: Pen, who: Character, look: Look) -> None:
    """The head and what is on it; the origin is its middle."""
    HEADS[who.kind](pen, look)
    draw_headwear(pen, who.headwear, BODY_COLOURS[who.headwear_colour], KINDS[who.kind])


def _soles(pen: Pen, look: Look, pose: Pose, kind: Kind) -> None:
    """Feet stretched towards the viewer: paws with pads, or the plain soles of birds, shoes and machines."""
    colour = _skin(look, kind, kind.foot)
    paw = colour == look.base
    for x, y in pose.feet:
        pen.oval(x, y, 14, 15, colour, LINE)
        pen.oval(x, y + 3 * paw, 7.5, 6.5 if paw else 9, look.light if paw else mix(colour, CREAM, 0.35))
        for step in (-6, 0, 6) if paw else ():
            pen.oval(x + step, y - 7 + abs(step) / 4, 2.4, 2.4, look.light)


def _skin(look: Look, kind: Kind, own: int | None) -> int:
    """The colour of a foot or hand: its own, a hoof's, or the body's."""
    if kind.limbs == "hoof":
        return look.hoof
    return look.base if own is None else own


def _sleeper(pen: Pen, who: Character, variant: int, holds: bool) -> None:
    """Curled up on the ground: the body lies across, the head rests at the outer end."""
    kind, look = KINDS[who.kind], Look(BODY_COLOURS[who.colour], asleep=True)
    neck_colour = BODY_COLOURS[who.neckwear_colour]
    pen.oval(-4, 0, 72, 8, SHADOW, alpha=0.24)
    with pen.at(-42, -50, 6, sx=0.86):
        TAILS[who.kind](pen, look)
    for foot in (-66, -44):
        pen.oval(foot, -8, 14, 8, _skin(look, kind, kind.foot), LINE)
    with pen.at(-28, -29, 90, sx=0.84 * 33 / max(kind.half_width, 33), sy=1.4):
        BODIES[kind.body](pen, look, kind.half_width)
    if who.neckwear == "cape":
        with pen.at(-34, -33):
            cape_blanket(pen, neck_colour)
    with pen.at(34, -45, -10 + TURNS[variant], sx=0.9):
        _head(pen, who, look)
    with pen.at(-15, -33, 97, sx=0.84):
        draw_neckwear(pen, who.neckwear, neck_colour)
    if holds:
        ARMS[kind.limbs](pen, look, (48, -12), HAND["sleeping"])
    for paw in (20,) if holds else (20, 54):
        pen.oval(paw, -8, 12, 8, _skin(look, kind, kind.hand), LINE)
    dreams(pen)
