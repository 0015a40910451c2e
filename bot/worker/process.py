"""The worker process: one engine, one loop, a pipe each way; no network, no database, no asyncio.

Requests that arrive while others are drawn join them at the next step. What breaks is drawn once more, alone: no job
fails for its neighbour's sake. Torch comes in with the engine and with `story.draw`, and only in this process.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Any

from PIL import Image

from bot.redaction import BriefFormatter
from bot.worker.images import open_image, preview_jpeg
from bot.worker.messages import EngineFailed, EngineReady, FromWorker, JobFailed, JobProgress, StartJob, ToWorker
from bot.worker.plans import Plan, plan
from bot.worker.tools import Tools
from generation.engine import EngineError, LoadedEngine
from generation.errors import OUT_OF_MEMORY, is_device_lost, is_out_of_memory
from generation.load import load_engine
from generation.loop import DrawingLoop, StepError

REPORT_SECONDS = 0.25  # between two reports of one job
PREVIEW_SHARE = 10  # previews may cost one part in this many of the time
FILM_SIDE = 512  # pixels of the longer side of what a process video is made of
LINGER_SECONDS = 5  # after SIGTERM, for the service to take its own and stop us
UNEXPECTED = "Drawing failed inside the engine: try again, and if it stays, tell whoever runs Vignette."

log = logging.getLogger(__name__)


def run(
    commands: Connection[Any, ToWorker], messages: Connection[FromWorker, Any], settings: Mapping[str, Any]
) -> None:
    """Load the engine that `settings` describe and draw until the other side of the pipes is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too, but the service decides when we stop
    signal.signal(signal.SIGTERM, lambda *_: signal.alarm(LINGER_SECONDS))  # so does a stop of the whole group
    forget_secrets()
    log_briefly()
    draw(commands, messages, settings)


def draw(
    commands: Connection[Any, ToWorker], messages: Connection[FromWorker, Any], settings: Mapping[str, Any]
) -> None:
    """The same in whichever thread."""
    try:
        engine, tools = load_engine(settings), Tools(settings)
        checker = tools.checker  # one that cannot be loaded must not be missed at the first picture
    except EngineError as error:
        return messages.send(EngineFailed(str(error)))
    except Exception:  # of a plug-in, perhaps; dying of it we would be started again for ever
        log.exception("the engine %s could not be loaded", settings["name"])
        return messages.send(EngineFailed(f"The engine {settings['name']} could not be loaded; the log says why."))
    log.info("finished pictures are checked by %s", checker.name if checker else "nobody")
    try:
        messages.send(EngineReady(engine.info))
        Worker(engine, commands, messages, settings["max_batch"], tools).work()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        engine.close()  # the service is gone; when it is back it has these jobs drawn again
    return None


def forget_secrets() -> None:
    """What a worker may know is in its settings; the rest of the environment that is ours is the service's secrets."""
    for name in [name for name in os.environ if name.startswith("VIGNETTE_")]:
        del os.environ[name]


def log_briefly() -> None:
    """On standard error, which is the service's; errors of engines and libraries quote prompts."""
    handler = logging.StreamHandler()
    handler.setFormatter(BriefFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


@dataclass(slots=True)
class _Job:
    """What the loop knows of one job."""

    draw: StartJob
    plan: Plan
    loop: DrawingLoop
    began: float = field(default_factory=time.monotonic)
    report_due: float = 0.0
    preview_due: float = 0.0
    previews: list[bytes] = field(default_factory=list)  # one per step, where the plan wants them

    def record_preview(self) -> None:
        """Keep how it looks now, if it has advanced."""
        if self.plan.records_previews and self.loop.progress(self.draw.job_id)[0] > len(self.previews):
            self.previews.append(preview_jpeg(self.loop.preview(self.draw.job_id), FILM_SIDE))


class Worker:
    """Listens, starts, advances and reports, over and over; whatever an engine raises ends no job but its own."""

    def __init__(
        self,
        engine: LoadedEngine,
        commands: Connection[Any, ToWorker],
        messages: Connection[FromWorker, Any],
        max_batch: int,
        tools: Tools,
    ) -> None:
        self._engine, self._tools = engine, tools
        self._commands = commands
        self._messages = messages
        self._together = DrawingLoop(engine, max_batch)
        self._alone = DrawingLoop(engine, 1)
        self._jobs: dict[str, _Job] = {}
        self._waiting: deque[StartJob] = deque()
        self._again: deque[StartJob] = deque()  # broke in company; each has its turn alone

    def work(self) -> None:
        """Until the pipe ends, which `recv` tells by `EOFError`."""
        while True:
            self._listen()
            self._start()
            self._advance()
            self._report()

    def _listen(self) -> None:
        """Take every message there is; wait for one only when there is nothing to draw."""
        while self._commands.poll(0 if self._jobs or self._waiting or self._again else None):
            message = self._commands.recv()
            self._drop(message.job_id)  # also before a new attempt at a job that we still have
            if isinstance(message, StartJob):
                self._waiting.append(message)

    def _start(self) -> None:
        """Newcomers join; but first those that have to be alone are drawn, one by one."""
        if self._again:
            if not self._jobs:
                self._begin(self._again.popleft(), self._alone)
        elif self._alone.idle:
            while self._waiting:
                self._begin(self._waiting.popleft(), self._together)

    def _begin(self, draw: StartJob, loop: DrawingLoop) -> None:
        try:
            planned = plan(self._engine, self._tools, draw)
        except Exception as error:
            if isinstance(error, EngineError) and not is_out_of_memory(error):
                self._fail(draw, str(error))  # nothing that another try would change
            else:
                self._broke(draw, loop, error)
        else:
            job = self._jobs[draw.job_id] = _Job(draw, planned, loop)
            if planned.drawings:
                loop.add(draw.job_id, planned.drawings)
            else:
                self._finish(job)

    def _advance(self) -> None:
        loop = self._together if self._alone.idle else self._alone
        try:
            complete = [self._jobs[str(key)] for key in loop.step()]
            for job in self._jobs.values():
                job.record_preview()
        except StepError as error:  # the loop has already tried it alone
            self._fail(self._jobs[str(error.key)].draw, str(error))
        except Exception as error:
            for job in list(self._jobs.values()):
                self._broke(job.draw, loop, error)
        else:
            for job in complete:
                self._finish(job)

    def _finish(self, job: _Job) -> None:
        try:
            pictures = job.loop.take(job.draw.job_id) if job.plan.drawings else []
            self._check(pictures)
            message = job.plan.finish(pictures, job.previews)
            if not job.plan.drawings:
                self._check([open_image(frame.png) for frame in message.frames])
            seconds = round(time.monotonic() - job.began, 3)
            message = replace(message, outcome=replace(message.outcome, seconds=seconds))
        except Exception as error:
            if isinstance(error, EngineError) and not is_out_of_memory(error):
                self._fail(job.draw, str(error))  # nothing that another try would change
            else:
                self._broke(job.draw, job.loop, error)
        else:
            self._drop(job.draw.job_id)
            self._messages.send(message)

    def _check(self, pictures: Sequence[Image.Image]) -> None:
        """Raises `ImageRejected`, where pictures are checked."""
        if (checker := self._tools.checker) is not None:
            for picture in pictures:
                checker.check(picture)

    def _report(self) -> None:
        """Where each job stands, and how it looks when that costs little beside the drawing itself."""
        for job in list(self._jobs.values()):
            if (now := time.monotonic()) < job.report_due:
                continue
            job.report_due = now + REPORT_SECONDS
            try:
                preview = self._preview(job) if now >= job.preview_due and self._tools.checker is None else None
            except Exception as error:
                self._broke(job.draw, job.loop, error)
            else:
                step, num_steps = job.loop.progress(job.draw.job_id)
                self._messages.send(JobProgress(job.draw.job_id, job.draw.attempt, step, num_steps, preview))

    def _preview(self, job: _Job) -> bytes:
        began = time.monotonic()
        jpeg = preview_jpeg(job.loop.preview(job.draw.job_id))
        now = time.monotonic()
        job.preview_due = now + PREVIEW_SHARE * (now - began)
        return jpeg

    def _broke(self, draw: StartJob, loop: DrawingLoop, error: Exception) -> None:
        """Once more alone, or the end of it. A process that lost its device ends: its jobs go to another."""
        log.error("job %s broke in attempt %s", draw.job_id, draw.attempt, exc_info=error)
        if is_device_lost(error):
            raise SystemExit(f"the device is lost: {error}")
        self._drop(draw.job_id)
        if loop is not self._alone:
            self._again.append(draw)
        elif isinstance(error, EngineError):
            self._fail(draw, str(error))
        else:
            self._fail(draw, OUT_OF_MEMORY if is_out_of_memory(error) else UNEXPECTED)

    def _fail(self, draw: StartJob, sentence: str) -> None:
        self._drop(draw.job_id)
        self._messages.send(JobFailed(draw.job_id, draw.attempt, sentence))

    def _drop(self, job_id: str) -> None:
        """Forget a job, wherever it waits."""
        self._jobs.pop(job_id, None)
        for loop in (self._together, self._alone):
            loop.drop(job_id)
        for queue in (self._waiting, self._again):
            for draw in [each for each in queue if each.job_id == job_id]:
                queue.remove(draw)
