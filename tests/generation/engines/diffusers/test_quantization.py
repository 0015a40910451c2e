"""Weights of few bits draw nearly what they were, alone and in company, with LoRAs and without; or are refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest
from PIL import Image

from generation.engine import Engine, ImageRequest
from generation.engines.diffusers import quantization
from generation.engines.diffusers.facts import model_facts
from generation.engines.diffusers.quantization import wrong_quantization
from generation.load import load_engine
from generation.loop import DrawingLoop
from story.draw import story_drawings
from story.request import StoryRequest
from tests.generation.engine_contract import assert_same, begin, complete, draw, pixels
from tests.generation.tiny_gguf import save_gguf, transformer_of, without_transformer
from tests.generation.tiny_loras import save_lora

TinyFolder = Callable[[str], Path]
BNB = {"load_in_4bit": True, "bnb_4bit_quant_type": "nf4"}
pytestmark = [
    pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning"),
    pytest.mark.filterwarnings("ignore:Already found a `peft_config`:UserWarning"),
]


@pytest.mark.parametrize(
    ("said", "installed", "clause"),
    [
        ({"quant_method": "torchao"}, False, "are quantized and need the package torchao: make EXTRAS=torchao install"),
        (BNB, False, "are quantized and need the package bitsandbytes: make EXTRAS=bitsandbytes install"),
        (BNB, True, "are quantized by bitsandbytes, which needs an NVIDIA GPU: take them in GGUF"),
        ({"quant_method": "quanto"}, True, "were quantized by quanto, which is not read here: take them in GGUF"),
    ],
)
def test_a_model_that_was_saved_quantized_says_what_it_needs(
    tiny_folder: TinyFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: dict[str, Any],
    installed: bool,
    clause: str,
) -> None:
    monkeypatch.setattr(quantization, "is_installed", lambda _: installed)
    monkeypatch.setattr(quantization.torch.cuda, "is_available", lambda: False)
    model = Path(copytree(tiny_folder("flux"), tmp_path / "fox"))
    file = model / "transformer/config.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"quantization_config": said}))
    assert list(wrong_quantization(model / "transformer")) == [f"the weights of transformer {clause}"]
    assert model_facts(model).objections == f"The model folder 'fox' was refused: the weights of transformer {clause}."


def load(model: Path, memory: str, loras: Path | None = None, **options: Any) -> Engine:
    options = {"width": 32, "height": 32, "num_inference_steps": 4, "threads": 1, **options}
    settings = {"model": str(model), "memory": memory, "loras": str(loras or "")}
    return load_engine({"name": "diffusers", **settings, "options": options})


def together(engine: Engine, loras: Sequence[Any]) -> list[Image.Image]:
    """A fox with LoRAs and one without, drawn at a time."""
    loop = DrawingLoop(engine, max_batch=8)
    for name, of in (("with", tuple(loras)), ("without", ())):
        request = replace(begin(engine, "a red fox", 7).request, loras=of)
        [told] = engine.encode([request.prompt], [""], of)
        loop.add(name, [engine.begin(request, told)])
    while not loop.idle:
        loop.step()
    return loop.take("with") + loop.take("without")


@pytest.mark.parametrize(("how", "name"), [("int8", "flux"), ("int8", "stable-diffusion"), ("gguf", "flux")])
def test_it_draws_nearly_the_same_with_a_lora_and_without(
    how: str, name: str, tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    loras = tmp_path / "loras"
    loras.mkdir()
    save_lora(loras / "ink.safetensors", name, ("transformer" if name == "flux" else "unet",), seed=1)
    engine, whole = quantized(how, name, tiny_folder, tmp_path, loras), load(tiny_folder(name), "none", loras)
    assert not engine.info.loras[0].objection
    drawn, expected = together(engine, [("ink", 0.8)]), together(whole, [("ink", 0.8)])
    for one, other in zip(drawn, expected, strict=True):
        assert 0 < np.abs(pixels(one) - pixels(other)).mean() < 0.01
    assert np.abs(pixels(expected[0]) - pixels(expected[1])).mean() > 0.02
    assert_same(drawn[1], draw(engine, "a red fox", 7))


@pytest.mark.parametrize("how", ["int8", "gguf"])
def test_frames_that_look_at_each_other_are_the_same_in_one_batch_and_one_by_one(
    how: str, tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    engine = quantized(how, "flux", tiny_folder, tmp_path, shared_attention=1)
    story = StoryRequest(("Mia is a red fox.", "She sleeps."), ImageRequest("", 5, num_inference_steps=2))
    drawn = []
    for at_a_time in (8, 1):
        frames = story_drawings(engine, story)
        assert frames.contexts == (None, "shared attention")
        loop = DrawingLoop(engine, max_batch=at_a_time)
        loop.add("story", [each for each in frames.drawings if each is not None])
        drawn.append(complete(loop, "story"))
    for one, other in zip(*drawn, strict=True):
        assert_same(one, other)


def quantized(
    how: str, name: str, tiny_folder: TinyFolder, place: Path, loras: Path | None = None, **options: Any
) -> Engine:
    """Rounded while it is loaded, or with a transformer in GGUF."""
    if how == "int8":
        pytest.importorskip("torchao", reason="of the extra torchao")
        engine = load(tiny_folder(name), how, loras, **options)
        assert engine.info.memory.startswith("the denoiser's weights are rounded to int8 by torchao: ")
        return engine
    part = without_transformer(tiny_folder, name, place / "fox")
    save_gguf(part / "fox.gguf", transformer_of(tiny_folder(name)))
    return load(place / "fox", "auto", loras, **options)


def test_a_folder_that_was_saved_in_8_bits_draws_what_it_was_saved_from(
    tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    pytest.importorskip("torchao", reason="of the extra torchao")
    rounded: Any = load(tiny_folder("flux"), "int8")
    model = Path(copytree(tiny_folder("flux"), tmp_path / "fox"))
    for file in (model / "transformer").iterdir():
        file.unlink()
    rounded.pipeline.transformer.save_pretrained(str(model / "transformer"))
    facts = model_facts(model)
    assert facts.quantization == "its transformer by torchao" and 0 < facts.quantized < facts.weights
    assert_same(draw(load(model, "auto"), "a red fox", 7), draw(rounded, "a red fox", 7))
