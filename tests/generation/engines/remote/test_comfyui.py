"""ComfyUI draws with a graph of the operator's own, tells how far it is, and is told when nobody waits any more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from generation.engine import DrawingRequest, Engine, EngineError
from generation.engines.remote import RemoteEngine, sentences
from generation.engines.remote.graph import read_graph
from generation.loop import DrawingLoop
from tests.conftest import SOON
from tests.generation.engine_contract import EngineContract, begin, complete, draw, draw_request
from tests.generation.engines.remote.kit import engine_at
from tests.remote_doubles.comfyui import GRAPH, ComfyDouble, comfyui_double
from tests.remote_doubles.double import text


@pytest.fixture(scope="module")
def comfy() -> Iterator[ComfyDouble]:
    with comfyui_double() as double:
        yield double


@pytest.fixture
def graph(tmp_path: Path) -> str:
    return written(tmp_path, GRAPH)


@pytest.fixture
def double(comfy: ComfyDouble) -> ComfyDouble:
    comfy.pause, comfy.answer, comfy.size = False, None, None
    for kept in (comfy.asked, comfy.stopped, comfy.uploads, comfy.events):
        kept.clear()
    comfy.arrived.clear()
    comfy.hung_up.clear()
    return comfy


@pytest.fixture
def engine(double: ComfyDouble, graph: str) -> Iterator[RemoteEngine]:
    with closing(engine_at(double, graph=graph)) as engine:
        yield engine


def written(folder: Path, graph: Any) -> str:
    (folder / "graph.json").write_text(json.dumps(graph))
    return str(folder / "graph.json")


class TestComfyUI(EngineContract):
    @pytest.fixture
    def engine(self, double: ComfyDouble, graph: str) -> Iterator[Engine]:
        with closing(engine_at(double, graph=graph)) as engine:
            yield engine

    def test_every_advance_is_one_step_until_the_last(self, engine: Engine) -> None:
        """Or none, where the server has brought nothing new."""
        drawing, seen = begin(engine, "a red fox", seed=7), [0]
        while drawing.step < drawing.num_steps:
            engine.advance([drawing])
            assert drawing.step - seen[-1] in (0, 1)
            seen.append(drawing.step)


def test_it_says_what_its_graph_can_be_told(engine: RemoteEngine) -> None:
    info = engine.info
    assert info.model == "base_1.0 by ComfyUI 0.9.2"
    assert info.takes_steps and info.takes_negative and not info.takes_guidance
    assert not info.fixed_size and not info.starts_from_image


def test_marks_become_values_and_those_of_a_person_stay_words(engine: RemoteEngine, double: ComfyDouble) -> None:
    request = DrawingRequest('a fox {seed} "}', 3, 128, 64, 9, 1.0, negative_prompt="{prompt}")
    [conditioning] = engine.encode([request.prompt], [""])
    loop = DrawingLoop(engine, 1)
    loop.add("fox", [engine.begin(request, conditioning)])
    assert complete(loop, "fox")[0].size == (128, 64)
    [asked] = double.asked
    assert asked["2"]["inputs"] == {"text": 'a fox {seed} "}, sharp', "clip": ["1", 1]}
    assert asked["3"]["inputs"]["text"] == "{prompt}"
    assert (asked["5"]["inputs"]["seed"], asked["5"]["inputs"]["steps"], asked["5"]["inputs"]["cfg"]) == (3, 9, 7)


def test_its_progress_and_previews_are_seen(engine: RemoteEngine, double: ComfyDouble) -> None:
    double.pause = True
    drawing = begin(engine, "a red fox", seed=7)
    while drawing.step < 10 or drawing.report.preview is None:
        engine.advance([drawing])
    for _ in range(3):
        engine.advance([drawing])
    assert drawing.step == 10  # of 20: it is at step 2 of 4
    assert engine.preview(drawing).size == (16, 16)
    engine.drop([drawing])


def test_what_nobody_wants_any_more_is_interrupted(double: ComfyDouble, graph: str) -> None:
    double.pause = True
    with closing(engine_at(double, graph=graph)) as engine:
        drawing = begin(engine, "a red fox", seed=7)
        while drawing.step < 1:
            engine.advance([drawing])
        engine.drop([drawing])
        assert double.hung_up.wait(SOON)
    assert double.stopped == [("delete", {"delete": ["prompt-1"]}), ("interrupt", {"prompt_id": "prompt-1"})]


def test_what_is_under_way_when_the_engine_is_closed_is_interrupted_too(double: ComfyDouble, graph: str) -> None:
    double.pause = True
    with closing(engine_at(double, graph=graph)) as engine:
        drawing = begin(engine, "a red fox", seed=7)
        while drawing.step < 1:
            engine.advance([drawing])
    assert [how for how, _ in double.stopped] == ["delete", "interrupt"]


def error(**data: Any) -> list[dict[str, Any]]:
    return [{"type": "execution_error", "data": {"prompt_id": "PROMPT", **data}}]


BAD: dict[str, tuple[list[dict[str, Any]], str]] = {
    "a node that fails": (
        error(node_type="KSampler", exception_message="CUDA out of memory.\n"),
        "The image server failed in its node KSampler (CUDA out of memory): ",
    ),
    "no reason": (error(), "The image server failed: "),
    "somebody else stops it": (
        [{"type": "execution_interrupted", "data": {"prompt_id": "PROMPT"}}],
        "Somebody stopped the picture",
    ),
    "an end without a picture": (
        [{"type": "executing", "data": {"prompt_id": "PROMPT", "node": None}}],
        sentences.NO_PICTURE,
    ),
}


@pytest.mark.parametrize(("events", "sentence"), BAD.values(), ids=BAD)
def test_a_run_that_fails_is_one_sentence(
    engine: RemoteEngine, double: ComfyDouble, events: list[dict[str, Any]], sentence: str
) -> None:
    double.events[:] = events
    with pytest.raises(EngineError) as raised:
        draw(engine, "a red fox", seed=1)
    assert str(raised.value).startswith(sentence) and "\n" not in str(raised.value)
    assert len(double.asked) == 1


def test_a_graph_that_it_refuses_is_one_sentence(engine: RemoteEngine, double: ComfyDouble) -> None:
    told = {"error": {"type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation"}}
    double.answer = text(json.dumps({**told, "node_errors": {"1": {}}}), 400, "application/json")
    with pytest.raises(EngineError, match="refuses this: Prompt outputs failed validation"):
        draw(engine, "a red fox", seed=1)


def test_a_picture_of_another_size_is_not_taken(engine: RemoteEngine, double: ComfyDouble) -> None:
    double.size = 32, 32
    with pytest.raises(EngineError, match="drew 32×32 instead of 64×64"):
        draw(engine, "a red fox", seed=1)


def test_a_picture_to_start_from_is_uploaded_and_named_in_the_graph(double: ComfyDouble, tmp_path: Path) -> None:
    graph = {**GRAPH, "7": {"class_type": "LoadImage", "inputs": {"image": "{image}", "denoise": "{strength}"}}}
    with closing(engine_at(double, graph=written(tmp_path, graph))) as engine:
        assert engine.info.starts_from_image and engine.info.needs_image and engine.info.takes_strength
        start = Image.new("RGB", (64, 64), "red")
        request = DrawingRequest("an owl", 3, 64, 64, 20, 1.0, image=start, strength=0.5)
        [conditioning] = engine.encode(["an owl"], [""])
        loop = DrawingLoop(engine, 1)
        loop.add("owl", [engine.begin(request, conditioning)])
        complete(loop, "owl")
    [asked] = double.asked
    assert asked["7"]["inputs"]["image"].startswith("vignette-") and asked["7"]["inputs"]["denoise"] == 0.5
    assert double.uploads[0].startswith(b"\x89PNG")


def test_a_mask_and_a_picture_to_follow_go_where_the_graph_has_marks_for_them(
    double: ComfyDouble, tmp_path: Path
) -> None:
    marked = {"image": "{image}", "mask": "{mask}", "pose": "{control}", "strength": "{control_scale}"}
    graph = {**GRAPH, "7": {"class_type": "LoadImage", "inputs": marked}}
    start, half = Image.new("RGB", (64, 64), "red"), Image.new("L", (64, 64))
    half.paste(255, (32, 0, 64, 64))
    asked = DrawingRequest("an owl", 3, 64, 64, 20, 1.0, image=start)
    with closing(engine_at(double, graph=written(tmp_path, graph))) as engine:
        assert engine.info.inpaints and engine.info.control == "given"
        drawn = draw_request(
            engine, replace(asked, mask=half, control=Image.new("RGB", (64, 64), "lime"), control_scale=0.5)
        )
        assert drawn.getpixel((0, 0)) == (255, 0, 0) != drawn.getpixel((63, 0))
        given = [Image.open(BytesIO(each)) for each in double.uploads]
        assert [each.getpixel((0, 0)) for each in given] == [(255, 0, 0), (0, 0, 0, 255), (0, 255, 0)]
        told = double.asked[0]["7"]["inputs"]
        assert told["strength"] == 0.5 and len({told[name] for name in ("image", "mask", "pose")}) == 3
        double.uploads.clear()
        draw_request(engine, asked)
        assert double.asked[1]["7"]["inputs"]["strength"] == 0.0
        assert Image.open(BytesIO(double.uploads[1])).getpixel((0, 0)) == (255, 255, 255, 0)  # all of it may change


def test_a_graph_that_has_to_follow_something_says_so_where_nothing_is_given(
    double: ComfyDouble, tmp_path: Path
) -> None:
    graph = {**GRAPH, "7": {"class_type": "LoadImage", "inputs": {"image": "{control}"}}}
    with closing(engine_at(double, graph=written(tmp_path, graph))) as engine:
        with pytest.raises(EngineError, match="add one with --control"):
            draw(engine, "a red fox", seed=7)
        assert double.asked == []


def test_nodes_that_it_lacks_are_named_at_the_start(double: ComfyDouble, tmp_path: Path) -> None:
    graph = {**GRAPH, "7": {"class_type": "FaceFixer", "inputs": {}}}
    with pytest.raises(EngineError, match="lacks nodes of the graph: FaceFixer"):
        engine_at(double, graph=written(tmp_path, graph))


WRONG: dict[str, tuple[Any, str]] = {
    "a workflow of its page": ({"nodes": [], "links": []}, "choose “Export"),
    "a list": ([], "is no graph of ComfyUI"),
    "no inputs": ({"1": {"class_type": "KSampler"}}, "is no graph of ComfyUI"),
    "no mark": ({"1": {"class_type": "KSampler", "inputs": {"text": "{prompts}"}}}, r"has no \{prompt\}"),
}


@pytest.mark.parametrize(("graph", "sentence"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_no_graph_says_what_to_do(tmp_path: Path, graph: Any, sentence: str) -> None:
    with pytest.raises(EngineError, match=sentence):
        read_graph(written(tmp_path, graph))


def test_a_graph_that_is_not_there_or_not_json_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be read"):
        read_graph(str(tmp_path / "none.json"))
    (tmp_path / "graph.json").write_text("{")
    with pytest.raises(EngineError, match="is not JSON"):
        read_graph(str(tmp_path / "graph.json"))


def test_a_size_that_the_graph_holds_itself_is_the_only_one(double: ComfyDouble, tmp_path: Path) -> None:
    own = {**GRAPH, "4": {"class_type": "EmptyLatentImage", "inputs": {"width": 96, "height": 64}}}
    with closing(engine_at(double, graph=written(tmp_path, own), width=None, height=None)) as engine:
        assert engine.info.fixed_size and (engine.info.width, engine.info.height) == (96, 64)
        assert draw(engine, "a red fox", seed=1).size == (96, 64)


def test_a_server_that_goes_away_is_one_sentence(graph: str) -> None:
    with comfyui_double() as double:
        engine = engine_at(double, graph=graph)
    with closing(engine), pytest.raises(EngineError, match="cannot be reached: try again later"):
        draw(engine, "a red fox", seed=1)
