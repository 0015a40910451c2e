"""The diffusers engine keeps the contract with every family it opens, and with a pipeline it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from generation.engine import Engine, EngineError, ImageRequest
from generation.engines.diffusers.engine import DiffusersOptions, translate_oom
from generation.load import load_engine
from generation.request.resolve import image_drawings
from tests.generation.engine_contract import EngineContract, assert_same, begin, draw, pixels

# diffusers' Euler schedulers hand a tensor to np.array the old way.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

OPENED = ["stable-diffusion", "stable-diffusion-xl", "stable-diffusion-3", "flux"]
TinyEngine = Callable[[str], Engine]


@pytest.mark.parametrize("name", [*OPENED, "latent-diffusion", "latent-consistency"])
class TestDiffusersEngine(EngineContract):
    @pytest.fixture
    def engine(self, name: str, tiny_engine: TinyEngine) -> Engine:
        return tiny_engine(name)


@pytest.mark.parametrize("name", OPENED)
def test_the_last_preview_is_nearly_the_picture(name: str, tiny_engine: TinyEngine) -> None:
    engine = tiny_engine(name)
    drawing = begin(engine, "a red fox", seed=7)
    while drawing.step < drawing.num_steps:
        engine.advance([drawing])
    last, picture = engine.preview(drawing), engine.finish([drawing])[0]
    assert np.abs(pixels(last.resize(picture.size)) - pixels(picture)).mean() < 0.02


@pytest.mark.parametrize("name", OPENED)
def test_prompt_embeds_can_be_replaced_even_by_longer_ones(name: str, tiny_engine: TinyEngine) -> None:
    engine = tiny_engine(name)
    plain = begin(engine, "a red fox", seed=7)
    tokens = torch.zeros(1, 4, plain.conditioning.prompt_embeds.shape[-1])
    embeds = torch.cat([plain.conditioning.prompt_embeds, tokens], dim=1)
    steered = engine.begin(plain.request, replace(plain.conditioning, prompt_embeds=embeds))
    while plain.step < plain.num_steps:
        engine.advance([plain, steered])
    one, other = engine.finish([plain, steered])
    assert_same(one, draw(engine, "a red fox", seed=7))
    assert one.tobytes() != other.tobytes()


def test_a_negative_prompt_is_refused_where_it_would_change_nothing(tiny_engine: TinyEngine) -> None:
    """cases/models.md 7."""
    request = ImageRequest("a fox", seed=7, negative_prompt="dull fog")
    assert image_drawings(tiny_engine("stable-diffusion"), request).ignored_words == ()
    for name in ("flux", "latent-diffusion", "latent-consistency"):
        with pytest.raises(EngineError, match="draws only what is told"):
            image_drawings(tiny_engine(name), request)
    with pytest.raises(EngineError, match="only with a guidance above 1: add --guidance 2, or drop --no"):
        image_drawings(tiny_engine("stable-diffusion"), replace(request, guidance_scale=1.0))


@pytest.mark.parametrize(
    ("name", "prompt", "ignored"),
    [
        ("latent-diffusion", "a red fox under a lantern", ("lantern",)),  # twenty letters and two marks
        ("stable-diffusion", "a red fox under a lantern", ()),  # read in pieces
        ("stable-diffusion-3", "a red fox under a lantern", ()),  # T5 has room for more
        ("flux", "a" * 600, ("a" * 600,)),
    ],
)
def test_words_without_room_are_named(
    name: str, prompt: str, ignored: tuple[str, ...], tiny_engine: TinyEngine
) -> None:
    assert image_drawings(tiny_engine(name), ImageRequest(prompt, seed=7)).ignored_words == ignored


@pytest.mark.parametrize(
    ("name", "ignored"),
    [
        ("stable-diffusion", ()),
        ("stable-diffusion-xl", ()),
        ("stable-diffusion-3", ()),
        ("latent-consistency", ("a", "red", "fox", "under", "a", "lantern")),  # it takes nothing away
    ],
)
def test_words_to_leave_out_that_there_was_no_room_for_are_named_too(
    name: str, ignored: tuple[str, ...], tiny_engine: TinyEngine
) -> None:
    """diffusers#447, #472: they were cut off without a word."""
    [conditioning] = tiny_engine(name).encode(["a fox"], ["a red fox under a lantern"])
    assert conditioning.ignored_words == ignored


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
@pytest.mark.parametrize("name", OPENED)
def test_half_precision_draws_nearly_the_same_picture(
    name: str, dtype: str, tiny_folder: Callable[[str], Path], tiny_engine: TinyEngine
) -> None:
    options = {"width": 32, "height": 32, "num_inference_steps": 4, "threads": 1}
    half = load_engine({"name": "diffusers", "model": str(tiny_folder(name)), "dtype": dtype, "options": options})
    difference = np.abs(pixels(draw(half, "a red fox", 7)) - pixels(draw(tiny_engine(name), "a red fox", 7)))
    assert 0 < difference.mean() < 0.03


def test_a_device_without_memory_is_told_in_a_sentence() -> None:
    with pytest.raises(EngineError, match="ask for a smaller one"), translate_oom():
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB.")


def test_the_operator_can_set_what_a_picture_defaults_to(tiny_folder: Callable[[str], Path]) -> None:
    options = {"guidance_scale": 2.0, "num_inference_steps": 5, "width": 40, "threads": 1}
    info = load_engine({"name": "diffusers", "model": str(tiny_folder("stable-diffusion")), "options": options}).info
    assert (info.guidance_scale, info.num_inference_steps, info.width, info.height) == (2.0, 5, 40, 32)


def test_the_embedded_model_is_the_default() -> None:
    assert DiffusersOptions().model == "storybook"
