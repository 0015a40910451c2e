"""`vignette evaluate story`: draws unseen stories through the engine and judges every frame against the world's truth.

Columns: the judge's own accuracy on drawn scenes (its ceiling), whole-story and causal context, no context. Rows: every
fact over all frames, and over the frames that name nobody, which only context can get right. The judge and what its
figures mean: `story.storybook.judge`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import numpy as np
from PIL import Image

from generation.engine import Engine, ImageRequest
from generation.loop import DrawingLoop
from story.draw import story_drawings
from story.request import StoryRequest
from story.storybook.draw import draw
from story.storybook.judge import judge, shares
from story.storybook.tell import Told, sample_story

MODES: dict[str, dict[str, bool]] = {
    "whole story": {},
    "causal": {"causal": True},
    "no context": {"context": False},
}
TRUTH = "judge on true pictures"
SENTENCES = 4
Report = Callable[[str], None]


def evaluate(engine: Engine, *, stories: int, seed: int, split: str, report: Report) -> dict[str, Any]:
    """Every figure with its baselines beside it: column → {"all frames", "pronoun frames", "seconds per story"}."""
    rng = Random(seed)
    told = [sample_story(rng, sentences=SENTENCES, split=split) for _ in range(stories)]
    columns = {TRUTH: _column(told, [[_true(frame, k) for k, frame in enumerate(story)] for story in told], 0.0)}
    for name, mode in MODES.items():
        report(f"drawing {stories} stories: {name}")
        began = time.monotonic()
        pictures = [_pictures(engine, story, seed + k, mode) for k, story in enumerate(told)]
        columns[name] = _column(told, pictures, (time.monotonic() - began) / stories)
    info = engine.info
    return {
        "model": info.model, "context": info.context, "device": info.device, "split": split, "stories": stories,
        "sentences": SENTENCES, "seed": seed, "num_inference_steps": info.num_inference_steps, "columns": columns,
    }  # fmt: skip


def _pictures(engine: Engine, story: Sequence[Told], seed: int, mode: dict[str, bool]) -> list[Image.Image]:
    request = StoryRequest(tuple(told.sentence for told in story), ImageRequest("", seed=seed), **mode)  # type: ignore[arg-type]
    loop = DrawingLoop(engine, max_batch=SENTENCES)
    loop.add("story", story_drawings(engine, request).drawings)
    while not loop.idle:
        loop.step()
    return loop.take("story")


def _true(told: Told, seed: int) -> Image.Image:
    return Image.fromarray(draw(told.scene, rng=np.random.default_rng(seed)))


def _column(
    told: Sequence[Sequence[Told]], pictures: Sequence[Sequence[Image.Image]], seconds: float
) -> dict[str, Any]:
    every, nameless = [], []
    for story, frames in zip(told, pictures, strict=True):
        for k, (frame, picture) in enumerate(zip(story, frames, strict=True)):
            verdict = judge(picture, frame.scene)
            every.append(verdict)
            if frame.pronoun and k:
                nameless.append(verdict)
    return {
        "all frames": shares(every),
        "pronoun frames": shares(nameless),
        "frames": len(every),
        "pronoun frames counted": len(nameless),
        "seconds per story": round(seconds, 2),
    }
