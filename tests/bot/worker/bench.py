"""A worker's loop in a thread of the test, and engines that go wrong on purpose."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from PIL import Image

from bot.domain.requests import Request
from bot.worker.messages import FromWorker, JobBegun, JobDone, JobFailed, StartJob, ToWorker
from bot.worker.process import Worker
from bot.worker.tools import Tools
from generation.engine import DrawingRequest, EngineError, ImageRequest
from generation.engines.echo import EchoConditioning, EchoDrawing, EchoEngine, EchoOptions

SMALL = EchoOptions(width=32, height=32, num_inference_steps=4)
HANGS = 300.0  # seconds after which nothing will come any more, however slow the machine is


class OutOfMemoryError(RuntimeError):
    """Named as torch names it."""


class AcceleratorError(RuntimeError):
    """Named as torch names what no later call survives."""


class ShakyEngine(EchoEngine):
    """Calls `trouble` with the prompts before each step; remembers how many drawings advanced together."""

    def __init__(
        self, trouble: Callable[[list[str]], None] = lambda prompts: None, options: EchoOptions = SMALL
    ) -> None:
        super().__init__(options)
        self.trouble = trouble
        self.batches: list[int] = []

    def advance(self, drawings: Sequence[EchoDrawing]) -> None:
        self.trouble([drawing.request.prompt for drawing in drawings])
        self.batches.append(len(drawings))
        super().advance(drawings)


def held(go: threading.Event) -> Callable[[list[str]], None]:
    """Trouble for a `ShakyEngine`: after its first step it stands still until `go` is set."""
    steps = count()

    def hold(prompts: list[str]) -> None:
        assert next(steps) == 0 or go.wait(HANGS)

    return hold


class StartingEngine(EchoEngine):
    """Remembers the pictures that its drawings start from."""

    def __init__(self) -> None:
        super().__init__(SMALL)
        self.info = replace(self.info, starts_from_image=True)
        self.started: list[Image.Image | None] = []

    def begin(self, request: DrawingRequest, conditioning: EchoConditioning) -> EchoDrawing:
        self.started.append(request.image)
        return super().begin(request, conditioning)


class Bench:
    """A worker at work in a thread, and the two pipes to it."""

    def __init__(self, engine: EchoEngine, max_batch: int = 4, tools: Tools | None = None) -> None:
        commands_out, self.commands = multiprocessing.Pipe(duplex=False)
        self.messages, messages_in = multiprocessing.Pipe(duplex=False)
        self.exit: BaseException | None = None
        self._pipes: list[Connection[Any, Any]] = [commands_out, self.commands, self.messages, messages_in]
        self._worker = Worker(engine, commands_out, messages_in, max_batch, tools or Tools({}))
        self._thread = threading.Thread(target=self._work)

    def _work(self) -> None:
        try:
            self._worker.work()
        except (EOFError, SystemExit) as error:
            self.exit = error

    def tell(self, *messages: ToWorker) -> None:
        """Before the worker starts, all of them are there at its first look."""
        for message in messages:
            self.commands.send(message)

    def start(self) -> None:
        self._thread.start()

    def hear(self) -> FromWorker:
        """The next message that says more than that a job begins."""
        message: FromWorker | None = None
        while message is None or isinstance(message, JobBegun):
            assert self.messages.poll(HANGS), "the worker is silent"
            message = self.messages.recv()
        return message

    def ends(self, count: int) -> dict[str, JobDone | JobFailed]:
        """How so many jobs end."""
        found: dict[str, JobDone | JobFailed] = {}
        while len(found) < count:
            message = self.hear()
            if isinstance(message, (JobDone, JobFailed)):
                found[message.job_id] = message
        return found

    def close(self) -> None:
        self.commands.close()
        if self._thread.ident:
            self._thread.join(HANGS)
        for pipe in self._pipes:
            pipe.close()


def begin(
    benches: list[Bench], engine: EchoEngine, *messages: ToWorker, max_batch: int = 4, tools: Tools | None = None
) -> Bench:
    bench = Bench(engine, max_batch, tools)
    benches.append(bench)
    bench.tell(*messages)
    bench.start()
    return bench


def draw(job_id: str, prompt: str | None = None, **fields: Any) -> StartJob:
    request: Request = ImageRequest(prompt or job_id, seed=7, **fields)
    return StartJob(job_id, 1, request)


def open_png(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image


class MemorylessEngine(EchoEngine):
    """Has no room for a picture that is asked for in company."""

    begun = 0

    def begin(self, request: DrawingRequest, conditioning: EchoConditioning) -> EchoDrawing:
        self.begun += 1
        if self.begun == 2:
            raise EngineError("The device ran out of memory.") from MemoryError()
        return super().begin(request, conditioning)
