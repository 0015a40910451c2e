"""Draw one prop: a cut-out that stands with the middle of its foot at the origin, in any colour and four looks.

Units are those of `layout.CANVAS`; what is held has its handle, stem or string at `layout.GRIP`.
"""

from __future__ import annotations

from collections.abc import Callable

from generation.storybook.layout import GRIP, GRIP_ELSE
from story.storybook.drawing.pen import Pen
from story.storybook.drawing.props import garden, home, toys
from story.storybook.drawing.props.dye import Dye, dye

_DRAWINGS: dict[str, Callable[[Pen, Dye], None]] = {
    "lantern": home.lantern, "book": home.book, "umbrella": home.umbrella, "basket": home.basket, "cake": home.cake,
    "cup": home.cup, "key": home.key, "letter": home.letter, "candle": home.candle, "bucket": home.bucket,
    "ball": toys.ball, "balloon": toys.balloon, "kite": toys.kite, "present": toys.present, "drum": toys.drum,
    "guitar": toys.guitar, "star": toys.star, "teddy": toys.teddy,
    "flower": garden.flower, "apple": garden.apple, "fish": garden.fish, "carrot": garden.carrot,
    "mushroom": garden.mushroom, "shell": garden.shell, "pumpkin": garden.pumpkin, "leaf": garden.leaf,
}  # fmt: skip
#: By variant: how far a prop leans (degrees) in the hand that holds it, and how wide it is drawn; negative: mirrored.
_LOOKS = ((0, 1), (3, -1), (-3, 1.04), (2, -0.95))


def draw_prop(pen: Pen, name: str, colour: str, variant: int) -> None:
    """Draw the prop called `name`; raises `KeyError` for "none" and for unknown words."""
    lean, width = _LOOKS[variant]
    x, y = GRIP.get(name, GRIP_ELSE)
    with pen.at(x, y, lean, sx=width, sy=1), pen.at(-x, -y):
        _DRAWINGS[name](pen, dye(colour))
