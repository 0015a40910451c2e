"""One contract over families that are drawn whole: as the plain pipeline draws, in their own size, in half precision.

From cases/models.md: 1 (PixArt), 3 (Chroma, Kontext), 4 (float16), 5 (img2img, inpaint), 7 (guidance).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import DiffusionPipeline
from PIL import Image

from generation.engine import Engine, EngineError, ImageRequest
from generation.load import load_engine
from generation.request.resolve import drawing_request, image_drawings
from tests.generation.engine_contract import EngineContract, assert_same, draw, pixels

DRAWN = ["pixart-sigma", "chroma", "flux-kontext", "stable-diffusion-pag"]
# diffusers' own Chroma uses what diffusers deprecates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
]

TinyEngine = Callable[[str], Engine]
TinyFolder = Callable[[str], Path]


@pytest.mark.parametrize("name", ["chroma", "flux-kontext", "stable-diffusion-pag"])  # PixArt draws 256² and shrinks it
class TestFamilies(EngineContract):
    @pytest.fixture
    def engine(self, name: str, tiny_engine: TinyEngine) -> Engine:
        return tiny_engine(name)


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_the_plain_pipelines(name: str, tiny_engine: TinyEngine, tiny_folder: TinyFolder) -> None:
    plain = DiffusionPipeline.from_pretrained(tiny_folder(name), use_safetensors=True)
    size = {"width": 32, "height": 32} | ({"max_area": 32 * 32} if name == "flux-kontext" else {})
    picture = plain(prompt="a fox", num_inference_steps=4, generator=torch.Generator().manual_seed(7), **size).images[0]
    assert_same(draw(tiny_engine(name), "a fox", 7), picture)


@pytest.mark.parametrize("name", DRAWN)
def test_half_precision_without_bfloat16_draws(name: str, tiny_folder: TinyFolder, tiny_engine: TinyEngine) -> None:
    """The autoencoder that is kept in float32 gets its latents in float32 from pipelines that do not know."""
    options = {"width": 32, "height": 32, "num_inference_steps": 4, "threads": 1}
    half = load_engine({"name": "diffusers", "model": str(tiny_folder(name)), "dtype": "float16", "options": options})
    difference = np.abs(pixels(draw(half, "a red fox", 7)) - pixels(draw(tiny_engine(name), "a red fox", 7)))
    assert difference.mean() < 0.05


@pytest.mark.parametrize(
    ("name", "size", "steps", "guidance"),
    [
        ("pixart-sigma", 64, 20, 4.5),  # 32 cells of 2 pixels: its transformer's own
        ("chroma", 256, 35, 5.0),  # 128 cells, which its pipeline alone knows
        ("flux-kontext", 256, 28, 3.5),
        ("stable-diffusion-pag", 32, 50, 7.5),
    ],
)
def test_what_nobody_gave_is_the_models_own(
    name: str, size: int, steps: int, guidance: float, tiny_folder: TinyFolder
) -> None:
    info = load_engine({"name": "diffusers", "model": str(tiny_folder(name)), "options": {"threads": 1}}).info
    assert (info.width, info.height) == (size, size)
    assert (info.num_inference_steps, info.guidance_scale) == (steps, guidance)


@pytest.mark.parametrize("name", ["pixart-sigma", "chroma", "flux-kontext"])
def test_what_is_to_be_left_out_changes_the_picture(name: str, tiny_engine: TinyEngine) -> None:
    engine = tiny_engine(name)
    request = ImageRequest("a fox", seed=7)
    plain, steered = (
        _drawn(engine, each) for each in (request, replace(request, negative_prompt="a dull fog over it"))
    )
    assert plain.tobytes() != steered.tobytes()


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


def test_a_model_that_needs_a_mask_is_refused_before_it_fails_every_request(tiny_folder: TinyFolder) -> None:
    with pytest.raises(EngineError, match="fills a marked part of a picture, and there is no way to give it one"):
        load_engine({"name": "diffusers", "model": str(tiny_folder("inpaint")), "options": {"threads": 1}})


def _drawn(engine: Any, request: ImageRequest, picture: Image.Image | None = None) -> Image.Image:
    one = drawing_request(engine.info, request, request.prompt, request.seed, picture)
    [conditioning] = engine.encode([one.prompt], [one.negative_prompt])
    drawing = engine.begin(one, conditioning)
    engine.advance([drawing])
    return engine.finish([drawing])[0]
