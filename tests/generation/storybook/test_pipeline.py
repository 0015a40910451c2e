"""A picture may be larger than the layers that it is put together from."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from generation.storybook.collage import collage
from generation.storybook.layout import Layer, layout
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
    small, large = (pipeline.decode(SCENE, LAYERS, LATENTS, size=size, style=style) for size in (None, 128))
    assert (small.shape, large.shape) == ((1, 3, 64, 64), (1, 3, 128, 128))
    apart = (torch.nn.functional.avg_pool2d(large, 2) - small).abs().mean()
    assert apart < (0.02 if style is None else 0.2)  # an ink line is finer than a pixel of the smaller one


def test_a_cut_out_shows_at_twice_the_size_what_was_lost_before() -> None:
    """Stripes of one pixel on the canvas of a prop, which is larger than the prop on its stage."""
    layers = [Layer("backdrop"), Layer("prop", x=128, y=222, scale=1.15)]
    stripes = (torch.arange(256) % 4 < 2).float().expand(4, 256, 256) * torch.tensor([1, 1, 1, 1]).view(4, 1, 1)
    pictures = torch.stack([torch.zeros(4, 256, 256), stripes])
    small, large = (collage(layers, pictures, "day", size) for size in (256, 512))
    assert large.diff(dim=2).abs().sum() > 3 * small.diff(dim=2).abs().sum()


def test_a_model_that_is_saved_again_does_not_tell_where_it_lay(pipeline: StorybookPipeline, tmp_path: Path) -> None:
    pipeline.save(tmp_path)
    configs = [file.read_text() for file in tmp_path.glob("*/config.json")]
    assert len(configs) == 5 and not any(str(pipeline.folder) in each for each in configs)
    assert load(tmp_path).layer_tokens.config.width == pipeline.layer_tokens.config.width
