"""The pose of every action: where feet, hands and head of a figure are, and which face it makes.

Feet and hands are given as (outer, inner) in units from the point between the feet of a figure that stands upright;
the figure is then dropped, turned, shifted and lifted as its pose says. A sleeper lies, and has no pose.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from story.storybook.drawing.figures.kinds import Spot

Pair = tuple[Spot, Spot]
STILL: Pair = ((41, -36), (-41, -36))


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the parts of a figure are; `busy` is where the inner hand goes while the outer one holds something."""

    hands: Pair = STILL
    feet: Pair = ((17, -5), (-17, -5))
    busy: Spot | None = None
    lift: float = 0
    drop: float = 0  # of the trunk, towards the feet
    tilt: float = 0  # degrees about the ground point; > 0 leans to the outer side
    shift: float = 0
    scale: float = 1
    head_turn: float = 0
    nod: float = 0  # how far the head is lowered
    soles: bool = False
    mood: str = "happy"
    gaze: int | None = None  # None: as the variant says

    def hands_holding(self, hand: Spot) -> Pair:
        """The hands while the outer one is at this spot of the cut-out."""
        return self._inside(hand), self.busy or self.hands[1]

    def _inside(self, spot: Spot) -> Spot:
        """A spot of the cut-out as a spot of the upright figure."""
        turn, x, y = radians(self.tilt), spot[0] - self.shift, spot[1] + self.lift
        return (x * cos(turn) + y * sin(turn)) / self.scale, (y * cos(turn) - x * sin(turn)) / self.scale


POSES = {
    "standing": Pose(),
    "walking": Pose(((50, -66), (-47, -44)), ((38, -13), (-34, -3)), tilt=7, shift=-3),
    "running": Pose(((50, -74), (-50, -58)), ((46, -14), (-44, -28)), tilt=13, shift=-20, lift=5, drop=3, head_turn=-4),
    "sitting": Pose(((39, -32), (-39, -32)), ((27, -13), (-27, -13)), drop=10, soles=True),
    "jumping": Pose(
        ((54, -98), (-54, -98)), ((33, -13), (-33, -13)), busy=(-54, -98), lift=29, drop=14, scale=0.93,
    ),
    "waving": Pose(((60, -120), (-41, -36)), busy=(-60, -120)),
    "dancing": Pose(
        ((56, -112), (-58, -40)), ((42, -25), (-9, -5)), busy=(-56, -108), tilt=-8, shift=8, head_turn=-5, mood="joy",
    ),
    "crying": Pose(((33, -86), (-33, -86)), nod=4, mood="sad", gaze=0),
    "cheering": Pose(((55, -122), (-55, -122)), ((20, -5), (-20, -5)), busy=(-55, -122), mood="joy"),
    "reading": Pose(((27, -40), (-27, -40)), busy=(-31, -42), nod=4, gaze=0),
    "eating": Pose(((32, -72), (-24, -40)), busy=(-24, -40), nod=2),
    "singing": Pose(((11, -50), (-11, -50)), busy=(-12, -52), head_turn=-3, mood="singing"),
    "pointing": Pose(((76, -66), (-41, -36)), busy=(-76, -66), gaze=1),
    "hugging": Pose(((72, -70), (66, -50)), busy=(66, -50), tilt=4, shift=-4, head_turn=7, mood="joy"),
    "talking": Pose(((56, -78), (-41, -36)), busy=(-54, -72), mood="singing", gaze=1),
}  # fmt: skip
