"""The recipe, small: every stage learns, resumes where it stopped, and ends in a folder that the engine draws from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from generation.engine import ImageRequest
from generation.engines.diffusers.engine import DiffusersEngine, DiffusersOptions
from generation.loop import DrawingLoop
from generation.request.resolve import image_drawings
from generation.storybook.facts import FACTS
from generation.storybook.layer_tokens import LENGTH, layer_ids
from generation.storybook.layout import Layer
from generation.storybook.scene import Character, Scene
from story.draw import story_drawings
from story.request import StoryRequest
from story.storybook.sampling import held_out
from story.storybook.training import autoencoder, context, denoiser, recipe
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.layers import batches, sample_layer
from story.storybook.training.loop import Budget, train
from story.storybook.training.onward import unpack
from story.storybook.training.text import TextTrainer

pytestmark = pytest.mark.slow

SMALL = recipe.Recipe(batch=4, seed=3)
STEPS = {"text": 24, "context": 4, "together": 2, "autoencoder": 4, "denoiser": 8, "polish": 4, "assemble": 0}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The whole recipe in a few steps, with a denoiser of two narrow layers."""
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        build = denoiser.build_denoiser
        patch.setattr(denoiser, "build_denoiser", lambda channels, width: build(channels, 32, layers=2, head=16))
        patch.setattr(autoencoder, "POOL", 16)
        patch.setattr(autoencoder, "FIT_ON", 24)
        patch.setattr(context, "BANK", 40)
        patch.setattr(recipe, "build_tokenizer", lambda: BUILD_TOKENIZER(samples=2_000))
        for stage, steps in STEPS.items():
            recipe.run(replace(SMALL, steps=steps), folder, (stage,), report=lambda line: None)
        yield folder


WEIGHTS = "diffusion_pytorch_model.safetensors"
BUILD_TOKENIZER = recipe.build_tokenizer


def losses(folder: Path, stage: str) -> list[float]:
    from safetensors import safe_open

    with safe_open(folder / f"{stage}.safetensors", framework="pt") as file:
        import json

        return [point["loss"] for point in json.loads(file.metadata()["curve"])]


def test_every_stage_leaves_a_checkpoint_and_a_curve(trained: Path) -> None:
    for stage in ("text", "context", "together", "autoencoder", "denoiser", "polish"):
        assert losses(trained, stage)


def test_text_learns_to_tell_facts(trained: Path) -> None:
    training = recipe.Training(SMALL, trained, report=lambda line: None)
    told = training.run_text(seconds=0)
    untrained = TextTrainer(told.tokenizer, seed=3).evaluate(captions=150)
    trained_shares = told.evaluate(captions=150)
    assert sum(trained_shares.values()) / len(FACTS) > sum(untrained.values()) / len(FACTS) + 0.02


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
    assert story.contexts == (None, recipe.CONTEXT)  # the first sentence has no past


def test_training_can_go_on_from_a_finished_model_without_its_checkpoints(trained: Path, tmp_path: Path) -> None:
    unpack(tmp_path, trained / "model")
    recipe.run(SMALL, tmp_path, ("assemble",), report=lambda line: None)
    for part in ("text_encoder", "context_encoder", "transformer", "vae"):
        one, other = (load_file(f / "model" / part / WEIGHTS) for f in (trained, tmp_path))
        assert one.keys() == other.keys()
        assert all(torch.equal(one[name], other[name]) for name in one)


def test_a_stage_resumes_where_it_stopped(tmp_path: Path) -> None:
    def stage() -> TrainingStage:
        torch.manual_seed(0)
        layer = torch.nn.Linear(2, 1)
        return TrainingStage("line", {"layer": layer}, torch.optim.AdamW(layer.parameters()), tmp_path)

    def learn(line: TrainingStage, budget: Budget) -> None:
        layer = line.modules["layer"]
        train(
            line, lambda: {"loss": layer(torch.ones(4, 2)).square().mean()}, budget=budget, lr=0.1, report=said.append
        )

    said: list[str] = []
    first, second = stage(), stage()
    learn(first, Budget(3600, steps=5))
    learn(second, Budget(3600, steps=8))
    assert (first.step, second.step) == (5, 8)
    assert any("at step 5" in line for line in said)
    assert second.curve[: len(first.curve)] == first.curve
    moments = second.optimizer.state_dict()["state"][0]
    assert int(moments["step"]) == second.step


def test_a_budget_is_spent_with_its_seconds_or_its_steps_whichever_run_out_first(tmp_path: Path) -> None:
    stage = TrainingStage("line", {}, torch.optim.AdamW([torch.zeros(1)]), tmp_path, step=30, seconds=20.0)
    assert Budget(80).spent(stage) == 0.25
    assert Budget(80, steps=60).spent(stage) == 0.5
    assert Budget(25, steps=60).spent(stage) == 0.8
    assert Budget(20).spent(stage) == Budget(0).spent(stage) == Budget(80, steps=30).spent(stage) == 1


def test_layers_to_learn_from_hold_every_role_and_nothing_held_out() -> None:
    rng = Random(5)
    samples = [sample_layer(rng) for _ in range(600)]
    assert {layer.role for _, layer in samples} == {"backdrop", "landmark", "figure", "prop"}
    assert not any(held_out(who) for scene, _ in samples for who in scene.characters)
    assert len({layer_ids(scene, layer) for scene, layer in samples}) > 500


def test_a_batch_of_layers_is_premultiplied_and_told_by_ids() -> None:
    batch = next(batches(seed=1, size=12))
    assert batch.pictures.shape == (12, 4, 256, 256)
    assert batch.ids.shape == (12, LENGTH)
    assert (batch.pictures[:, :3] <= batch.pictures[:, 3:] + 2 / 255).all()


def test_what_is_not_worn_has_no_colour_to_learn() -> None:
    bare, other = (Scene(characters=(Character("fox", "red", headwear_colour=colour),)) for colour in ("red", "blue"))
    layer = Layer("figure")
    assert layer_ids(bare, layer) == layer_ids(other, layer)
