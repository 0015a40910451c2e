"""Props fill their cut-out canvas but never leave it, are told apart, and show their colour."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
import skia
from numpy.typing import NDArray

from generation.storybook.layout import CANVAS, GRIP, GRIP_ELSE, NATIVE, VARIANTS
from generation.storybook.scene import COLOURS, NATURAL_COLOUR, PROPS
from story.storybook.drawing.pen import BODY_COLOURS, Pen
from story.storybook.drawing.props.props import draw_prop

NAMES = PROPS[1:]
UNITS, X, Y = CANVAS["prop"]


def cutout(name: str, colour: str, variant: int = 0, size: int = NATIVE) -> NDArray[np.uint8]:
    """The prop alone on its own canvas (size, size, 4), premultiplied."""
    pixels = np.zeros((size, size, 4), np.uint8)
    info = skia.ImageInfo.Make(size, size, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface: Any = skia.Surface.MakeRasterDirect(info, pixels)
    pen = Pen(surface.getCanvas())
    with pen.at(X * size / NATIVE, Y * size / NATIVE, sx=UNITS * size / NATIVE):
        draw_prop(pen, name, colour, variant)
    return pixels


def silhouette(name: str) -> NDArray[np.bool_]:
    return cutout(name, NATURAL_COLOUR[name])[..., 3] > 128


def near(pixels: NDArray[np.uint8], colour: str) -> NDArray[np.bool_]:
    """Which of the pixels (N, 4) are opaque and about the colour."""
    wanted = [BODY_COLOURS[colour] >> shift & 255 for shift in (16, 8, 0)]
    off = np.abs(pixels[:, :3].astype(int) - wanted).max(-1)
    found: NDArray[np.bool_] = (off < 12) & (pixels[:, 3] == 255)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_prop_stands_on_its_foot_and_never_touches_the_edge_of_its_canvas(name: str) -> None:
    for variant in range(VARIANTS):
        alpha = cutout(name, NATURAL_COLOUR[name], variant)[..., 3]
        rim = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
        assert not rim.any(), f"{name} {variant} leaves its canvas"
        lowest = (np.nonzero((alpha > 128).any(1))[0].max() - Y) / UNITS
        assert -3 < lowest < 4


@pytest.mark.parametrize("name", NAMES)
def test_a_prop_has_something_to_grip_where_the_hand_is(name: str) -> None:
    grip_x, grip_y = GRIP.get(name, GRIP_ELSE)
    row, column = round(Y + UNITS * grip_y), round(X + UNITS * grip_x)
    for variant in range(VARIANTS):
        alpha = cutout(name, NATURAL_COLOUR[name], variant)[..., 3]
        assert (alpha[row - 7 : row + 8, column - 7 : column + 8] > 128).any()


def test_no_two_props_have_the_same_silhouette() -> None:
    masks = {name: silhouette(name) for name in NAMES}
    for one, two in combinations(NAMES, 2):
        overlap = (masks[one] & masks[two]).sum() / (masks[one] | masks[two]).sum()
        assert overlap < 0.86, f"{one} and {two} overlap by {overlap:.2f}"


@pytest.mark.parametrize("name", NAMES)
def test_a_prop_shows_its_colour_and_no_other_as_much(name: str) -> None:
    for colour in COLOURS:
        pixels = cutout(name, colour, size=96).reshape(-1, 4)
        shares = {other: near(pixels, other).sum() / (pixels[:, 3] > 128).sum() for other in COLOURS}
        assert max(shares, key=lambda other: shares[other]) == colour
        assert shares[colour] > 0.2, f"a {colour} {name} is only {shares[colour]:.2f} {colour}"


@pytest.mark.parametrize("name", NAMES)
def test_looks_of_one_prop_differ_a_little_and_are_drawn_the_same_each_time(name: str) -> None:
    looks = [cutout(name, "blue", variant, 128).astype(int) for variant in range(VARIANTS)]
    for one, two in combinations(looks, 2):
        assert 0 < np.abs(one - two).mean() < 25
    assert np.array_equal(looks[1], cutout(name, "blue", 1, 128))


def test_nothing_cannot_be_drawn() -> None:
    surface = skia.Surface(8, 8)
    with pytest.raises(KeyError):
        draw_prop(Pen(surface.getCanvas()), "none", "red", 0)
