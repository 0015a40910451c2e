"""A tiny version of the model, trained for a minute or two: losses fall, and the judge knows what it draws."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from safetensors import safe_open

from generation.engine import ImageRequest
from generation.engines.diffusers.engine import DiffusersEngine, DiffusersOptions
from generation.loop import DrawingLoop
from generation.request.resolve import image_drawings
from generation.storybook.layout import Layer
from generation.storybook.scene import PLACES, Scene
from story.storybook.judge.judge import judge
from story.storybook.training import autoencoder, context, denoiser, layers, loop, recipe
from story.storybook.training.judge import agreement

pytestmark = pytest.mark.slow

TINY = recipe.Recipe(batch=6, seed=3)
STEPS = {"text": 80, "context": 12, "together": 4, "autoencoder": 30, "denoiser": 240, "polish": 8, "assemble": 0}
WORLD = ("beach", "moon", "forest")  # its backdrops: so few steps are too few for those of all places and who is there
LEARNED = ("text", "context", "autoencoder", "denoiser")  # the other two only go on with these


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        build, tokenizer = denoiser.build_denoiser, recipe.build_tokenizer
        patch.setattr(denoiser, "build_denoiser", lambda channels, width: build(channels, 64, layers=2, head=32))
        patch.setattr(denoiser, "EMA_DECAY", 0.95)  # the average of a few hundred steps, not of thousands
        patch.setattr(layers, "sample_layer", lambda rng: (Scene(rng.choice(WORLD)), Layer("backdrop")))
        patch.setattr(autoencoder, "POOL", 32)
        patch.setattr(autoencoder, "FIT_ON", 96)
        patch.setattr(context, "BANK", 60)
        patch.setattr(recipe, "build_tokenizer", lambda: tokenizer(samples=2_000))
        patch.setattr(loop, "REPORT_EVERY", -1.0)  # every step is a point of the curve
        for stage, steps in STEPS.items():
            recipe.run(replace(TINY, steps=steps), folder, (stage,), report=lambda line: None)
    return folder


@pytest.mark.parametrize("stage", LEARNED)
def test_the_loss_falls(tiny: Path, stage: str) -> None:
    with safe_open(tiny / f"{stage}.safetensors", framework="pt") as file:
        losses = [point["loss"] for point in json.loads(file.metadata()["curve"])]
    third = len(losses) // 3
    assert mean(losses[-third:]) < 0.97 * mean(losses[:third])


def test_the_judge_knows_the_places_it_draws_better_than_chance(tiny: Path) -> None:
    """Chance is a guess among all places, or the same pictures judged by each other's scenes."""
    scenes = [Scene(place) for place in WORLD * 8]
    engine = DiffusersEngine(DiffusersOptions(model=str(tiny / "model"), device="cpu", threads=1))
    seen = [verdict.scene for verdict in judge([_drawn(engine, scene, seed) for seed, scene in enumerate(scenes)])]
    right = agreement(seen, scenes)["place"]
    chance = mean(agreement(seen, scenes[k:] + scenes[:k])["place"] for k in range(1, len(scenes)))
    assert right > 3 / len(PLACES)
    assert right > chance + 0.15


def _drawn(engine: Any, scene: Scene, seed: int) -> Any:
    """A scene as the tiny model draws it; its text has not learned enough to tell it."""
    engine.pipeline.scene = lambda slots: scene
    drawing = DrawingLoop(engine, max_batch=1)
    drawing.add("picture", image_drawings(engine, ImageRequest("a place", seed=seed)).drawings)
    while not drawing.idle:
        drawing.step()
    [picture] = drawing.take("picture")
    return picture
