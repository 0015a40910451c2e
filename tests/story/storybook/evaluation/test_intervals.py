"""Ratios and their intervals, and the Fréchet distance, against what they are by hand."""

from __future__ import annotations

import math

import pytest
import torch

from story.storybook.evaluation.frechet import frechet_distance
from story.storybook.evaluation.intervals import ratios


def test_a_ratio_is_that_of_the_sums_not_the_mean_of_the_stories() -> None:
    figure = ratios([{"place": (1, 1)}, {"place": (1, 3)}])["place"]
    assert (figure.value, figure.of) == (0.5, 4)


def test_stories_that_are_all_alike_leave_no_doubt() -> None:
    figure = ratios([{"place": (3, 4)}] * 20)["place"]
    assert figure.low == figure.value == figure.high == 0.75


def test_the_interval_is_that_of_a_share_of_so_many() -> None:
    figure = ratios([{"place": (k % 2, 1)} for k in range(400)])["place"]
    half = 1.96 * math.sqrt(0.25 / 400)
    assert figure.low == pytest.approx(0.5 - half, abs=0.01)
    assert figure.high == pytest.approx(0.5 + half, abs=0.01)


def test_what_no_story_has_is_left_out_and_what_some_have_is_not() -> None:
    figures = ratios([{"prop": (0, 0), "recall": (0, 0)}, {"recall": (1, 2)}])
    assert {*figures} == {"recall"}
    assert figures["recall"].value == figures["recall"].low == 0.5


def test_the_same_pictures_are_no_distance_apart() -> None:
    features = torch.randn(50, 4, generator=torch.Generator().manual_seed(1))
    assert frechet_distance(features, features) == pytest.approx(0, abs=1e-6)


def test_a_shift_and_a_stretch_are_as_far_as_gaussians_say() -> None:
    features = torch.randn(50, 1, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    assert frechet_distance(features, features + 2) == pytest.approx(4)
    mean, deviation = float(features.mean()), float(features.std())
    assert frechet_distance(features, 3 * features) == pytest.approx((2 * mean) ** 2 + (2 * deviation) ** 2)


def test_fewer_pictures_than_features_are_enough() -> None:
    one, other = torch.randn(2, 5, 30, generator=torch.Generator().manual_seed(1))
    assert frechet_distance(one, other) > 0
