"""Every kind of character can be told from every other, in every colour."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest
import skia
from numpy.typing import NDArray

from generation.storybook.layout import CANVAS
from generation.storybook.scene import COLOURS, KINDS, Character
from story.storybook.drawing.figures.figures import draw_figure
from story.storybook.drawing.figures.heads import HEADS, Look
from story.storybook.drawing.pen import BODY_COLOURS, Pen

MARGIN = 32  # pixels around the cut-out's canvas, which must stay empty
GROUND = np.array([150, 180, 130])
MOODS = (Look(0), Look(0, asleep=True), Look(0, mood="sad"), Look(0, mood="singing"), Look(0, mood="joy"))


def _paper() -> tuple[NDArray[np.uint8], Pen]:
    """An empty canvas with a margin, and a pen at the origin of a figure."""
    scale, x, y = CANVAS["figure"]
    pixels = np.zeros((256 + 2 * MARGIN, 256 + 2 * MARGIN, 4), np.uint8)
    canvas = skia.Surface(pixels).getCanvas()
    canvas.translate(x + MARGIN, y + MARGIN)
    canvas.scale(scale, scale)
    return pixels, Pen(canvas)


def _draw(kind: str, colour: str) -> NDArray[np.uint8]:
    pixels, pen = _paper()
    draw_figure(pen, Character(kind, colour), variant=0, holds=False)
    return pixels


@cache
def _glance(kind: str, colour: str) -> NDArray[np.float64]:
    """The figure on grass, at an eighth of its size: (32, 32, 3)."""
    inside = _draw(kind, colour)[MARGIN:-MARGIN, MARGIN:-MARGIN].astype(float)
    picture = inside[..., :3] + GROUND * (1 - inside[..., 3:] / 255)
    small: NDArray[np.float64] = picture.reshape(32, 8, 32, 8, 3).mean((1, 3))
    return small


def _apart(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    """The mean difference where either shows a figure."""
    shown = (np.abs(one - GROUND).max(-1) > 12) | (np.abs(two - GROUND).max(-1) > 12)
    return float(np.abs(one - two)[shown].mean())


def _face(kind: str, look: Look) -> bytes:
    pixels, pen = _paper()
    with pen.at(0, -90):
        HEADS[kind](pen, Look(BODY_COLOURS["green"], look.asleep, look.gaze, look.mood))
    return pixels.tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_stays_on_its_canvas_in_every_colour(kind: str) -> None:
    for colour in COLOURS:
        alpha = _draw(kind, colour)[..., 3]
        inside = alpha[MARGIN:-MARGIN, MARGIN:-MARGIN]
        assert (inside > 200).mean() > 0.12
        assert alpha.sum() == inside.sum(), f"a {colour} {kind} leaves its canvas"


@pytest.mark.parametrize("colour", COLOURS)
def test_no_two_kinds_look_alike_in_a_colour(colour: str) -> None:
    distances = {pair: _apart(*(_glance(kind, colour) for kind in pair)) for pair in combinations(KINDS, 2)}
    nearest = min(distances, key=distances.__getitem__)
    assert distances[nearest] > 9, nearest


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_colours_of_a_kind_look_alike(kind: str) -> None:
    distances = {pair: _apart(*(_glance(kind, colour) for colour in pair)) for pair in combinations(COLOURS, 2)}
    nearest = min(distances, key=distances.__getitem__)
    assert distances[nearest] > 8.5, nearest


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_drawn_the_same_every_time(kind: str) -> None:
    assert np.array_equal(_draw(kind, "blue"), _draw(kind, "blue"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_mood_and_gaze_shows_in_the_face(kind: str) -> None:
    looks = (*MOODS, Look(0, gaze=-1), Look(0, gaze=1))
    assert len({_face(kind, look) for look in looks}) == len(looks)
