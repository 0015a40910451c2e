"""A pipeline that is drawn whole is guarded like those that are opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from generation.engine import DrawingRequest, Engine, EngineError, ImageRequest
from generation.engines.diffusers.families.whole_pipeline import WholeFamily
from generation.request.resolve import drawing_request, image_drawings
from generation.tools.safety_checker import HELD_BACK, ImageRejected
from tests.generation.engine_contract import begin, draw_request

TinyEngine = Callable[[str], Engine]
TinyFolder = Callable[[str], Path]
PIXELS = np.full((1, 24, 32, 3), 0.5, np.float32)
REQUEST = DrawingRequest("a fox", 7, 32, 24, 4, 1.0)


class Pipeline:
    """Answers every call with what it was given."""

    components: dict[str, object] = {}  # noqa: RUF012  # of diffusers' own name

    def __init__(self, **output: Any) -> None:
        self.output = SimpleNamespace(**output)

    def __call__(self, prompt: str, height: int = 0, width: int = 0, output_type: str = "pil") -> Any:
        return self.output


def finish(**output: Any) -> Image.Image:
    family = WholeFamily(Pipeline(**output))
    drawing = family.begin(REQUEST, family.encode("a fox", ""))
    family.advance([drawing])
    return family.finish(drawing)


@pytest.mark.parametrize("name", ["nsfw_content_detected", "nsfw_detected"])
def test_what_the_pipeline_blackened_is_held_back_under_either_name(name: str) -> None:
    with pytest.raises(ImageRejected, match=HELD_BACK):
        finish(images=PIXELS * 0, **{name: [True]})
    assert finish(images=PIXELS, **{name: None}).size == (32, 24)
    assert finish(images=PIXELS, **{name: [False]}).getpixel((0, 0)) == (128, 128, 128)


@pytest.mark.parametrize("images", [PIXELS * np.nan, [Image.new("RGB", (32, 24))]])
def test_what_is_no_number_is_no_picture(images: Any) -> None:
    """A pipeline that only hands out finished pictures has made black of it."""
    with pytest.raises(EngineError, match=r"left no picture: try another seed"):
        finish(images=images)


def test_a_picture_has_the_size_that_was_asked_for() -> None:
    """Kandinsky's draw on a grid of 64 pixels, whatever they are asked."""
    assert finish(images=[Image.new("RGB", (64, 64), "red")]).size == (32, 24)


@pytest.mark.parametrize("output", [{}, {"images": []}, {"images": ["no"]}, {"images": PIXELS[..., :1]}])
def test_what_draws_no_pictures_says_so(output: dict[str, Any]) -> None:
    with pytest.raises(EngineError, match="does not draw pictures"):
        finish(**output)


def test_the_words_that_there_is_no_room_for_are_named(tiny_engine: Callable[[str], Engine]) -> None:
    """diffusers#447: the pipeline itself only logs them."""
    [conditioning] = tiny_engine("latent-consistency").encode(["a red fox under a lantern"], [""])
    assert conditioning.ignored_words == ("lantern",)


@pytest.mark.parametrize("name", ["latent-consistency", "stable-diffusion"])
def test_what_the_scheduler_refuses_is_said_in_its_words(
    name: str, tiny_engine: Callable[[str], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Latent-Consistency-Model#9: 60 steps where 50 were learned; opened or not."""
    engine: Any = tiny_engine(name)
    scheduler = tiny_engine("latent-consistency").pipeline.scheduler  # type: ignore[attr-defined]
    monkeypatch.setattr(engine.pipeline, "scheduler", scheduler)
    with pytest.raises(EngineError, match="smaller than `num_inference_steps`: 60"):
        draw_request(engine, DrawingRequest("a fox", 7, 32, 32, 60, 1.0))


def test_only_half_precision_is_advised_against(tiny_engine: Callable[[str], Engine]) -> None:
    engine: Any = tiny_engine("stable-diffusion")
    drawing = begin(engine, "a fox", seed=1)
    drawing.latents = drawing.latents * float("nan")
    with pytest.raises(EngineError, match="left no picture: try another seed"):
        engine.finish([drawing])
    engine.pipeline.unet.half()
    with pytest.raises(EngineError, match=r"left no picture: whoever runs Vignette can set engine\.dtype to float32"):
        engine.finish([drawing])
    engine.pipeline.unet.float()


def test_a_model_that_changes_pictures_asks_for_one(tiny_engine: TinyEngine) -> None:
    engine = tiny_engine("img2img")
    with pytest.raises(EngineError, match="changes a picture and draws none from words alone: attach one"):
        image_drawings(engine, ImageRequest("a fox", seed=7))
    pictures = [
        _drawn(
            engine, ImageRequest("a fox", seed=7, image="0" * 64, strength=strength), Image.new("RGB", (32, 32), "red")
        )
        for strength in (0.5, 1.0)
    ]
    assert pictures[0].size == (32, 32) and pictures[0].tobytes() != pictures[1].tobytes()


def test_a_model_that_fills_a_part_is_given_the_mask_or_all_of_it(tiny_engine: TinyEngine) -> None:
    engine: Any = tiny_engine("flux-fill")
    assert engine.info.inpaints and not engine.info.needs_image
    picture, mask = Image.new("RGB", (32, 32), "red"), Image.new("L", (32, 32))
    mask.paste(255, (0, 0, 16, 32))
    for changes in ({"image": picture, "mask": mask}, {"image": picture}, {}):
        asked = DrawingRequest("a fox", 7, 32, 32, 2, 3.0, strength=1.0 if changes else None, **changes)
        expected = engine.pipeline(
            "a fox",
            image=asked.image or Image.new("RGB", (32, 32), "grey"),
            mask_image=asked.mask or Image.new("L", (32, 32), 255),
            height=32,
            width=32,
            num_inference_steps=2,
            guidance_scale=3.0,
            generator=torch.Generator().manual_seed(7),
        )
        assert draw_request(engine, asked).tobytes() == expected.images[0].tobytes()


def _drawn(engine: Any, request: ImageRequest, picture: Image.Image | None = None) -> Image.Image:
    one = drawing_request(engine.info, request, request.prompt, request.seed, picture)
    [conditioning] = engine.encode([one.prompt], [one.negative_prompt])
    drawing = engine.begin(one, conditioning)
    engine.advance([drawing])
    return engine.finish([drawing])[0]
