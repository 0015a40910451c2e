"""A picture may be larger than the layers that it is put together from."""

from __future__ import annotations

from dataclasses import replace

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
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> StorybookPipeline:
    """Its layers are 64×64."""
    return load(save_tiny_storybook(tmp_path_factory.mktemp("tiny")))


@pytest.mark.parametrize("style", [None, "ink"])
def test_a_larger_picture_shows_the_same(pipeline: StorybookPipeline, style: str | None) -> None:
    small = pipeline.decode(SCENE, LAYERS, LATENTS, style=style)
    pipeline.info = replace(pipeline.info, width=128, height=128)
    large = pipeline.decode(SCENE, LAYERS, LATENTS, style=style)
    pipeline.info = replace(pipeline.info, width=64, height=64)
    assert (small.shape, large.shape) == ((1, 3, 64, 64), (1, 3, 128, 128))
    if style is None:  # an ink line has a width that no pixel of the smaller one has
        assert (torch.nn.functional.avg_pool2d(large, 2) - small).abs().mean() < 0.02


def test_a_sketch_is_as_small_as_its_layers(pipeline: StorybookPipeline) -> None:
    pipeline.info = replace(pipeline.info, width=128, height=128)
    assert pipeline.decode(SCENE, LAYERS, LATENTS, sketch=True).shape == (1, 3, 64, 64)
    pipeline.info = replace(pipeline.info, width=64, height=64)
