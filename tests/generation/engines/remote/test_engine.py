"""The remote engine keeps the contract on a double of vLLM-Omni, and asks, waits and hangs up as it says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from generation.engine import DrawingRequest, Engine, EngineError, ImageRequest, Reference
from generation.engines.remote import RemoteEngine
from generation.loop import DrawingLoop
from generation.request.resolve import image_drawings
from tests.conftest import SOON
from tests.generation.engine_contract import EngineContract, begin, complete, draw
from tests.generation.engines.remote.kit import engine_at
from tests.remote_doubles.double import Double, never, text
from tests.remote_doubles.openai_images import openai_double


class TestRemoteEngine(EngineContract):
    @pytest.fixture
    def engine(self, server: Double) -> Iterator[Engine]:
        server.answer = None
        with closing(engine_at(server)) as engine:
            yield engine

    def test_every_advance_is_one_step_until_the_last(self, engine: Engine) -> None:
        """Or none, where the server has brought nothing new."""
        drawing, seen = begin(engine, "a red fox", seed=7), [0]
        while drawing.step < drawing.num_steps:
            engine.advance([drawing])
            assert drawing.step - seen[-1] in (0, 1)
            seen.append(drawing.step)
        engine.advance([drawing])
        assert drawing.step == drawing.num_steps


def test_nothing_is_asked_for_before_its_turn(engine: RemoteEngine, double: Double) -> None:
    begin(engine, "a red fox", seed=1)
    assert double.asked == []


def test_a_server_is_asked_for_no_more_pictures_at_a_time_than_it_may_have(double: Double) -> None:
    double.answer = never
    with closing(engine_at(double, parallel=2)) as engine:
        drawings = [begin(engine, "an owl", seed) for seed in range(5)]
        for _ in range(3):
            engine.advance(drawings)
        asked = [each for each in drawings if each.answer is not None]
        assert asked == drawings[:2]
        engine.drop(drawings[:1])
        engine.advance(drawings[1:])
        assert drawings[2].answer is not None and drawings[3].answer is None


def test_a_dropped_drawing_hangs_up(engine: RemoteEngine, double: Double) -> None:
    double.answer = never
    loop = DrawingLoop(engine, max_batch=4)
    loop.add("fox", [begin(engine, "a red fox", seed=1)])
    while not double.arrived.is_set():
        loop.step()
    loop.drop("fox")
    assert double.hung_up.wait(SOON) and len(double.asked) == 1


def test_one_that_fails_leaves_its_company_alone(engine: RemoteEngine, double: Double) -> None:
    double.answers.append(text('{"detail": "no foxes here"}', 400, "application/json"))
    loop = DrawingLoop(engine, max_batch=4)
    for name in ("fox", "owl"):
        loop.add(name, [begin(engine, name, seed=1)])
    failed = []
    while not loop.idle:
        try:
            loop.step()
        except EngineError as error:
            failed.append(str(error))
            loop.drop(error.key)  # type: ignore[attr-defined]
    assert failed == ["The image server refuses this: no foxes here."]
    assert len(double.asked) == 2


def test_its_bar_advances_while_the_server_is_silent_but_never_to_the_end(engine: RemoteEngine, double: Double) -> None:
    double.answer = never
    drawing = begin(engine, "a red fox", seed=1)
    engine.advance([drawing])
    drawing.asked -= 10_000
    for _ in range(2 * drawing.num_steps):
        drawing.report.done = None
        if drawing.step == 19:
            break
        engine.advance([drawing])
    assert drawing.step == 19 and not drawing.answer.done()
    engine.drop([drawing])


def test_a_picture_says_which_server_of_which_version_drew_it(engine: RemoteEngine) -> None:
    assert engine.info.model == "Qwen/Qwen-Image by vLLM-Omni 0.24.0"
    assert engine.info.trained and "127.0.0.1" in engine.info.device_reason and "127" not in engine.info.device


def test_a_preview_is_there_where_the_server_shows_none(engine: RemoteEngine) -> None:
    drawing = begin(engine, "a red fox", seed=1)
    assert engine.preview(drawing).mode == "RGB"
    drawing.report.preview = b"no picture"
    assert engine.preview(drawing).mode == "RGB"


def test_several_pictures_are_as_many_requests_of_one_each(engine: RemoteEngine, double: Double) -> None:
    loop = DrawingLoop(engine, max_batch=4)
    loop.add("pair", [begin(engine, "a red fox", seed) for seed in (7, 8)])
    complete(loop, "pair")
    assert sorted((each["seed"], each["n"]) for each in double.asked) == [(7, 1), (8, 1)]


def test_steps_and_guidance_that_nobody_chose_are_left_to_the_server(engine: RemoteEngine, double: Double) -> None:
    draw(engine, "a red fox", seed=7)
    assert not double.asked[0].keys() & {"num_inference_steps", "guidance_scale", "negative_prompt", "quality"}


def test_what_was_chosen_is_said_in_the_servers_words(engine: RemoteEngine, double: Double) -> None:
    request = DrawingRequest("an owl", 3, 128, 64, 9, 6.0, negative_prompt="text")
    [conditioning] = engine.encode(["an owl"], ["text"])
    loop = DrawingLoop(engine, 1)
    loop.add("owl", [engine.begin(request, conditioning)])
    assert complete(loop, "owl")[0].size == (128, 64)
    assert double.asked == [
        {
            "prompt": "an owl",
            "model": "Qwen/Qwen-Image",
            "n": 1,
            "size": "128x64",
            "response_format": "b64_json",
            "seed": 3,
            "num_inference_steps": 9,
            "guidance_scale": 6.0,
            "negative_prompt": "text",
        }
    ]


def test_a_picture_to_start_from_is_sent_as_a_file() -> None:
    with openai_double("sglang") as double, closing(engine_at(double)) as engine:
        assert engine.info.starts_from_image and not engine.info.takes_strength
        start = Image.new("RGB", (64, 64), "red")
        request = DrawingRequest("an owl", 3, 64, 64, 20, 4.0, image=start, strength=0.6)
        [conditioning] = engine.encode(["an owl"], [""])
        loop = DrawingLoop(engine, 1)
        loop.add("owl", [engine.begin(request, conditioning)])
        assert complete(loop, "owl")[0].size == (64, 64)
        assert double.asked[0]["image"].startswith(b"\x89PNG") and double.asked[0]["seed"] == "3"


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [("openai", {}, "image[]"), ("vllm-omni", {"starts_from_image": True, "references": 3}, "image")],
)
def test_pictures_to_look_at_are_sent_together_in_their_order(kind: str, given: dict[str, Any], field: str) -> None:
    with openai_double(kind) as double, closing(engine_at(double, **given)) as engine:
        assert engine.info.references == given.get("references", 10)
        asked = ImageRequest("both", 3, references=(Reference("a"), Reference("b")))
        pair = [Image.new("RGB", (64, 32), colour) for colour in ("red", "blue")]
        loop = DrawingLoop(engine, 1)
        loop.add("it", image_drawings(engine, asked, references=pair).drawings)
        complete(loop, "it")
        sent = [Image.open(BytesIO(content)) for content in double.asked[0][field]]
        assert [each.size for each in sent] == [(64, 32)] * 2
        assert [each.getpixel((0, 0)) for each in sent] == [(255, 0, 0), (0, 0, 255)]


def test_a_server_that_changes_one_picture_is_not_given_two() -> None:
    with openai_double("sglang") as double, closing(engine_at(double)) as engine:
        asked = ImageRequest("both", 3, references=(Reference("a"),))
        with pytest.raises(EngineError, match="looks at no pictures"):
            image_drawings(engine, asked, references=[Image.new("RGB", (9, 9))])
        assert double.asked == []
