"""Drawings that follow a picture are what the ControlNet pipelines of diffusers draw, alone and in company."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch
from diffusers import ControlNetModel
from PIL import Image

from generation.devices import Placement
from generation.engine import DrawingRequest, Engine, EngineError
from generation.engines.diffusers import load
from generation.engines.diffusers.memory import MemoryPlan
from generation.load import load_engine
from generation.loop import DrawingLoop
from tests.generation.engine_contract import assert_same, complete, draw_request, pixels
from tests.generation.small_references import striped

# diffusers' Euler schedulers hand a tensor to np.array the old way.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

PIPELINES = {
    "stable-diffusion": "StableDiffusionControlNetPipeline",
    "stable-diffusion-xl": "StableDiffusionXLControlNetPipeline",
}
FOLLOWED = striped((64, 32), (200, 90, 40))
Following = Callable[[str], Engine]


def test_what_it_adds_is_counted_before_it_is_loaded(
    tiny_folder: Callable[[str], Path], controlnet: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[int] = []
    follower = str(controlnet("stable-diffusion"))  # which loads an engine, the first time

    def plan(*_: object, **__: object) -> MemoryPlan:
        planned.append(_[-1])  # type: ignore[arg-type]
        return MemoryPlan()

    monkeypatch.setattr(load, "plan_memory", plan)
    placement = Placement("cpu", "float32", "")
    family, _ = load.load_family(tiny_folder("stable-diffusion"), "", False, placement, controlnet=follower)
    assert planned == [sum(each.numel() for each in family.pipeline.controlnet.parameters())]


def request(**changes: Any) -> DrawingRequest:
    return replace(DrawingRequest("a red fox", 7, 64, 32, 3, 3.0, control=FOLLOWED, control_scale=0.8), **changes)


@pytest.fixture(scope="module")
def controlnet(tiny_engine: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """name of a family → the folder of a ControlNet for it, which says something already"""

    @cache
    def folder(name: str) -> Path:
        torch.manual_seed(3)
        made = ControlNetModel.from_unet(
            tiny_engine(name).pipeline.unet,
            conditioning_embedding_out_channels=(8, 16),  # a tiny autoencoder shrinks twice, too
            load_weights_from_unet=False,
        )
        with torch.no_grad():
            silent = *made.controlnet_down_blocks, made.controlnet_mid_block, made.controlnet_cond_embedding.conv_out
            for part in silent:
                part.weight.normal_(0, 0.3)
        path = tmp_path_factory.mktemp("controlnets") / f"canny-{name}"
        made.save_pretrained(path)
        return path

    return folder


@pytest.fixture(scope="module")
def following(tiny_folder: Callable[[str], Path], controlnet: Callable[[str], Path]) -> Following:
    @cache
    def engine(name: str) -> Engine:
        settings = {"name": "diffusers", "model": str(tiny_folder(name)), "controlnet": str(controlnet(name))}
        return load_engine(settings | {"options": {"threads": 1}})

    return engine


@pytest.mark.parametrize("name", PIPELINES)
def test_it_follows_as_the_pipeline_with_a_controlnet_does(name: str, following: Following) -> None:
    engine: Any = following(name)
    assert engine.info.control == "canny"
    parts = {**engine.pipeline.components, "controlnet": engine.pipeline.controlnet}
    parts |= {"requires_safety_checker": False} if "safety_checker" in parts else {}
    pipeline = getattr(diffusers, PIPELINES[name])(**parts)
    pipeline.set_progress_bar_config(disable=True)
    asked = request()
    expected = pipeline(
        asked.prompt,
        image=asked.control,
        height=32,
        width=64,
        num_inference_steps=3,
        guidance_scale=3.0,
        controlnet_conditioning_scale=0.8,
        generator=torch.Generator().manual_seed(7),
        output_type="np",
    ).images[0]
    drawn = pixels(draw_request(engine, asked))
    assert np.abs(drawn - expected).max() <= 0.51 / 255 and expected.std() > 0.01  # where a half is rounded
    assert np.abs(drawn - pixels(draw_request(engine, request(control=None)))).max() > 0.02


def test_in_company_each_follows_its_own_picture_as_closely_as_it_was_asked(following: Following) -> None:
    engine = following("stable-diffusion")
    other = striped((64, 32), (60, 90, 160)).rotate(180)
    asked = [request(), request(control=other, control_scale=1.5, seed=4), request(control=None, seed=5)]
    [fox] = engine.encode(["a red fox"], [""])
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("three", [engine.begin(each, fox) for each in asked])
    for together, each in zip(complete(loop, "three"), asked, strict=True):
        assert_same(together, draw_request(engine, each))


def test_without_a_picture_it_draws_as_if_there_were_none(
    following: Following, tiny_engine: Callable[[str], Engine]
) -> None:
    asked = request(control=None)
    drawn, plain = (draw_request(each("stable-diffusion"), asked) for each in (following, tiny_engine))
    assert_same(drawn, plain)  # two models in memory: where their weights lie decides about the last bit


def test_a_start_picture_and_a_mask_go_with_it(following: Following) -> None:
    engine = following("stable-diffusion")
    mask = Image.new("L", (64, 32))
    mask.paste(255, (8, 4, 40, 24))
    start = request(image=FOLLOWED, image_sha256="ab", strength=0.7, mask=mask)
    assert draw_request(engine, start).tobytes() != draw_request(engine, replace(start, control=None)).tobytes()


@pytest.mark.parametrize(
    ("model", "of", "words"),
    [
        ("flux", "stable-diffusion", "goes with Stable Diffusion and SDXL, and this is FluxPipeline: leave it out"),
        ("stable-diffusion", "stable-diffusion-xl", "is one for another kind of model than StableDiffusionPipeline"),
        ("stable-diffusion", "", "There is no ControlNet 'nowhere': check engine.controlnet in the settings"),
        ("stable-diffusion", "none", "that engine.controlnet names holds no ControlNetModel"),
    ],
)
def test_one_that_does_not_fit_is_refused_in_a_sentence(
    model: str,
    of: str,
    words: str,
    tiny_folder: Callable[[str], Path],
    controlnet: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    path = "nowhere"
    if of == "none":
        (tmp_path / "fox").mkdir()
        path = str(tmp_path / "fox")
    elif of:
        path = str(controlnet(of))
    settings = {"name": "diffusers", "model": str(tiny_folder(model)), "controlnet": path, "options": {"threads": 1}}
    with pytest.raises(EngineError, match=words):
        load_engine(settings)
