"""Opened pipelines draw what diffusers' own loops draw, with every kind of scheduler."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch

from generation.engine import DrawingRequest, Engine
from generation.load import load_engine
from tests.generation.engine_contract import assert_same, draw_request, pixels

# diffusers' Euler schedulers hand a tensor to np.array the old way.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

TinyFolder = Callable[[str], Path]
TinyEngine = Callable[[str], Engine]
PROMPT, SEED = "a red fox", 7


@pytest.mark.parametrize("name", ["stable-diffusion", "stable-diffusion-xl", "stable-diffusion-3", "flux"])
@pytest.mark.parametrize("guidance_scale", [1.0, 5.0])
@pytest.mark.parametrize("size", [(32, 32), (32, 48)])
def test_an_opened_pipeline_draws_what_the_pipeline_itself_draws(
    name: str, guidance_scale: float, size: tuple[int, int], tiny_engine: TinyEngine, tiny_folder: TinyFolder
) -> None:
    negative = "" if name == "flux" else "fog"
    request = DrawingRequest(PROMPT, SEED, *size, 4, guidance_scale, negative)
    assert_as_stock(tiny_engine(name), diffusers.DiffusionPipeline.from_pretrained(tiny_folder(name)), request)


@pytest.mark.parametrize(
    "scheduler",
    [
        "DDPMScheduler",
        "PNDMScheduler",
        "EulerDiscreteScheduler",
        "EulerAncestralDiscreteScheduler",
        "HeunDiscreteScheduler",
        "DPMSolverMultistepScheduler",
        "UniPCMultistepScheduler",
        "LCMScheduler",
    ],
)
def test_every_scheduler_draws_as_in_the_pipeline_and_alone_as_in_company(
    scheduler: str, tiny_folder: TinyFolder
) -> None:
    folder = str(tiny_folder("stable-diffusion"))
    engine: Any = load_engine({"name": "diffusers", "model": folder, "options": {"threads": 1}})
    stock = diffusers.DiffusionPipeline.from_pretrained(folder)
    for pipeline in (engine.pipeline, stock):
        pipeline.scheduler = getattr(diffusers, scheduler).from_config(pipeline.scheduler.config)
    request = DrawingRequest(PROMPT, SEED, 32, 32, 4, 5.0, "fog")
    assert_as_stock(engine, stock, request)

    [conditioning] = engine.encode([PROMPT], ["fog"])
    mates = [engine.begin(DrawingRequest(PROMPT, seed, 32, 32, 6, 5.0, "fog"), conditioning) for seed in (1, 2)]
    engine.advance(mates[:1])
    drawing = engine.begin(request, conditioning)
    while drawing.step < drawing.num_steps:
        engine.advance([drawing, *mates])
    assert_same(engine.finish([drawing])[0], draw_request(engine, request))


def assert_as_stock(engine: Engine, stock: Any, request: DrawingRequest) -> None:
    """The engine's picture beside that of the pipeline's own call, from an equal generator."""
    stock.set_progress_bar_config(disable=True)
    negative = {"negative_prompt": request.negative_prompt} if request.negative_prompt else {}
    output = stock(
        request.prompt,
        height=request.height,
        width=request.width,
        num_inference_steps=request.num_inference_steps,
        guidance_scale=request.guidance_scale,
        generator=torch.Generator().manual_seed(request.seed),
        output_type="np",
        **negative,
    )
    expected = output.images[0]
    difference = np.abs(pixels(draw_request(engine, request)) - expected)
    assert difference.max() <= 0.5 / 255 + 1e-3  # half of an 8-bit value, and the float error
    assert expected.std() > 0.05  # a flat picture would prove nothing
