"""The recipe, small: every stage learns and leaves its checkpoint, and the engine draws from the folder at the end.

A tiny version of the model is trained once, for a minute; the judge then knows what it draws.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from generation.engine import ImageRequest
from generation.engines.diffusers.engine import DiffusersEngine, DiffusersOptions
from generation.loop import DrawingLoop
from generation.request.resolve import image_drawings
from generation.storybook.facts import FACTS
from generation.storybook.guidance import Stage
from generation.storybook.layout import Layer
from generation.storybook.scene import PLACES, Scene
from story.draw import story_drawings
from story.request import StoryRequest
from story.storybook.judge.judge import judge
from story.storybook.training import autoencoder, context, denoiser, layers, loop, recipe, text, together
from story.storybook.training.context import ContextTrainer
from story.storybook.training.judge import agreement
from story.storybook.training.onward import unpack
from story.storybook.training.text import TextTrainer

pytestmark = pytest.mark.slow

TINY = recipe.Recipe(batch=6, seed=3)
STEPS = {"text": 12, "context": 20, "together": 1, "autoencoder": 60, "denoiser": 40, "polish": 1, "assemble": 0}
WORLD = ("beach", "moon", "forest")  # its backdrops: so few steps are too few for those of all places and who is there
LEARNED = ("text", "context", "autoencoder", "denoiser")  # the other two only go on with these


@dataclass
class Tiny:
    """The finished run, and the loss of its stages before and after they learned."""

    folder: Path
    before: dict[str, float] = field(default_factory=dict)
    after: dict[str, float] = field(default_factory=dict)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tiny]:
    run = Tiny(tmp_path_factory.mktemp("runs"))
    with pytest.MonkeyPatch.context() as patch:
        build, tokenizer = denoiser.build_denoiser, recipe.build_tokenizer
        patch.setattr(denoiser, "build_denoiser", lambda channels, width: build(channels, 64, layers=2, head=32))
        patch.setattr(denoiser, "EMA_DECAY", 0.95)  # the average of a few hundred steps, not of thousands
        patch.setattr(layers, "sample_layer", lambda rng: (Scene(rng.choice(WORLD)), Layer("backdrop")))
        patch.setattr(layers, "draw_layer", cache(layers.draw_layer))  # these few backdrops, again and again
        patch.setattr(autoencoder, "CROP", 64)  # a quarter of the pixels
        patch.setattr(autoencoder, "POOL", 32)
        patch.setattr(autoencoder, "FIT_ON", 48)
        patch.setattr(denoiser, "FIT_ON", 64)
        patch.setattr(context, "BANK", 60)
        patch.setattr(context, "STORIES", 10)
        patch.setattr(together, "STORIES", 8)
        patch.setattr(text, "CAPTIONS", 16)
        patch.setattr(text, "OPENINGS", 8)
        patch.setattr(text, "LATER", 8)
        patch.setattr(recipe, "CAPTIONS", 20)
        patch.setattr(recipe, "STORIES", 10)
        patch.setattr(loop, "_schedule", lambda *_: 1.0)  # so few steps have no time to warm up
        patch.setattr(recipe, "build_tokenizer", lambda: tokenizer(samples=2_000))
        for stage, steps in STEPS.items():
            run.before |= _loss(run.folder, stage)
            recipe.run(replace(TINY, steps=steps), run.folder, (stage,), report=lambda line: None)
            run.after |= _loss(run.folder, stage)
        yield run


def _loss(folder: Path, stage: str) -> dict[str, float]:
    """Mean over some batches, which are the same before and after."""
    if stage not in LEARNED:
        return {}
    trainer = getattr(recipe.Training(TINY, folder, report=lambda line: None), f"run_{stage}")(seconds=0)
    torch.manual_seed(1)
    if isinstance(trainer, TextTrainer | ContextTrainer):
        trainer.rng.seed(TINY.seed + 1)  # as at the first step: the stories are those that it learns from
    if isinstance(trainer, ContextTrainer):
        trainer.longest = 2
    with torch.no_grad():
        return {stage: mean(float(trainer.losses()["loss"]) for _ in range(3))}


@pytest.mark.parametrize("stage", LEARNED)
def test_the_loss_falls(tiny: Tiny, stage: str) -> None:
    assert tiny.after[stage] < 0.97 * tiny.before[stage]


def test_the_judge_knows_the_places_it_draws_better_than_chance(tiny: Tiny) -> None:
    """Chance is a guess among all places, or the same pictures judged by each other's scenes."""
    scenes = [Scene(place) for place in WORLD * 8]
    engine = DiffusersEngine(DiffusersOptions(model=str(tiny.folder / "model"), device="cpu", threads=1))
    seen = [verdict.scene for verdict in judge([_drawn(engine, scene, seed) for seed, scene in enumerate(scenes)])]
    right = agreement(seen, scenes)["place"]
    chance = mean(agreement(seen, scenes[k:] + scenes[:k])["place"] for k in range(1, len(scenes)))
    assert right > 3 / len(PLACES)
    assert right > chance + 0.15


def _drawn(engine: Any, scene: Scene, seed: int) -> Any:
    """A scene as the tiny model draws it; its text has not learned enough to tell it."""
    engine.pipeline.stage = lambda slots, figures=None, joined=False: Stage(scene, ())
    drawing = DrawingLoop(engine, max_batch=1)
    drawing.add("picture", image_drawings(engine, ImageRequest("a place", seed=seed)).drawings)
    while not drawing.idle:
        drawing.step()
    [picture] = drawing.take("picture")
    return picture


def test_every_stage_leaves_a_checkpoint_and_a_curve(tiny: Tiny) -> None:
    for stage in ("text", "context", "together", "autoencoder", "denoiser", "polish"):
        with safe_open(tiny.folder / f"{stage}.safetensors", framework="pt") as file:
            assert all("loss" in point for point in json.loads(file.metadata()["curve"]) or [{}])


def test_text_learns_to_tell_facts(tiny: Tiny) -> None:
    training = recipe.Training(TINY, tiny.folder, report=lambda line: None)
    told = training.run_text(seconds=0)
    untrained = TextTrainer(told.tokenizer, seed=3).evaluate(captions=150)
    trained_shares = told.evaluate(captions=150)
    assert sum(trained_shares.values()) / len(FACTS) > sum(untrained.values()) / len(FACTS) + 0.02


def test_the_folder_draws_a_picture_and_a_story_through_the_engine(tiny: Tiny) -> None:
    engine = DiffusersEngine(DiffusersOptions(model=str(tiny.folder / "model"), device="cpu", threads=1))
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("picture", image_drawings(engine, ImageRequest("a red fox in the forest", seed=1)).drawings)
    story = story_drawings(engine, StoryRequest(("Mia the red fox sleeps.", "She wakes up."), ImageRequest("", seed=1)))
    loop.add("story", story.drawings)
    while not loop.idle:
        loop.step()
    [picture], frames = loop.take("picture"), loop.take("story")
    assert picture.size == frames[0].size == (512, 512)
    assert len(frames) == 2
    assert story.contexts == (None, recipe.CONTEXT)  # the first sentence has no past


def test_training_can_go_on_from_a_finished_model_without_its_checkpoints(tiny: Tiny, tmp_path: Path) -> None:
    unpack(tmp_path, tiny.folder / "model")
    recipe.run(TINY, tmp_path, ("assemble",), report=lambda line: None)
    for part in ("text_encoder", "context_encoder", "transformer", "vae"):
        one, other = (
            load_file(f / "model" / part / "diffusion_pytorch_model.safetensors") for f in (tiny.folder, tmp_path)
        )
        assert one.keys() == other.keys()
        assert all(torch.equal(one[name], other[name]) for name in one)
