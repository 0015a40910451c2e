"""A drawing that starts from a picture is what diffusers' own image-to-image pipelines draw."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import diffusers
import numpy as np
import pytest
import torch
from PIL import Image

from generation.engine import DrawingRequest, Engine, EngineError, ImageRequest
from generation.loop import DrawingLoop
from generation.request.resolve import image_drawings
from tests.generation.engine_contract import assert_same, complete, draw_request, pixels

# diffusers' Euler schedulers hand a tensor to np.array the old way.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

TinyEngine = Callable[[str], Engine]
FAMILIES = {
    "stable-diffusion": "StableDiffusionImg2ImgPipeline",
    "stable-diffusion-xl": "StableDiffusionXLImg2ImgPipeline",
    "stable-diffusion-3": "StableDiffusion3Img2ImgPipeline",
    "flux": "FluxImg2ImgPipeline",
    "z-image": "ZImageImg2ImgPipeline",
    "qwen-image": "QwenImageImg2ImgPipeline",
    "chroma": "ChromaImg2ImgPipeline",
}
STRENGTHS = [("stable-diffusion", 0.3), ("stable-diffusion", 1.0), ("flux", 1.0), *((name, 0.5) for name in FAMILIES)]
SCHEDULERS = (
    "DDPMScheduler",
    "PNDMScheduler",
    "EulerDiscreteScheduler",
    "EulerAncestralDiscreteScheduler",
    "HeunDiscreteScheduler",
    "DPMSolverMultistepScheduler",
    "UniPCMultistepScheduler",
)


def picture(width: int = 32, height: int = 32) -> Image.Image:
    """A colourful one without symmetry."""
    rows, columns = np.mgrid[0:height, 0:width]
    channels = [columns * 255 // width, rows * 255 // height, (columns * rows) % 256]
    return Image.fromarray(np.stack(channels, axis=-1).astype("uint8"))


def request(strength: float, **changes: Any) -> DrawingRequest:
    asked = DrawingRequest("a red fox", 7, 32, 32, 5, 3.0, image=picture(), image_sha256="ab", strength=strength)
    return replace(asked, **changes)


@pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning")  # of diffusers' own Chroma
@pytest.mark.parametrize(("name", "strength"), STRENGTHS)
def test_it_is_drawn_as_the_pipeline_of_that_family_draws_it(
    name: str, strength: float, tiny_engine: TinyEngine
) -> None:
    engine: Any = tiny_engine(name)
    assert_as_stock(engine, getattr(diffusers, FAMILIES[name])(**engine.pipeline.components), request(strength))


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_every_scheduler_starts_at_the_right_place_of_its_table(
    scheduler: str, tiny_engine: TinyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Any = tiny_engine("stable-diffusion")
    own = engine.pipeline.scheduler.config
    monkeypatch.setattr(engine.pipeline, "scheduler", getattr(diffusers, scheduler).from_config(own))
    parts = {**engine.pipeline.components, "requires_safety_checker": False}
    assert_as_stock(engine, diffusers.StableDiffusionImg2ImgPipeline(**parts), request(0.5))


def test_less_strength_keeps_more_of_the_picture_and_takes_fewer_steps(tiny_engine: TinyEngine) -> None:
    engine = tiny_engine("stable-diffusion")
    [conditioning] = engine.encode(["a red fox"], [""])
    drawings = [engine.begin(request(strength), conditioning) for strength in (0.2, 0.6, 1.0)]
    assert [drawing.num_steps for drawing in drawings] == [1, 3, 5]
    start = engine.begin(request(0.2), conditioning).pred_original_sample  # what the picture is in latents
    distances = []
    for drawing in drawings:
        while drawing.step < drawing.num_steps:
            engine.advance([drawing])
        distances.append(float((drawing.latents - start).abs().mean()))
    assert distances == sorted(distances) and distances[0] < distances[2] / 2


def test_it_shares_its_steps_with_drawings_from_noise_and_changes_none(tiny_engine: TinyEngine) -> None:
    engine = tiny_engine("stable-diffusion")
    plain = DrawingRequest("an owl", 3, 32, 32, 4, 3.0)
    [fox, owl] = engine.encode(["a red fox", "an owl"], ["", ""])
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("pair", [engine.begin(request(0.5), fox), engine.begin(plain, owl)])
    together = complete(loop, "pair")
    assert_same(together[0], draw_request(engine, request(0.5)))
    assert_same(together[1], draw_request(engine, plain))


def test_its_first_preview_shows_the_picture_it_starts_from(tiny_engine: TinyEngine) -> None:
    engine = tiny_engine("stable-diffusion")
    [conditioning] = engine.encode(["a red fox"], [""])
    assert pixels(engine.preview(engine.begin(request(0.5), conditioning))).std() > 0.01


def test_a_strength_that_leaves_no_step_is_refused(tiny_engine: TinyEngine) -> None:
    engine = tiny_engine("stable-diffusion")
    [conditioning] = engine.encode(["a red fox"], [""])
    with pytest.raises(EngineError, match=r"Of 5 steps a strength of 0\.1 leaves none"):
        engine.begin(request(0.1), conditioning)


def test_a_picture_of_another_shape_gives_the_drawing_its_shape(tiny_engine: TinyEngine) -> None:
    engine = tiny_engine("stable-diffusion")
    images = image_drawings(engine, ImageRequest("a fox", 7, image="ab"), picture(200, 100))
    [drawing] = images.drawings
    assert drawing.request.width > 1.8 * drawing.request.height and drawing.request.strength == 0.6
    assert drawing.request.image.size == (drawing.request.width, drawing.request.height)


def test_whole_pipelines_draw_from_words_alone(tiny_engine: TinyEngine) -> None:
    with pytest.raises(EngineError, match="draws from words alone"):
        image_drawings(tiny_engine("latent-diffusion"), ImageRequest("a fox", 7, image="ab"), picture())


def assert_as_stock(engine: Engine, stock: Any, asked: DrawingRequest) -> None:
    """The engine's picture beside that of the pipeline's own call, from an equal generator."""
    stock.set_progress_bar_config(disable=True)
    takes = inspect.signature(stock.__call__).parameters
    true = {"true_cfg_scale": asked.guidance_scale, "negative_prompt": " "}
    given = {"height": asked.height, "width": asked.width, "strength": asked.strength}
    given |= true if "Qwen" in type(stock).__name__ else {"guidance_scale": asked.guidance_scale}
    output = stock(
        prompt=asked.prompt,
        image=asked.image,
        num_inference_steps=asked.num_inference_steps,
        generator=torch.Generator().manual_seed(asked.seed),
        output_type="np",
        **{name: value for name, value in given.items() if name in takes},
    )
    expected = output.images[0]
    difference = np.abs(pixels(draw_request(engine, asked)) - expected)
    assert difference.max() <= 0.5 / 255 + 1e-3  # half of an 8-bit value, and the float error
    assert expected.std() > 0.01  # a flat picture would prove nothing
