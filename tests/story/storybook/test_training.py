"""The recipe, small: every stage learns, resumes where it stopped, and ends in a folder that the engine draws from."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch

from generation.engine import ImageRequest
from generation.engines.diffusers import DiffusersEngine, DiffusersOptions
from generation.loop import DrawingLoop
from generation.resolve import image_drawings
from story.draw import story_drawings
from story.request import StoryRequest
from story.storybook.facts import FACTS, IGNORE, fact_indices
from story.storybook.tell import sample_scene
from story.storybook.training import denoiser, recipe
from story.storybook.training.checkpoint import Stage
from story.storybook.training.loop import train

SECONDS = recipe.Recipe(
    text=8, context=1.5, autoencoder=1.5, denoiser=3, polish=1.5, scenes=48, stories=6, stories_per_batch=1, seed=3
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The whole recipe in a few seconds, with a denoiser of two narrow layers."""
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        build = denoiser.build_denoiser
        patch.setattr(denoiser, "build_denoiser", lambda: build(width=32, layers=2, head=16, patch=4))
        patch.setattr(recipe, "build_tokenizer", lambda: BUILD_TOKENIZER(samples=2_000))
        recipe.run(SECONDS, folder, recipe.STAGES, report=lambda line: None)
        yield folder


BUILD_TOKENIZER = recipe.build_tokenizer


def losses(folder: Path, stage: str) -> list[float]:
    from safetensors import safe_open

    with safe_open(folder / f"{stage}.safetensors", framework="pt") as file:
        import json

        return [point["loss"] for point in json.loads(file.metadata()["curve"])]


def test_every_stage_leaves_a_checkpoint_and_a_curve(trained: Path) -> None:
    for stage in ("text", "context", "autoencoder", "denoiser", "polish"):
        assert losses(trained, stage)


def test_text_learns_to_tell_facts(trained: Path) -> None:
    training = recipe.Training(SECONDS, trained, report=lambda line: None)
    untrained = training.text.evaluate(captions=150)
    told = training.run_text(seconds=0).evaluate(captions=150)
    assert sum(told.values()) / len(FACTS) > sum(untrained.values()) / len(FACTS) + 0.1


def test_the_folder_draws_a_picture_and_a_story_through_the_engine(trained: Path) -> None:
    engine = DiffusersEngine(DiffusersOptions(model=str(trained / "model"), device="cpu", threads=1))
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("picture", image_drawings(engine, ImageRequest("a red fox in the forest", seed=1)).drawings)
    story = story_drawings(engine, StoryRequest(("Mia the red fox sleeps.", "She wakes up."), ImageRequest("", seed=1)))
    loop.add("story", story.drawings)
    while not loop.idle:
        loop.step()
    [picture], frames = loop.take("picture"), loop.take("story")
    assert picture.size == frames[0].size == (256, 256)
    assert len(frames) == 2
    assert story.contexts == (None, "storybook-1")  # the first sentence has no past


def test_a_stage_resumes_where_it_stopped(tmp_path: Path) -> None:
    def stage() -> Stage:
        torch.manual_seed(0)
        layer = torch.nn.Linear(2, 1)
        return Stage("line", {"layer": layer}, torch.optim.AdamW(layer.parameters()), tmp_path)

    def learn(line: Stage, seconds: float) -> None:
        layer = line.modules["layer"]
        train(
            line, lambda: {"loss": layer(torch.ones(4, 2)).square().mean()}, seconds=seconds, lr=0.1, report=said.append
        )

    said: list[str] = []
    first, second = stage(), stage()
    learn(first, 0.2)
    learn(second, 0.4)
    assert second.step > first.step
    assert any("at step" in line for line in said)
    assert second.curve[: len(first.curve)] == first.curve
    moments = second.optimizer.state_dict()["state"][0]
    assert int(moments["step"]) == second.step


def test_facts_of_a_scene_are_indices_or_ignored() -> None:
    rng = Random(5)
    for _ in range(200):
        facts = fact_indices(sample_scene(rng))
        assert facts.keys() == FACTS.keys()
        assert all(index == IGNORE or 0 <= index < len(FACTS[name]) for name, index in facts.items())
