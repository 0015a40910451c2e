"""The worker process: one engine, one loop, a pipe each way; no database, no asyncio, no network but an engine's own.

Requests that arrive while others are drawn join them at the next step. What breaks is drawn once more, alone: no job
fails for its neighbour's sake. Torch comes in with the engine and with `story.draw`, and only in this process.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from PIL import Image
from structlog.contextvars import bound_contextvars

from bot.redaction import brief
from bot.worker.environment import forget, needless
from bot.worker.images import open_image
from bot.worker.messages import (
    EngineFailed,
    EngineReady,
    FromWorker,
    JobBegun,
    JobFailed,
    JobProgress,
    StartJob,
    ToWorker,
)
from bot.worker.offline import go_offline
from bot.worker.plans import plan
from bot.worker.post import GONE, Outbox, Post, PostHandler
from bot.worker.tools import Tools
from bot.worker.under_way import Course, UnderWay
from generation.company import Company
from generation.engine import EngineError, LoadedEngine, NotYet, SavesMemory
from generation.errors import OUT_OF_MEMORY, is_device_lost, is_out_of_memory
from generation.load import load_engine, needs_network
from generation.loop import DrawingLoop, StepError

REPORT_SECONDS = 0.25  # between two reports of one job
LOST = 75  # exit code of a process that lost its device
LINGER_SECONDS = 5  # after SIGTERM, for the service to take its own and stop us
UNEXPECTED = "Drawing failed inside the engine: try again, and if it stays, tell whoever runs Vignette."

log = logging.getLogger(__name__)


class DeviceLost(SystemExit):
    """Every later call of this process would fail: it ends, and its jobs go to another."""


def run(
    commands: Connection[Any, ToWorker],
    messages: Connection[FromWorker, Any],
    settings: Mapping[str, Any],
    beat_seconds: float,
) -> None:
    """Load the engine that `settings` describe and draw until the other side of the pipes is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too, but the service decides when we stop
    signal.signal(signal.SIGTERM, lambda *_: signal.alarm(LINGER_SECONDS))  # so does a stop of the whole group
    post = Post(messages)
    settle_in(post, settings)
    if not needs_network(settings):
        log.info("it reaches no other machine: %s sees to that", go_offline())
    try:
        draw(commands, post, settings, beat_seconds)
    except DeviceLost:
        os._exit(LOST)  # torch's own goodbye to a broken device can hang


def settle_in(post: Post, settings: Mapping[str, Any]) -> None:
    """Make a process a worker's own: it knows no secret, and its log is the service's."""
    faulthandler.enable()
    forget(needless(os.environ, hub=bool(settings.get("hub"))))  # what we may know is in `settings`
    logging.basicConfig(level=logging.WARNING, handlers=[PostHandler(post)], force=True)
    for house in ("bot", "generation", "story"):
        logging.getLogger(house).setLevel(logging.INFO)  # the service decides what it writes of it


def draw(commands: Connection[Any, ToWorker], post: Post, settings: Mapping[str, Any], beat_seconds: float) -> None:
    """The same in whichever thread of a process that has settled in. Raises DeviceLost."""
    try:
        post.beat(beat_seconds)
        _load_and_work(commands, post, settings)
    except GONE:
        return  # the service is gone; when it is back it has these jobs drawn again
    except DeviceLost as error:
        log.error("the device is lost, so this process ends: %s", error)
        raise


def _load_and_work(commands: Connection[Any, ToWorker], post: Post, settings: Mapping[str, Any]) -> None:
    try:
        engine, tools = load_engine(settings), Tools(settings)
        checker = tools.checker  # one that cannot be loaded must not be missed at the first picture
        panel_checker = tools.panel_checker
    except EngineError as error:
        return post.send(EngineFailed(str(error), lasting=not isinstance(error, NotYet)))
    except Exception:  # of a plug-in, perhaps; dying of it we would be started again for ever
        log.exception("the engine %s could not be loaded", settings["name"])
        return post.send(EngineFailed(f"The engine {settings['name']} could not be loaded; the log says why."))
    log.info("finished pictures are checked by %s", checker.name if checker else "nobody")
    log.info("frames of stories are looked at by %s", panel_checker.name if panel_checker else "nobody")
    try:
        post.send(EngineReady(engine.info))
        Worker(engine, commands, post, settings["max_batch"], tools).work()
    except (EOFError, GONE):
        engine.close()


class Worker:
    """Listens, starts, advances and reports, over and over; whatever an engine raises ends no job but its own."""

    def __init__(
        self,
        engine: LoadedEngine,
        commands: Connection[Any, ToWorker],
        messages: Outbox,
        max_batch: int,
        tools: Tools,
    ) -> None:
        self._engine, self._tools = engine, tools
        self._commands = commands
        self._messages = messages
        # Elsewhere than on a CPU a batch pays, and what a call took is not known when it returns.
        company = Company() if engine.info.device == "cpu" and engine.info.engine == "diffusers" else None
        self._together = DrawingLoop(engine, max_batch, company)
        self._alone = DrawingLoop(engine, 1)
        self._jobs: dict[str, UnderWay] = {}
        self._waiting: deque[StartJob] = deque()
        self._again: deque[StartJob] = deque()  # broke in company; each has its turn alone
        self._short: set[str] = set()  # those of them that ran out of memory
        self._saving = False

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
                draw = self._again.popleft()
                self._save_memory(draw.job_id in self._short)
                self._begin(draw, self._alone)
        elif self._alone.idle:
            if self._waiting:
                self._save_memory(False)
            while self._waiting:
                self._begin(self._waiting.popleft(), self._together)

    def _save_memory(self, on: bool) -> None:
        """For a job that would not fit otherwise, where the engine knows a way."""
        if on is not self._saving and isinstance(self._engine, SavesMemory):
            self._engine.save_memory(on)
        self._saving = on

    def _begin(self, draw: StartJob, loop: DrawingLoop) -> None:
        with bound_contextvars(job=draw.job_id):
            self._messages.send(JobBegun(draw.job_id, draw.attempt))
            log.info("drawing begins")
            try:
                planned = plan(self._engine, self._tools, draw)
            except Exception as error:
                self._went_wrong(draw, loop, error)
            else:
                job = self._jobs[draw.job_id] = UnderWay(draw, planned, loop, Course(planned.redraws))
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
        except StepError as error:  # the loop has already tried it without the others
            job = self._jobs[str(error.key)]
            if job.course.rounds and not is_device_lost(error):  # there are pictures of all that was asked for
                self._finish(job, broke=True)
            else:
                self._went_wrong(job.draw, loop, error)
        except Exception as error:
            for job in list(self._jobs.values()):
                self._broke(job.draw, loop, error)
        else:
            for job in complete:
                self._finish(job)

    def _finish(self, job: UnderWay, *, broke: bool = False) -> None:
        """With what was drawn, unless something is drawn again. What is drawn again and `broke` is no loss."""
        with bound_contextvars(job=job.draw.job_id):
            try:
                pictures = job.take(self._check, broke=broke)
                if job.goes_on(pictures):
                    return
                message = job.plan.finish([each for each in pictures if each is not None], job.previews)
                if not job.plan.drawings:
                    for frame in message.frames:
                        self._check(open_image(frame.png))
                seconds = round(time.monotonic() - job.began, 3)
                message = replace(message, outcome=replace(message.outcome, seconds=seconds))
            except Exception as error:
                self._went_wrong(job.draw, job.loop, error)
            else:
                self._drop(job.draw.job_id)
                self._messages.send(message)
                log.info("drawing ends")

    def _check(self, picture: Image.Image) -> None:
        """Raises `ImageRejected`, where pictures are checked."""
        if (checker := self._tools.checker) is not None:
            checker.check(picture)

    def _report(self) -> None:
        """Where each job stands, and how it looks when that costs little beside the drawing itself."""
        for job in list(self._jobs.values()):
            if (now := time.monotonic()) < job.report_due:
                continue
            job.report_due = now + REPORT_SECONDS
            try:
                # Of what is drawn again there is no preview: it would lack all the others.
                seen = self._tools.checker is None and not job.course.rounds
                preview = job.preview() if seen and now >= job.preview_due else None
            except Exception as error:
                self._broke(job.draw, job.loop, error)
            else:
                self._messages.send(JobProgress(job.draw.job_id, job.draw.attempt, *job.progress(), preview))

    def _went_wrong(self, draw: StartJob, loop: DrawingLoop, error: Exception) -> None:
        """For a reason that this job alone is to blame for, if it gives one."""
        if isinstance(error, EngineError) and not is_out_of_memory(error) and not is_device_lost(error):
            self._fail(draw, str(error))  # nothing that another try would change
        else:
            self._broke(draw, loop, error)

    def _broke(self, draw: StartJob, loop: DrawingLoop, error: Exception) -> None:
        """Once more alone, in little memory where that is what lacked; or the end of it."""
        with bound_contextvars(job=draw.job_id):
            log.error("attempt %s broke", draw.attempt, exc_info=error)
        if is_device_lost(error):
            raise DeviceLost(brief(error))
        self._drop(draw.job_id)
        short = is_out_of_memory(error)
        if loop is not self._alone:
            self._again.append(draw)
            self._short |= {draw.job_id} if short else set()
        else:
            self._fail(draw, str(error) if isinstance(error, EngineError) else OUT_OF_MEMORY if short else UNEXPECTED)

    def _fail(self, draw: StartJob, sentence: str) -> None:
        self._drop(draw.job_id)
        self._messages.send(JobFailed(draw.job_id, draw.attempt, sentence))

    def _drop(self, job_id: str) -> None:
        """Forget a job, wherever it waits."""
        self._jobs.pop(job_id, None)
        self._short.discard(job_id)
        for loop in (self._together, self._alone):
            loop.drop(job_id)
        for queue in (self._waiting, self._again):
            for draw in [each for each in queue if each.job_id == job_id]:
                queue.remove(draw)
