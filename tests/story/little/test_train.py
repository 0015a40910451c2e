"""The recipe of the little Stable Diffusion, for a few steps: an ordinary folder that the engine opens."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from generation.engine import ImageRequest
from generation.load import load_engine
from generation.request.resolve import image_drawings
from story.datasets.folder import open_stories
from story.little.train import Recipe, run, write_little_stories

SHORT = Recipe(steps=2, batch=2, texts=600)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("little")
    run(SHORT, path, lambda _: None)
    return path


def test_it_is_a_stable_diffusion_that_the_engine_draws_with_step_by_step(folder: Path) -> None:
    index = json.loads((folder / "model" / "model_index.json").read_text())
    assert index["_class_name"] == "StableDiffusionPipeline"
    engine = load_engine({"name": "diffusers", "model": str(folder / "model"), "options": {"threads": 1}})
    assert (engine.info.width, engine.info.height) == (64, 64)
    request = ImageRequest("a red fox on the beach", 1, num_inference_steps=2)
    drawings = image_drawings(engine, request).drawings
    for _ in range(2):
        engine.advance(drawings)
    [picture] = engine.finish(drawings)
    assert picture.size == (64, 64)


def test_it_stays_below_forty_million_parameters(folder: Path) -> None:
    weights = [file.stat().st_size for file in (folder / "model").rglob("*.safetensors")]
    assert len(weights) == 3 and sum(weights) / 4 < 40e6


def test_its_words_are_whole_and_known(folder: Path) -> None:
    engine = load_engine({"name": "diffusers", "model": str(folder / "model"), "options": {"threads": 1}})
    tokenizer = engine.pipeline.tokenizer  # type: ignore[attr-defined]  # the diffusers engine's
    assert [each.removesuffix("</w>") for each in tokenizer.tokenize("A purple rabbit dances in the kitchen.")] == [
        "a", "purple", "rabbit", "dances", "in", "the", "kitchen", ".",
    ]  # fmt: skip


def test_it_goes_on_where_it_stopped(folder: Path) -> None:
    said = list[str]()
    run(replace(SHORT, steps=3), folder, said.append)
    assert [line for line in said if "at step 2" in line]


def test_its_stories_are_what_the_context_encoder_learns_from(tmp_path: Path) -> None:
    write_little_stories(tmp_path / "stories", 3, seed=1)
    stories = open_stories(tmp_path / "stories")
    assert len(stories) == 3 and all(len(story.frames) == 4 for story in stories)
    assert stories[0].frames[0].open().size == (64, 64)
