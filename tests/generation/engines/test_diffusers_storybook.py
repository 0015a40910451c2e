"""The embedded model's classes keep the engine contract."""

from __future__ import annotations

import pytest
import torch

from generation.engine import Engine, EngineError, ImageRequest
from generation.loading import load_engine
from generation.resolve import image_drawings
from tests.generation.engine_contract import EngineContract, begin, draw
from tests.generation.tiny_storybook import save_tiny_storybook


@pytest.fixture(scope="module")
def storybook(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = save_tiny_storybook(tmp_path_factory.mktemp("storybook"))
    return load_engine({"name": "diffusers", "model": str(folder), "options": {"threads": 1}})


class TestStorybookEngine(EngineContract):
    @pytest.fixture
    def engine(self, storybook: Engine) -> Engine:
        return storybook


def test_it_names_the_words_it_does_not_know(storybook: Engine) -> None:
    request = ImageRequest("a red dragon", seed=7, negative_prompt="fog, smoke")
    assert image_drawings(storybook, request).ignored_words == ("dragon", "smoke")


def test_it_draws_one_size_only_and_says_which(storybook: Engine) -> None:
    with pytest.raises(EngineError, match="Tiny Storybook draws only 64×64"):
        image_drawings(storybook, ImageRequest("a fox", seed=7, aspect_ratio="16:9"))
    assert len(image_drawings(storybook, ImageRequest("a fox", seed=7, aspect_ratio="1:1")).drawings) == 1


def test_it_draws_what_its_parts_draw_by_hand(storybook: Engine) -> None:
    pipeline = storybook.pipeline  # type: ignore[attr-defined]  # of this engine
    latents = torch.randn(1, 4, 4, 4, generator=torch.Generator().manual_seed(7))
    embeds, _ = pipeline.encode(["a red fox"])
    pipeline.scheduler.set_timesteps(4)
    for timestep in pipeline.scheduler.timesteps:
        towards = pipeline.transformer(latents, timestep[None], encoder_hidden_states=embeds)
        away = pipeline.transformer(latents, timestep[None], encoder_hidden_states=pipeline.empty_embeds())
        latents = pipeline.scheduler.step(away + 2.0 * (towards - away), timestep, latents).prev_sample
    drawing = begin(storybook, "a red fox", seed=7)
    while drawing.step < drawing.num_steps:
        storybook.advance([drawing])
    assert (drawing.latents - latents).abs().max() < 1e-4


def test_its_previews_are_full_pictures(storybook: Engine) -> None:
    assert storybook.preview(begin(storybook, "a fox", seed=7)).size == draw(storybook, "a fox", seed=7).size
