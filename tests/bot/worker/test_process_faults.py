"""The worker's loop when engines go wrong: nobody else's job suffers, and nothing is drawn twice."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
from PIL import Image

from bot.domain.requests import EnlargeRequest
from bot.worker.messages import JobDone, JobFailed, StartJob
from bot.worker.process import UNEXPECTED
from generation.engine import EngineError
from generation.engines.echo import EchoDrawing, EchoEngine
from generation.errors import OUT_OF_MEMORY
from generation.tools.safety_checker import HELD_BACK, ImageRejected
from tests.bot.worker.bench import (
    HANGS,
    SMALL,
    AcceleratorError,
    Bench,
    MemorylessEngine,
    OutOfMemoryError,
    ShakyEngine,
    begin,
    draw,
)


def test_a_picture_that_would_be_too_large_is_refused_and_others_are_drawn(benches: list[Bench]) -> None:
    png = BytesIO()
    Image.new("RGB", (3000, 10)).save(png, "PNG")
    wide = StartJob("wide", 1, EnlargeRequest("ab" * 32, 4), {"ab" * 32: png.getvalue()})
    ends = begin(benches, EchoEngine(SMALL), wide, draw("fox")).ends(2)
    assert isinstance(ends["fox"], JobDone)
    assert isinstance(ends["wide"], JobFailed)
    assert "12000×40 pixels, which is too large" in ends["wide"].sentence


def test_an_engine_error_fails_its_job_with_its_sentence_and_no_other(benches: list[Bench]) -> None:
    def refuse(prompts: list[str]) -> None:
        if "bad" in prompts:
            raise EngineError("That cannot be drawn.")

    ends = begin(benches, ShakyEngine(refuse), draw("good"), draw("bad"), draw("fine")).ends(3)
    assert ends["bad"] == JobFailed("bad", 1, "That cannot be drawn.")
    assert isinstance(ends["good"], JobDone)
    assert isinstance(ends["fine"], JobDone)


def test_a_request_the_engine_cannot_begin_fails_with_the_reason(benches: list[Bench]) -> None:
    ends = begin(benches, ShakyEngine(), draw("wide", aspect_ratio="9:1"), draw("good")).ends(2)
    assert ends["wide"] == JobFailed("wide", 1, "The aspect ratio must lie between 1:4 and 4:1.")
    assert isinstance(ends["good"], JobDone)


def test_what_breaks_a_batch_is_found_by_drawing_each_alone(benches: list[Bench]) -> None:
    def crash(prompts: list[str]) -> None:
        if "bad" in prompts:
            raise ZeroDivisionError("a mistake of ours")

    ends = begin(benches, ShakyEngine(crash), draw("good"), draw("bad"), draw("fine")).ends(3)
    assert ends["bad"] == JobFailed("bad", 1, UNEXPECTED)
    assert isinstance(ends["good"], JobDone)
    assert isinstance(ends["fine"], JobDone)


def test_a_job_redrawn_alone_is_the_same_picture(benches: list[Bench]) -> None:
    def crash(prompts: list[str]) -> None:
        if len(prompts) > 1:
            raise OutOfMemoryError("CUDA out of memory")

    alone = begin(benches, EchoEngine(SMALL), draw("fox")).ends(1)["fox"]
    crowded = begin(benches, ShakyEngine(crash), draw("fox"), draw("owl")).ends(2)["fox"]
    assert isinstance(alone, JobDone)
    assert isinstance(crowded, JobDone)
    assert crowded.frames == alone.frames


def test_out_of_memory_alone_advises_a_smaller_picture(benches: list[Bench]) -> None:
    def crash(prompts: list[str]) -> None:
        raise OutOfMemoryError("CUDA out of memory")

    engine = ShakyEngine(crash)
    bench = begin(benches, engine, draw("fox", num_images=3))
    assert bench.ends(1)["fox"] == JobFailed("fox", 1, OUT_OF_MEMORY)
    engine.trouble = lambda prompts: None
    bench.tell(draw("owl"))
    assert isinstance(bench.ends(1)["owl"], JobDone)


def test_a_picture_that_does_not_fit_is_tried_once_more_in_little_memory(benches: list[Bench]) -> None:
    class Frugal(ShakyEngine):
        frugal = False

        def save_memory(self, on: bool) -> None:
            self.frugal = on

        def advance(self, drawings: Sequence[EchoDrawing]) -> None:
            if not self.frugal and any(each.request.prompt == "large" for each in drawings):
                raise EngineError(OUT_OF_MEMORY) from OutOfMemoryError("CUDA out of memory")
            super().advance(drawings)

    engine = Frugal()
    bench = begin(benches, engine, draw("large"), draw("fox"))
    assert all(isinstance(end, JobDone) for end in bench.ends(2).values())
    bench.tell(draw("owl"))
    bench.ends(1)
    assert not engine.frugal


@pytest.mark.parametrize("sentence", ["CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED when calling x"])
def test_whoever_says_that_memory_ran_out_loses_no_device(benches: list[Bench], sentence: str) -> None:
    def crash(prompts: list[str]) -> None:
        raise AcceleratorError(sentence)

    assert begin(benches, ShakyEngine(crash), draw("fox")).ends(1)["fox"] == JobFailed("fox", 1, OUT_OF_MEMORY)


def test_pictures_that_cannot_be_finished_in_company_are_tried_once_more(benches: list[Bench]) -> None:
    class DecodesOnce(ShakyEngine):
        failures = 1

        def finish(self, drawings: Sequence[EchoDrawing]) -> list[Image.Image]:
            if self.failures:
                self.failures -= 1
                raise EngineError(OUT_OF_MEMORY) from OutOfMemoryError("CUDA out of memory")
            return super().finish(drawings)

    assert isinstance(begin(benches, DecodesOnce(), draw("fox")).ends(1)["fox"], JobDone)


def test_a_picture_that_the_engine_holds_back_is_not_drawn_again(benches: list[Bench]) -> None:
    """stable-diffusion#239, Latent-Consistency-Model#9: another try would end like the first."""

    class HoldsBack(ShakyEngine):
        def finish(self, drawings: Sequence[EchoDrawing]) -> list[Image.Image]:
            raise ImageRejected(HELD_BACK)

    engine = HoldsBack()
    assert begin(benches, engine, draw("fox")).ends(1)["fox"] == JobFailed("fox", 1, HELD_BACK)
    assert len(engine.batches) == SMALL.num_inference_steps


@pytest.mark.parametrize(
    "error",
    [
        AcceleratorError("an illegal memory access was encountered"),
        RuntimeError("CUDA error: an illegal memory access was encountered"),
        RuntimeError("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"),
        RuntimeError("CUBLAS_STATUS_INTERNAL_ERROR when calling `cublasSgemm`"),
        RuntimeError("HIP error: the operation cannot be performed"),
    ],
)
@pytest.mark.parametrize("told", [False, True])
def test_a_lost_device_ends_the_process(benches: list[Bench], error: Exception, told: bool) -> None:
    def lose(prompts: list[str]) -> None:
        if told:  # by an engine that put it into words
            raise EngineError("It did not work.") from error
        raise error

    bench = begin(benches, ShakyEngine(lose), draw("fox"))
    bench._thread.join(HANGS)
    assert isinstance(bench.exit, SystemExit)
    assert bench.exit.code  # non-zero: another process takes its jobs


def test_a_job_there_was_no_room_to_begin_waits_until_it_is_alone(benches: list[Bench]) -> None:
    ends = begin(benches, MemorylessEngine(SMALL), draw("fox"), draw("owl")).ends(2)
    assert isinstance(ends["fox"], JobDone)
    assert isinstance(ends["owl"], JobDone)
