"""Figures: whole on their canvas, told apart by what they do and wear, and always drawn alike."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import skia
from numpy.typing import NDArray

from generation.storybook.layout import CANVAS, HAND, HAND_ELSE, VARIANTS
from generation.storybook.scene import ACTIONS, COLOURS, HEADWEAR, KINDS, NATURAL_COLOUR, NECKWEAR, Character
from story.storybook.drawing.figures.figures import draw_figure
from story.storybook.drawing.pen import BODY_COLOURS, Pen

SIZE = 128  # half the native size: every edge is still seen, in a quarter of the time
DRESSES = tuple(zip(HEADWEAR, NECKWEAR, strict=True))


def cut_out(who: Character, variant: int = 0, holds: bool = False) -> NDArray[np.uint8]:
    """The figure on its canvas: (SIZE, SIZE, 4), premultiplied."""
    pixels = np.zeros((SIZE, SIZE, 4), np.uint8)
    info = skia.ImageInfo.Make(SIZE, SIZE, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface: Any = skia.Surface.MakeRasterDirect(info, pixels)
    pen = Pen(surface.getCanvas())
    pen.canvas.scale(SIZE / 256, SIZE / 256)
    units, x, y = CANVAS["figure"]
    with pen.at(x, y, sx=units):
        draw_figure(pen, who, variant=variant, holds=holds)
    return pixels


def a(kind: str, action: str = "standing") -> Character:
    return Character(kind, NATURAL_COLOUR[kind], action=action)


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    """How many pixels are clearly not the same."""
    return int((np.abs(one.astype(int) - other).max(-1) > 40).sum())


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_never_touches_the_edge_of_its_canvas(kind: str) -> None:
    for action in ACTIONS:
        for holds in (False, True):
            for variant, (headwear, neckwear) in enumerate(DRESSES):
                who = replace(a(kind, action), headwear=headwear, neckwear=neckwear)
                alpha = cut_out(who, variant, holds)[..., 3]
                edge = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
                assert not edge.any(), (action, holds, variant)
                assert (alpha > 0).sum() > 0.1 * SIZE * SIZE, (action, holds, variant)


@pytest.mark.parametrize("holds", [False, True])
@pytest.mark.parametrize("kind", ["penguin", "rabbit", "robot", "boy"])
def test_every_action_is_told_apart_from_every_other(kind: str, holds: bool) -> None:
    pictures = {action: cut_out(a(kind, action), holds=holds) for action in ACTIONS}
    for one, other in combinations(ACTIONS, 2):
        assert difference(pictures[one], pictures[other]) > 150, (one, other)


@pytest.mark.parametrize("action", ACTIONS)
def test_what_is_worn_shows_in_its_colour_in_every_pose(action: str) -> None:
    for kind in ("elephant", "frog", "lion"):
        bare = cut_out(a(kind, action))
        for field, words in (("headwear", HEADWEAR), ("neckwear", NECKWEAR)):
            for worn in words[1:]:
                dressed = replace(a(kind, action), **{field: worn, f"{field}_colour": "blue"})
                changed = (cut_out(dressed).astype(int) != bare).any(-1)
                blue = np.array([BODY_COLOURS["blue"] >> shift & 255 for shift in (16, 8, 0)])
                near = np.abs(cut_out(dressed)[..., :3].astype(int) - blue).max(-1) < 36
                assert (changed & near).sum() > 40, (kind, worn)


@pytest.mark.parametrize("colour", COLOURS)
def test_clothes_are_seen_on_a_body_of_their_own_colour(colour: str) -> None:
    bare = Character("bear", colour)
    for headwear, neckwear in DRESSES[1:]:
        dressed = Character("bear", colour, "normal", headwear, colour, neckwear, colour)
        assert difference(cut_out(bare), cut_out(dressed)) > 150


@pytest.mark.parametrize("action", ACTIONS)
def test_the_hand_of_a_holder_is_where_props_are_laid(action: str) -> None:
    units, x, y = CANVAS["figure"]
    hand_x, hand_y = HAND.get(action, HAND_ELSE)
    column, row = ((at + units * hand) * SIZE / 256 for at, hand in ((x, hand_x), (y, hand_y)))
    body = np.array([BODY_COLOURS["purple"] >> shift & 255 for shift in (16, 8, 0)])
    held = cut_out(Character("bear", "purple", action=action), holds=True)
    around = held[round(row) - 3 : round(row) + 4, round(column) - 3 : round(column) + 4]
    assert (np.abs(around[..., :3].astype(int) - body).max(-1) < 12).mean() > 0.5


def test_a_variant_changes_little_and_never_nothing() -> None:
    for action in ACTIONS:
        pictures = [cut_out(a("fox", action), variant) for variant in range(VARIANTS)]
        for one, other in combinations(pictures, 2):
            assert 0 < (one != other).any(-1).sum() < 0.2 * SIZE * SIZE, action


def test_the_same_arguments_give_the_same_bytes() -> None:
    who = Character("dragon", "purple", "normal", "crown", "yellow", "cape", "red", "dancing")
    assert cut_out(who, 2, True).tobytes() == cut_out(who, 2, True).tobytes()


def test_size_is_left_to_the_layout() -> None:
    assert (cut_out(replace(a("pig"), size="big")) == cut_out(a("pig"))).all()
