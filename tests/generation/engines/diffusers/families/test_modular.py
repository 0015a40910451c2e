"""Modular pipelines, opened at their own blocks: as they draw whole, alone and in company; folders that are no such."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import numpy as np
import pytest
import torch
from PIL import Image

from generation.engine import DrawingRequest, Engine, EngineError
from generation.engines.diffusers.facts import model_facts
from generation.engines.diffusers.modular_folder import MODULAR_INDEX
from generation.load import load_engine
from generation.loop import DrawingLoop
from tests.generation.engine_contract import assert_same, complete, draw_request, pixels
from tests.generation.small_references import striped
from tests.generation.tiny_loras import save_lora

NAMES = ("modular-z-image", "anima")
PICTURE = striped((64, 32), (200, 90, 40))
TinyEngine = Callable[[str], Engine]
TinyFolder = Callable[[str], Path]


def request(**changes: Any) -> DrawingRequest:
    return replace(DrawingRequest("a red fox", 7, 64, 32, 3, 3.0, "a dull fog"), **changes)


def whole(engine: Any, asked: DrawingRequest) -> np.ndarray[Any, Any]:
    """The picture (H, W, 3) of the pipeline's own call, with a guider of that strength."""
    pipeline = engine.pipeline
    given = {} if asked.image is None else {"image": asked.image, "strength": asked.strength}
    guider = copy.deepcopy(pipeline.guider)
    guider.guidance_scale = asked.guidance_scale
    with (
        patch.object(pipeline, "guider", guider),
        patch.object(pipeline, "scheduler", copy.deepcopy(pipeline.scheduler)),
    ):
        images = pipeline(
            prompt=asked.prompt,
            negative_prompt=asked.negative_prompt or None,
            height=asked.height,
            width=asked.width,
            num_inference_steps=asked.num_inference_steps,
            generator=torch.Generator().manual_seed(asked.seed),
            output_type="np",
            output="images",
            **given,
        )
    return np.asarray(images[0])


@pytest.mark.parametrize("name", NAMES)
def test_it_is_drawn_step_by_step_as_the_pipeline_draws_it_whole(name: str, tiny_engine: TinyEngine) -> None:
    engine = tiny_engine(name)
    assert engine.info.takes_negative and engine.info.starts_from_image and engine.info.takes_strength
    asked = request(), request(guidance_scale=1.0, negative_prompt=""), request(image=PICTURE, strength=0.6)
    for each in asked:
        expected = whole(engine, each)
        assert expected.shape == (32, 64, 3) and expected.std() > 0.01  # a flat picture would prove nothing
        assert np.abs(pixels(draw_request(engine, each)) - expected).max() <= 0.51 / 255  # where a half is rounded


def test_as_its_classic_class_draws_it(tiny_engine: TinyEngine) -> None:
    """Unguided: they count their guidance from different sides."""
    classic, modular = (request(negative_prompt="", guidance_scale=scale) for scale in (0.0, 1.0))
    assert_same(draw_request(tiny_engine("modular-z-image"), modular), draw_request(tiny_engine("z-image"), classic))


def test_with_a_lora_it_draws_as_its_classic_class_does_and_without_as_if_there_were_none(
    tiny_folder: TinyFolder, tiny_engine: TinyEngine, tmp_path: Path
) -> None:
    save_lora(tmp_path / "ink.safetensors", "z-image", ("transformer",), seed=1)
    names = ("modular-z-image", "z-image")
    models = [{"name": "diffusers", "model": str(tiny_folder(name)), "loras": str(tmp_path)} for name in names]
    modular, classic = (load_engine(each | {"options": {"threads": 1}}) for each in models)
    assert [(each.name, each.objection) for each in modular.info.loras] == [("ink", "")]
    unguided = [request(negative_prompt="", guidance_scale=scale) for scale in (1.0, 0.0)]
    with_it = [replace(each, loras=(("ink", 0.8),)) for each in unguided]
    drawn = draw_with(modular, with_it[0])
    assert_same(drawn, draw_with(classic, with_it[1]))
    bare = draw_with(modular, unguided[0])
    assert drawn.tobytes() != bare.tobytes()
    assert_same(bare, draw_request(tiny_engine("modular-z-image"), unguided[0]))


def draw_with(engine: Any, asked: DrawingRequest) -> Image.Image:
    """Its prompt read, as the engine is asked to, with its LoRAs."""
    [told] = engine.encode([asked.prompt], [asked.negative_prompt], asked.loras)
    drawing = engine.begin(asked, told)
    while drawing.step < drawing.num_steps:
        engine.advance([drawing])
    [picture] = engine.finish([drawing])
    return cast(Image.Image, picture)


@pytest.mark.parametrize("name", NAMES)
def test_drawings_in_company_are_what_each_is_alone_and_read_the_same_words_once(
    name: str, tiny_engine: TinyEngine
) -> None:
    engine: Any = tiny_engine(name)
    asked = [request(seed=3), request(num_inference_steps=5, guidance_scale=2.0), request(seed=3, prompt="an owl")]
    encoder = engine.pipeline.text_encoder
    with patch.object(encoder, "forward", wraps=encoder.forward) as read:
        drawings = [engine.begin(each, *engine.encode([each.prompt], [each.negative_prompt])) for each in asked]
    assert read.call_count <= 4, "two prompts and a negative one each"
    assert [each.num_steps for each in drawings] == [3, 5, 3]
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("three", drawings)
    for together, each in zip(complete(loop, "three"), asked, strict=True):
        assert_same(together, draw_request(engine, each))


def test_a_dropped_drawing_leaves_the_others_and_the_pipeline_as_they_were(tiny_engine: TinyEngine) -> None:
    engine: Any = tiny_engine("anima")
    own = engine.pipeline.scheduler, engine.pipeline.guider, engine.pipeline.guider.guidance_scale
    [told] = engine.encode(["a fox"], [""])
    dropped, kept = engine.begin(request(), told), engine.begin(request(negative_prompt="", prompt="a fox"), told)
    engine.advance([dropped, kept])
    assert engine.preview(kept).size == (64, 32)
    while kept.step < kept.num_steps:
        engine.advance([kept])
    assert_same(engine.finish([kept])[0], draw_request(engine, request(negative_prompt="", prompt="a fox")))
    assert own == (engine.pipeline.scheduler, engine.pipeline.guider, engine.pipeline.guider.guidance_scale)


def test_blocks_without_a_loop_are_drawn_whole(tiny_engine: TinyEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine: Any = tiny_engine("anima")
    monkeypatch.setattr(engine._family, "_stepwise", False)
    [told] = engine.encode(["a red fox"], ["a dull fog"])
    drawing = engine.begin(request(), told)
    assert drawing.num_steps == 1
    engine.advance([drawing])
    assert np.abs(pixels(engine.finish([drawing])[0]) - whole(engine, request())).max() <= 0.51 / 255


def test_the_check_says_what_it_is_before_it_is_loaded(tiny_folder: TinyFolder) -> None:
    facts = model_facts(tiny_folder("anima"))
    assert facts.sentence().startswith("anima is a AnimaModularPipeline, drawn step by step; ")
    assert facts.weights > 1000


def _code(model: Path) -> None:
    (model / "modular_config.json").write_text('{"auto_map": {"ModularPipelineBlocks": "fox.FoxBlocks"}}')


def _named(model: Path, **values: Any) -> None:
    index = json.loads((model / MODULAR_INDEX).read_bytes())
    (model / MODULAR_INDEX).write_text(json.dumps(index | values))


def _elsewhere(model: Path) -> None:
    shutil.rmtree(model / "text_encoder")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_code, "modular_config.json asks for code by its key 'auto_map'"),
        (lambda model: _named(model, _blocks_class_name="FoxBlocks"), "names blocks that are code of the model's own"),
        (lambda model: _named(model, _class_name="ModularPipeline"), "names no modular pipeline of diffusers"),
        (
            lambda model: _named(model, _class_name="WanModularPipeline"),
            "WanModularPipeline draws videos, not pictures",
        ),
        (lambda model: _named(model, vae=["fox", "Fox", {}]), "takes 'vae' from neither diffusers nor transformers"),
        (_elsewhere, "it lacks text_encoder, which its hub may have elsewhere: fetch each into a folder of its name"),
    ],
)
def test_a_folder_that_is_code_or_lacks_a_part_is_refused_in_words(
    spoil: Callable[[Path], None], words: str, tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    model = shutil.copytree(tiny_folder("anima"), tmp_path / "fox")
    spoil(model)
    with pytest.raises(EngineError) as told:
        load_engine({"name": "diffusers", "model": str(model), "options": {"threads": 1}})
    assert words in str(told.value) and model_facts(model).objections == str(told.value)
