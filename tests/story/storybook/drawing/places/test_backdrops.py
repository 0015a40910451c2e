"""Backdrops and landmarks: whole, repeatable, told apart, and true to the hour and the weather."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
import pytest
import skia
from numpy.typing import NDArray

from generation.storybook.layout import CANVAS, NATIVE, VARIANTS
from generation.storybook.scene import LANDMARKS, PLACES, SHELTERED, TIMES, WEATHERS
from story.storybook.drawing.pen import Pen
from story.storybook.drawing.places import backdrops, landmarks
from story.storybook.drawing.places.backdrops import draw_backdrop
from story.storybook.drawing.places.landmarks import draw_landmark

Pixels = NDArray[np.uint8]
OUTDOORS = [place for place in PLACES if place not in SHELTERED]
STANDING = [name for name in LANDMARKS if name != "none"]


def canvas() -> tuple[Pixels, Pen]:
    pixels = np.zeros((NATIVE, NATIVE, 4), np.uint8)
    info = skia.ImageInfo.Make(NATIVE, NATIVE, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface: Any = skia.Surface.MakeRasterDirect(info, pixels)
    return pixels, Pen(surface.getCanvas())


def paint(place: str, time: str, weather: str, variant: int) -> Pixels:
    pixels, pen = canvas()
    draw_backdrop(pen, place, time, weather, variant)
    return pixels


painted = lru_cache(maxsize=None)(paint)


def stand(name: str, variant: int) -> Pixels:
    pixels, pen = canvas()
    units, x, y = CANVAS["landmark"]
    with pen.at(x, y, sx=units):
        draw_landmark(pen, name, variant)
    return pixels


def apart(one: Pixels, two: Pixels) -> float:
    """The mean difference of two pictures in levels of 0..255, by every third pixel."""
    left, right = (pixels[::3, ::3, :3].astype(np.int16) for pixels in (one, two))
    return float(np.abs(left - right).mean())


def test_every_place_and_landmark_of_the_vocabulary_has_a_drawing() -> None:
    assert set(backdrops.PLACES) == set(PLACES)
    assert set(landmarks.LANDMARKS) == set(STANDING)


@pytest.mark.parametrize("place", PLACES)
def test_a_backdrop_fills_the_picture_and_is_the_same_each_time(place: str) -> None:
    for time, weather, variant in product(TIMES, WEATHERS, range(VARIANTS)):
        assert (painted(place, time, weather, variant)[..., 3] == 255).all()
    for weather, variant in product(WEATHERS, range(VARIANTS)):
        assert (paint(place, "night", weather, variant) == painted(place, "night", weather, variant)).all()


def test_places_differ_from_each_other_in_every_look() -> None:
    for one, two in combinations(PLACES, 2):
        for left, right in product(range(VARIANTS), repeat=2):
            assert apart(painted(one, "day", "clear", left), painted(two, "day", "clear", right)) > 8, (one, two)


@pytest.mark.parametrize("place", PLACES)
def test_the_looks_of_a_place_differ(place: str) -> None:
    for left, right in combinations(range(VARIANTS), 2):
        assert apart(painted(place, "day", "clear", left), painted(place, "day", "clear", right)) > 4


@pytest.mark.parametrize("place", PLACES)
def test_the_hour_shows_everywhere(place: str) -> None:
    for variant in range(VARIANTS):
        hours = [painted(place, time, "clear", variant) for time in TIMES]
        assert all(apart(one, two) > 8 for one, two in combinations(hours, 2))


@pytest.mark.parametrize("place", OUTDOORS)
def test_rain_and_snow_show_outdoors_at_every_hour(place: str) -> None:
    for time, variant in product(TIMES, range(VARIANTS)):
        skies = [painted(place, time, weather, variant) for weather in WEATHERS]
        assert all(apart(one, two) > 8 for one, two in combinations(skies, 2))


@pytest.mark.parametrize("place", OUTDOORS)
def test_snow_whitens_the_land(place: str) -> None:
    clear, snowy = (painted(place, "day", weather, 0)[190:, :, :3].astype(float) for weather in ("clear", "snow"))
    assert snowy.mean() > clear.mean() + 8
    assert np.ptp(snowy.mean((0, 1))) < np.ptp(clear.mean((0, 1)))


@pytest.mark.parametrize("place", SHELTERED)
def test_sheltered_places_ignore_the_weather(place: str) -> None:
    for time in TIMES:
        looks = [painted(place, time, weather, 1) for weather in WEATHERS]
        assert all((one == two).all() for one, two in pairwise(looks))


@pytest.mark.parametrize("name", STANDING)
def test_a_landmark_stays_on_its_canvas_and_reaches_the_ground(name: str) -> None:
    for variant in range(VARIANTS):
        alpha = stand(name, variant)[..., 3]
        assert not (alpha[0].any() or alpha[:, 0].any() or alpha[:, -1].any() or alpha[-1].any())
        rows = np.flatnonzero((alpha == 255).any(1))
        assert rows[-1] > CANVAS["landmark"][2] - 3
        assert len(rows) > 90


def test_landmarks_and_their_looks_differ() -> None:
    looks = {(name, variant): stand(name, variant) for name, variant in product(STANDING, range(VARIANTS))}
    for (one, left), (two, right) in combinations(looks.items(), 2):
        assert apart(left, right) > 2, (one, two)
