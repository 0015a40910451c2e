"""A folder whose decoder has a refiner draws twice as large, in every style, and is the same after it was saved."""

from __future__ import annotations

import pytest
import torch

from generation.storybook.layout import layout
from generation.storybook.pipeline import StorybookPipeline, load
from generation.storybook.scene import Character, Scene
from tests.generation.tiny_storybook import save_tiny_storybook

SCENE = Scene("hill", "night", characters=(Character("fox", "red"),), prop="ball")
LAYERS = layout(SCENE, seed=7)
LATENTS = torch.randn((len(LAYERS), 4, 4, 4), generator=torch.Generator().manual_seed(7))


@pytest.fixture(scope="module")
def pipelines(tmp_path_factory: pytest.TempPathFactory) -> tuple[StorybookPipeline, StorybookPipeline]:
    """The tiny model, and one that beside it has a refiner, untrained, as it is loaded from its folder."""
    folder = save_tiny_storybook(tmp_path_factory.mktemp("tiny"))
    small, large = load(folder), load(folder)
    large.vae = small.vae.with_refiner(6)
    large.save(folder)
    return small, load(folder)


def test_a_refined_picture_shows_the_same_at_twice_the_size(
    pipelines: tuple[StorybookPipeline, StorybookPipeline],
) -> None:
    small, large = (each.decode(SCENE, LAYERS, LATENTS) for each in pipelines)
    assert (small.shape, large.shape) == ((1, 3, 64, 64), (1, 3, 128, 128))
    assert (torch.nn.functional.avg_pool2d(large, 2) - small).abs().mean() < 0.02


def test_a_sketch_stays_small_and_a_style_is_large(pipelines: tuple[StorybookPipeline, StorybookPipeline]) -> None:
    _, large = pipelines
    assert large.decode(SCENE, LAYERS, LATENTS, sketch=True).shape == (1, 3, 64, 64)
    assert large.decode(SCENE, LAYERS, LATENTS, style="ink", seed=7).shape == (1, 3, 128, 128)
