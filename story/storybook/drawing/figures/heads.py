"""The heads of all kinds: `HEADS[kind](pen, look)` draws one centred at its middle."""

from __future__ import annotations

from collections.abc import Callable

from story.storybook.drawing.figures import heads_furry as furry
from story.storybook.drawing.figures import heads_other as other
from story.storybook.drawing.figures.face import LINE, Look
from story.storybook.drawing.pen import Pen

__all__ = ["HEADS", "LINE", "Look"]

HEADS: dict[str, Callable[[Pen, Look], None]] = {
    "fox": furry.fox,
    "cat": furry.cat,
    "dog": furry.dog,
    "rabbit": furry.rabbit,
    "mouse": furry.mouse,
    "bear": furry.bear,
    "lion": furry.lion,
    "elephant": furry.elephant,
    "pig": furry.pig,
    "owl": other.owl,
    "duck": other.duck,
    "penguin": other.penguin,
    "frog": other.frog,
    "hedgehog": furry.hedgehog,
    "dragon": other.dragon,
    "robot": other.robot,
    "girl": other.girl,
    "boy": other.boy,
}
