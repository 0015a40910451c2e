"""Blur takes gradient energy away and seams stand out, in pictures one can work out by hand and those of a model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from generation.storybook.pipeline import load
from generation.storybook.scene import PLACES
from story.storybook.evaluation import backdrops
from story.storybook.evaluation.backdrops import (
    AUTOENCODER,
    DISTANCE,
    DRAWN,
    ENERGY,
    TRUTH,
    gradient_energy,
    measure_backdrops,
    seams,
)
from tests.story.storybook.evaluation.kit import KnowingJudge, tiny_engine


def test_energy_is_the_mean_step_from_pixel_to_pixel() -> None:
    steps = np.zeros((3, 3, 3), np.uint8)
    steps[:, 1:] = 51
    assert gradient_energy(steps) == pytest.approx(0.2 / 2)
    assert gradient_energy(np.full((4, 4, 3), 9, np.uint8)) == 0


@pytest.mark.parametrize("side", [256, 512])
def test_a_picture_in_patches_has_seams_where_they_meet_and_noise_has_none(side: int) -> None:
    noise = np.random.default_rng(1).integers(0, 100, (side, side, 3))
    assert seams(noise.astype(np.uint8)) == pytest.approx((1, 1), abs=0.05)
    columns = noise + 100 * (np.arange(side) // (side // 16) % 2)[None, :, None]
    across, down = seams(columns.astype(np.uint8))
    assert across > 2
    assert down == pytest.approx(1, abs=0.05)


def test_true_backdrops_are_their_own_baseline_and_an_untrained_model_s_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backdrops, "PLACES", PLACES[:2])
    monkeypatch.setattr(backdrops, "missed_variance", lambda *_: {})  # its layers are smaller than the world's
    tiny_engine(tmp_path)
    columns = measure_backdrops(load(tmp_path), KnowingJudge([], 1), 2, 1, lambda *_: None)["columns"]
    assert tuple(columns) == (TRUTH, AUTOENCODER, DRAWN)
    assert set(columns[DRAWN]["places"]) == set(PLACES[:2])
    assert columns[TRUTH]["mean"][ENERGY] == 1
    assert columns[DRAWN]["mean"][ENERGY] != 1
    assert columns[TRUTH][DISTANCE] < columns[DRAWN][DISTANCE]
