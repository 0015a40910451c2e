"""The build of every kind of character: which parts it is made of, and where on its head things sit."""

from __future__ import annotations

from dataclasses import dataclass

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Kind:
    """Names of parts in the part registries, and spots of the head in units from its middle.

    `limbs` names the legs and the arms. `foot` and `hand` are the colours of feet and hands that are not of the
    body's colour, for poses that show a bare sole or paw.
    """

    body: str
    half_width: float
    limbs: str = "paw"
    hat: Spot = (0, -27)  # middle of a hat's brim
    hat_scale: float = 1.0
    eyes: Spot = (17, -3)  # the outer eye; the inner one mirrors it
    mouth: float = 19  # how far below the middle
    foot: int | None = None
    hand: int | None = None


BILL = 0xF59A23
STEEL = 0xA9B2BE
SKIN = 0xF2BF96
SHOE = 0x6A4536

KINDS = {
    "fox": Kind("furry", 30),
    "cat": Kind("furry", 28),
    "dog": Kind("furry", 31, mouth=20),
    "rabbit": Kind("furry", 29, eyes=(16, -3)),
    "mouse": Kind("furry", 27, eyes=(14, -4), mouth=22),
    "bear": Kind("furry", 38, eyes=(18, -5)),
    "lion": Kind("furry", 34, hat=(0, -29), eyes=(15, -5), mouth=20),
    "elephant": Kind("furry", 41, "stump", hat=(0, -28), eyes=(19, -7), mouth=20),
    "pig": Kind("bare", 39, "hoof", eyes=(19, -6), mouth=26),
    "owl": Kind("feathered", 41, "wing", (0, -29), eyes=(17, 0), foot=BILL),
    "duck": Kind("ducky", 34, "duck", hat=(0, -28), eyes=(14, -9), mouth=16, foot=BILL),
    "penguin": Kind("tuxedo", 38, "flipper", hat=(0, -29), eyes=(15, -4), foot=BILL),
    "frog": Kind("furry", 33, "web", (0, -34), 0.8, eyes=(24, -20)),
    "hedgehog": Kind("furry", 33, hat=(0, -29), eyes=(14, -2), mouth=22),
    "dragon": Kind("plated", 34, "paw", (0, -27), 0.9, eyes=(16, -8), mouth=23),
    "robot": Kind("boxy", 31, "joint", (0, -31), eyes=(15, -5), mouth=13, foot=STEEL),
    "girl": Kind("dress", 30, "bare", hat=(0, -25), eyes=(15, 1), mouth=18, foot=SHOE, hand=SKIN),
    "boy": Kind("shirt", 28, "shorts", hat=(0, -25), eyes=(15, 1), mouth=18, foot=SHOE, hand=SKIN),
}
