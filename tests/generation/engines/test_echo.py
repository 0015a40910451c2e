"""The echo engine keeps the contract without a model and without torch."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from pydantic import ValidationError

from generation.engine import Engine
from generation.engines.echo import EchoEngine, EchoOptions
from tests.generation.engine_contract import EngineContract, begin, draw


class TestEchoEngine(EngineContract):
    @pytest.fixture
    def engine(self) -> Engine:
        return EchoEngine(EchoOptions(num_inference_steps=4))


def test_it_says_that_there_is_no_model() -> None:
    info = EchoEngine(EchoOptions()).info
    assert "no model" in info.model and not info.trained and info.context is None


def test_other_words_give_another_picture() -> None:
    engine = EchoEngine(EchoOptions())
    assert draw(engine, "a fox", seed=1).tobytes() != draw(engine, "an owl", seed=1).tobytes()


def test_any_text_can_be_drawn() -> None:
    engine = EchoEngine(EchoOptions())
    for prompt in ("🦊🏮", "שלום עולם", "x" * 2000, "a\x00b\u202e", "\n" * 50):
        assert draw(engine, prompt, seed=1).size == (256, 256)


def test_a_step_takes_as_long_as_told_however_many_drawings_it_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    engine = EchoEngine(EchoOptions(step_seconds=0.3))
    engine.advance([begin(engine, "a fox", seed) for seed in range(8)])
    assert slept == [0.3]


def test_unknown_options_are_refused() -> None:
    with pytest.raises(ValidationError):
        EchoOptions.model_validate({"colour": "red"})


def test_it_does_not_import_torch() -> None:
    code = (
        "import sys; import generation.loop, generation.provenance.png_metadata;"
        "from generation.load import load_engine; load_engine({'name': 'echo'}); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
