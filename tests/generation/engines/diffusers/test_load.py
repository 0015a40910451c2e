"""A model that cannot be had is told in a sentence that says what to set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import huggingface_hub
import pytest

from generation.engine import DrawingRequest, EngineError
from generation.load import load_engine
from tests.generation.engine_contract import draw_request
from tests.generation.tiny_storybook import save_tiny_storybook


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"model": "no/such/folder/here"}, "There is no model folder 'no/such/folder/here'"),
        ({"model": "somebody/model"}, "set engine.hub = true and engine.revision"),
        ({"model": "somebody/model", "hub": True}, "Set engine.revision to the commit of somebody/model"),
        ({"model": "somebody/model", "hub": True, "revision": "main"}, "Set engine.revision to the commit"),
        ({"model": "../model", "hub": True}, "Set engine.revision to the commit"),
        ({"device": "cuda:99"}, "There is no device 'cuda:99'"),
        ({"dtype": "int4"}, "The dtype 'int4' is none of"),
        ({"modle": "x"}, "The engine setting 'modle' is not usable"),
        ({"options": {"threads": 0}}, "The engine setting 'threads' is not usable"),
    ],
)
def test_settings_that_cannot_work_are_explained(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EngineError) as caught:
        load_engine({"name": "diffusers", **settings})
    assert sentence in str(caught.value)


def test_an_empty_file_is_not_a_model(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(EngineError, match="is not a safetensors file"):
        load_engine({"name": "diffusers", "model": str(tmp_path / "model.safetensors")})


@pytest.mark.parametrize("size", [{"width": 250}, {"height": 33}])
def test_a_default_size_off_the_models_grid_is_refused(
    size: dict[str, int], tiny_folder: Callable[[str], Path]
) -> None:
    with pytest.raises(EngineError, match="must be multiples of 4"):
        load_engine({"name": "diffusers", "model": str(tiny_folder("stable-diffusion")), "options": size})


def test_stable_diffusion_3_is_drawn_without_the_encoder_that_many_leave_out(
    tiny_engine: Callable[[str], Any], tmp_path: Path
) -> None:
    """cases/models.md 13: diffusers itself does not read the nulls that it writes for it."""
    parts = tiny_engine("stable-diffusion-3").pipeline.components
    without = diffusers.StableDiffusion3Pipeline(**{**parts, "text_encoder_3": None, "tokenizer_3": None})
    without.save_pretrained(tmp_path / "sd3")
    engine = load_engine({"name": "diffusers", "model": str(tmp_path / "sd3"), "options": {"threads": 1}})
    assert draw_request(engine, DrawingRequest("a fox", 7, 32, 32, 1, 2.0)).size == (32, 32)


def test_the_embedded_model_draws_its_own_size_or_half_of_it_and_says_so(tmp_path: Path) -> None:
    model = str(save_tiny_storybook(tmp_path))
    for size in ({"width": 32}, {"width": 64, "height": 32}, {"width": 128, "height": 128}):
        with pytest.raises(EngineError, match="draws only 64×64 or 32×32: leave out width and height, or set both"):
            load_engine({"name": "diffusers", "model": model, "options": size})
    options = {"threads": 1, "width": 32, "height": 32}
    engine = load_engine({"name": "diffusers", "model": model, "options": options})
    assert (engine.info.width, engine.info.height) == (32, 32)
    assert draw_request(engine, DrawingRequest("a fox", 7, 32, 32, 1, 1.0)).size == (32, 32)


def test_a_hub_that_cannot_be_reached_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = "http://127.0.0.1:9"  # nothing listens there
    sentence = "somebody/model could not be fetched: there is no connection"
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", nowhere)
    monkeypatch.setattr(huggingface_hub.hf_api.api, "endpoint", nowhere)
    with pytest.raises(EngineError, match=f"^{sentence}") as raised:
        load_engine({"name": "diffusers", "model": "somebody/model", "hub": True, "revision": "a" * 40})
    assert "Connection refused" in causes(raised.value)


def causes(error: BaseException | None) -> str:
    """What led to an error, from the last to the first."""
    return "" if error is None else f"{error}\n{causes(error.__cause__ or error.__context__)}"
