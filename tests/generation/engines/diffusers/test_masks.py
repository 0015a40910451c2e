"""A part of a picture that is drawn anew is what diffusers' own inpainting pipelines draw, alone and in company."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import diffusers
import numpy as np
import pytest
import torch
from diffusers.configuration_utils import FrozenDict
from PIL import Image

from generation.engine import DrawingRequest, Engine, EngineError
from generation.loop import DrawingLoop
from tests.generation.engine_contract import assert_same, complete, draw_request, pixels
from tests.generation.small_references import striped

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning"),
]
TinyEngine = Callable[[str], Engine]
FAMILIES = {
    "stable-diffusion": "StableDiffusionInpaintPipeline",
    "stable-diffusion-xl": "StableDiffusionXLInpaintPipeline",
    "stable-diffusion-3": "StableDiffusion3InpaintPipeline",
    "flux": "FluxInpaintPipeline",
    "z-image": "ZImageInpaintPipeline",
    "qwen-image": "QwenImageInpaintPipeline",
    "chroma": "ChromaInpaintPipeline",
    "inpaint": "StableDiffusionInpaintPipeline",  # a UNet of nine channels
    "inpaint-xl": "StableDiffusionXLInpaintPipeline",
}
PICTURE = striped((64, 32), (200, 90, 40))
MASK = Image.new("L", (64, 32))
MASK.paste(255, (8, 4, 40, 24))


def request(strength: float = 1.0, **changes: Any) -> DrawingRequest:
    asked = DrawingRequest(
        "a red fox", 7, 64, 32, 4, 3.0, image=PICTURE, image_sha256="ab", strength=strength, mask=MASK
    )
    return replace(asked, **changes)


def plain(engine: Any, name: str, asked: DrawingRequest) -> np.ndarray[Any, Any]:
    """The picture (H, W, 3) of the inpainting pipeline's own call, from an equal generator."""
    parts, takes = engine.pipeline.components, getattr(diffusers, FAMILIES[name])
    parts |= {"requires_safety_checker": False} if "safety_checker" in parts else {}
    pipeline = takes(
        **{key: part for key, part in parts.items() if key in inspect.signature(takes.__init__).parameters}
    )
    pipeline.set_progress_bar_config(disable=True)
    true = {"true_cfg_scale": asked.guidance_scale, "negative_prompt": " "}
    given = true if "Qwen" in takes.__name__ else {"guidance_scale": asked.guidance_scale}
    given |= {"max_sequence_length": 512} if "Chroma" in takes.__name__ else {}  # its own is 256, but only for masks
    with _mended(pipeline):
        output = pipeline(
            prompt=asked.prompt,
            image=asked.image or Image.new("RGB", (asked.width, asked.height)),
            mask_image=asked.mask or Image.new("L", (asked.width, asked.height), 255),
            height=asked.height,
            width=asked.width,
            strength=1.0 if asked.strength is None else asked.strength,
            num_inference_steps=asked.num_inference_steps,
            generator=torch.Generator().manual_seed(asked.seed),
            output_type="np",
            **given,
        )
    return np.asarray(output.images[0])


@contextmanager
def _mended(pipeline: Any) -> Iterator[None]:
    """What diffusers 0.42.1 gets wrong (findings/diffusers-inpainting.sh): Stable Diffusion 3 is decoded without its
    shift, and Chroma is asked for a setting that it has not.
    """
    decode, name, config = pipeline.vae.decode, type(pipeline).__name__, pipeline.vae.config
    with ExitStack() as patched:
        if name == "StableDiffusion3InpaintPipeline":
            shifted = lambda latents, **options: decode(latents + config.shift_factor, **options)  # noqa: E731
            patched.enter_context(patch.object(pipeline.vae, "decode", shifted))
        if name == "ChromaInpaintPipeline":
            settings = FrozenDict({**pipeline.transformer.config, "guidance_embeds": False})
            patched.enter_context(patch.object(pipeline.transformer, "_internal_dict", settings))
        yield


def assert_as_plain(engine: Engine, name: str, asked: DrawingRequest) -> None:
    expected = plain(engine, name, asked)
    assert expected.std() > 0.01  # a flat picture would prove nothing
    assert np.abs(pixels(draw_request(engine, asked)) - expected).max() <= 0.51 / 255  # where a half is rounded


@pytest.mark.parametrize("name", FAMILIES)
def test_the_marked_part_is_drawn_as_the_pipeline_for_that_draws_it(name: str, tiny_engine: TinyEngine) -> None:
    engine = tiny_engine(name)
    assert engine.info.inpaints
    for strength in (1.0, 0.6):
        assert_as_plain(engine, name, request(strength))


@pytest.mark.parametrize(
    "scheduler",
    [
        "EulerAncestralDiscreteScheduler",
        "HeunDiscreteScheduler",
        "DPMSolverMultistepScheduler",
        "UniPCMultistepScheduler",
    ],
)
@pytest.mark.parametrize("name", ["stable-diffusion", "inpaint"])
def test_every_scheduler_keeps_what_stays_at_its_own_noise(
    name: str, scheduler: str, tiny_engine: TinyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Any = tiny_engine(name)
    own = engine.pipeline.scheduler.config
    monkeypatch.setattr(engine.pipeline, "scheduler", getattr(diffusers, scheduler).from_config(own))
    assert_as_plain(engine, name, request(0.6))


@pytest.mark.parametrize("name", ["stable-diffusion", "inpaint"])
def test_masked_and_other_drawings_share_their_steps_and_change_none(name: str, tiny_engine: TinyEngine) -> None:
    engine = tiny_engine(name)
    asked = [request(), request(0.6, mask=None), replace(request(), image=None, mask=None, strength=None, seed=3)]
    [fox] = engine.encode(["a red fox"], [""])
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("three", [engine.begin(each, fox) for each in asked])
    for together, each in zip(complete(loop, "three"), asked, strict=True):
        assert_same(together, draw_request(engine, each))


def test_an_inpainting_model_draws_from_words_or_a_whole_picture_as_if_all_of_it_were_marked(
    tiny_engine: TinyEngine,
) -> None:
    engine = tiny_engine("inpaint")
    assert not engine.info.needs_image
    assert_as_plain(engine, "inpaint", request(0.6, mask=None))
    assert_as_plain(engine, "inpaint", replace(request(), image=None, mask=None, strength=None))


def test_outside_the_mask_the_picture_is_what_its_autoencoder_makes_of_it(tiny_engine: TinyEngine) -> None:
    engine: Any = tiny_engine("stable-diffusion")
    [conditioning] = engine.encode(["a red fox"], [""])
    drawing = engine.begin(request(), conditioning)
    while drawing.step < drawing.num_steps:
        engine.advance([drawing])
    outside = (drawing.kept.mask == 0).expand_as(drawing.latents)
    assert torch.equal(drawing.latents[outside], drawing.kept.image[outside])
    assert not torch.equal(drawing.latents[~outside], drawing.kept.image[~outside])


def test_a_mask_that_marks_less_than_a_cell_is_refused(tiny_engine: TinyEngine) -> None:
    engine = tiny_engine("stable-diffusion")
    [conditioning] = engine.encode(["a red fox"], [""])
    speck = Image.new("L", (64, 32))
    speck.putpixel((1, 1), 255)
    with pytest.raises(EngineError, match=r"marks less than the 2×2 pixels"):
        engine.begin(request(mask=speck), conditioning)
