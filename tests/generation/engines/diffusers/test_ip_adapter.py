"""Stable Diffusion and SDXL shown pictures by an IP-Adapter: as in the plain pipeline, and not at all without them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from generation.engine import DrawingRequest, Engine, EngineError
from generation.engines.diffusers.ip_adapter import SCALE
from generation.load import load_engine
from generation.loop import DrawingLoop
from tests.generation.engine_contract import assert_same, complete, draw_request
from tests.generation.small_references import striped
from tests.generation.tiny_ip_adapter import save_ip_adapter

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
FOX, OWL = striped((48, 32), (200, 90, 40)), striped((32, 64), (60, 90, 160))
NAMES = ("stable-diffusion", "stable-diffusion-xl")
Adapted = Callable[[str], Any]


@pytest.fixture(scope="module")
def adapted(
    tiny_folder: Callable[[str], Path], tiny_engine: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory
) -> Adapted:
    """name → an engine with an adapter of its own"""

    @cache
    def engine(name: str) -> Any:
        folder = save_ip_adapter(tmp_path_factory.mktemp("adapter"), tiny_engine(name).pipeline.unet)
        return load_engine(settings(tiny_folder(name), folder))

    return engine


def settings(model: Path, adapter: Path) -> dict[str, Any]:
    return {"name": "diffusers", "model": str(model), "ip_adapter": str(adapter), "options": {"threads": 1}}


def asked(*references: Any, **changes: Any) -> DrawingRequest:
    told: Any = {"prompt": "a red fox", "seed": 7, "width": 64, "height": 32, "negative_prompt": "fog"} | changes
    return DrawingRequest(**told, num_inference_steps=2, guidance_scale=3.0, references=references)


@pytest.mark.parametrize("name", NAMES)
def test_references_are_drawn_as_in_the_plain_pipeline_and_the_same_in_company(name: str, adapted: Adapted) -> None:
    engine = adapted(name)
    assert engine.info.references == 10
    request = asked(FOX, OWL)
    alone = draw_request(engine, request)
    pipeline = engine.pipeline
    pipeline.set_ip_adapter_scale(SCALE)
    output = pipeline(
        prompt=request.prompt,
        negative_prompt=request.negative_prompt,
        ip_adapter_image=[[FOX, OWL]],
        width=64,
        height=32,
        num_inference_steps=2,
        guidance_scale=3.0,
        generator=torch.Generator().manual_seed(7),
        output_type="np",
    )
    assert np.abs(np.asarray(alone) - np.asarray(output.images[0]) * 255).max() < 0.51
    company = (request, asked(OWL, FOX, seed=8), asked(OWL, prompt="an owl"), asked())
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("all", [engine.begin(each, engine.encode([each.prompt], ["fog"])[0]) for each in company])
    for drawn, each in zip(complete(loop, "all"), company, strict=True):
        assert_same(drawn, draw_request(engine, each))


@pytest.mark.parametrize("name", NAMES)
def test_without_a_reference_it_draws_as_if_there_were_no_adapter(
    name: str, adapted: Adapted, tiny_engine: Callable[[str], Engine]
) -> None:
    adapter, plain = draw_request(adapted(name), asked()), draw_request(tiny_engine(name), asked())
    assert_same(adapter, plain)
    assert draw_request(adapted(name), asked(FOX)).tobytes() != plain.tobytes()


def test_an_adapter_of_another_model_is_refused_in_a_sentence(
    tiny_folder: Callable[[str], Path], tiny_engine: Callable[[str], Any], tmp_path: Path
) -> None:
    folder = save_ip_adapter(tmp_path, tiny_engine("stable-diffusion-xl").pipeline.unet)
    for model, sentence in (
        ("stable-diffusion", "The IP-Adapter ip-adapter.safetensors does not fit StableDiffusionPipeline: "),
        ("flux", "engine.ip_adapter goes with Stable Diffusion and SDXL, and this is FluxPipeline: leave it out."),
    ):
        with pytest.raises(EngineError) as refused:
            load_engine(settings(tiny_folder(model), folder))
        assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("lacks", "sentence"),
    [
        ("", "There is no IP-Adapter"),
        ("image_encoder", "needs the folder image_encoder beside it"),
        ("ip-adapter.safetensors", "holds no safetensors"),
    ],
)
def test_what_an_adapter_lacks_is_named(
    lacks: str, sentence: str, tiny_folder: Callable[[str], Path], tiny_engine: Callable[[str], Any], tmp_path: Path
) -> None:
    folder = save_ip_adapter(tmp_path / "adapter", tiny_engine("stable-diffusion").pipeline.unet)
    gone = folder / lacks
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    with pytest.raises(EngineError, match=sentence):
        load_engine(settings(tiny_folder("stable-diffusion"), folder))
