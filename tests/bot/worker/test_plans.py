"""What a worker does with a model beside its engine."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.domain.requests import DescribeRequest, InspireRequest
from bot.worker.messages import StartJob
from bot.worker.plans import plan
from bot.worker.tools import Tools
from generation.engine import EngineError
from generation.engines.echo import EchoEngine, EchoOptions
from generation.tools.captioner import NOT_CONFIGURED

ENGINE = EchoEngine(EchoOptions())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.generation.tiny_describer import save_describer

    return save_describer(tmp_path_factory.mktemp("describers") / "tiny-blip")


def of_picture(content: bytes | None = None) -> StartJob:
    png = BytesIO()
    Image.linear_gradient("L").resize((80, 40)).save(png, "PNG")
    return StartJob("job", 1, DescribeRequest("ab" * 32), {"ab" * 32: png.getvalue() if content is None else content})


def test_a_picture_is_described_by_the_model_of_the_settings(folder: Path) -> None:
    from tests.generation.tiny_describer import WORDS

    planned = plan(ENGINE, Tools({"describer": str(folder), "device": "cpu"}), of_picture())
    assert not planned.drawings
    drawn = planned.finish([], [])
    assert drawn.outcome.text
    assert set(drawn.outcome.text.split()) <= set(WORDS)
    assert (drawn.frames, drawn.outcome.model, drawn.outcome.device) == ((), "tiny-blip", "cpu")


def test_frames_that_stay_are_opened_to_be_looked_at_only_where_attention_is_shared() -> None:
    from tests.story.test_shared_attention import STORY, SharingEcho

    engine = SharingEcho()
    story = replace(STORY, kept=("ab" * 32, None))
    drawn = plan(engine, Tools({}), replace(of_picture(), request=story))
    assert len(drawn.drawings) == 3
    first, second = engine.told[:2]
    assert first.picture is not None and first.picture.size == (80, 40) and second.picture is None
    damaged = replace(of_picture(b"no picture"), request=story)
    assert plan(ENGINE, Tools({}), damaged).drawings
    with pytest.raises(EngineError, match="cannot be read as a picture"):
        plan(engine, Tools({}), damaged)


def test_without_a_model_or_a_picture_there_is_a_sentence_that_says_so(folder: Path) -> None:
    with pytest.raises(EngineError) as refused:
        plan(ENGINE, Tools({}), of_picture())
    assert str(refused.value) == NOT_CONFIGURED
    with pytest.raises(EngineError, match=r"set engine\.inspirer"):
        plan(ENGINE, Tools({}), StartJob("job", 1, InspireRequest("the sea", 7)))
    with pytest.raises(EngineError, match="cannot be read as a picture"):
        plan(ENGINE, Tools({"describer": str(folder), "device": "cpu"}), of_picture(b"no picture"))
