"""The truth misses nothing, a mean misses all, and the committed model is far nearer to the truth."""

from __future__ import annotations

import pytest
import torch

from generation.storybook.layer_tokens import ROLES
from generation.storybook.pipeline import load
from story.storybook.evaluation import layers
from story.storybook.evaluation.layers import missed_variance, true_pictures


@pytest.mark.parametrize("missed", [0, 1])
def test_what_is_drawn_is_measured_between_the_truth_and_the_mean(monkeypatch: pytest.MonkeyPatch, missed: int) -> None:
    def drawn(pipeline: layers.StorybookPipeline, pairs: list[layers.LayerOfScene], seeds: range) -> torch.Tensor:
        true: torch.Tensor = pipeline.vae.encode(true_pictures(pairs))
        return true.mean((0, 2, 3), keepdim=True).expand_as(true) if missed else true

    monkeypatch.setattr(layers, "denoised", drawn)
    assert missed_variance(load(), 2, 1) == pytest.approx(dict.fromkeys(ROLES, missed))


def test_the_committed_model_misses_little_of_any_role() -> None:
    assert all(0 < share < 0.15 for share in missed_variance(load(), 2, 1).values())
