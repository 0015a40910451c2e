"""Workers as the event loop sees them: one per device, started again when it dies, never waited for.

A worker is a process of this machine, or whatever else its `Starter` puts behind two pipes. What it says is read by a
thread of its own, and it is spoken to from a thread too: either pipe can be full.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Collection, Mapping
from multiprocessing.connection import Connection, wait
from typing import Any

import structlog

from bot.background import wait_for_event
from bot.domain.jobs import Job
from bot.worker.breaker import DIED_LOADING, LOAD_TRIES, Breaker
from bot.worker.messages import (
    Alive,
    CancelJob,
    EngineFailed,
    EngineReady,
    FromWorker,
    JobBegun,
    JobDone,
    JobFailed,
    JobProgress,
    LogLine,
    StartJob,
    ToWorker,
)
from bot.worker.starters import Starter, WorkerProcess
from bot.worker.watch import Watch
from generation.engine import EngineError, EngineInfo

LEAVE_SECONDS = 3.0  # for a worker to leave by itself before it is killed
LOOK_SECONDS = 1.0  # between two looks at a worker that says nothing

JobMessage = JobProgress | JobDone | JobFailed
Changed = Callable[[], None]  # ready, silent, broken, down or gone
Heard = Callable[[Job, JobMessage, EngineInfo], None]  # what a worker says of a job it has
Lost = Callable[[list[Job], Collection[str]], None]  # the jobs it had when it died; ids of those it had begun

log = structlog.get_logger(__name__)


class WorkerSupervisor:
    """The worker of one device."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        starter: Starter,
        *,
        changed: Changed,
        heard: Heard,
        lost: Lost,
        max_silence: float = 900.0,  # seconds without news of its jobs before a step was measured: then it hangs
    ) -> None:
        self.info: EngineInfo | None = None  # None: not ready
        self.broken = ""  # the sentence that says why it is not started again
        self.trouble = ""  # the one that says why its last process had no engine, where the next may have
        self.jobs: dict[str, Job] = {}  # being drawn
        self.died = 0  # times that a process of ours ended by itself
        self._settings, self._starter = dict(settings), starter
        self._changed, self._heard, self._lost = changed, heard, lost
        self._breaker = Breaker()
        self._watch = Watch(int(settings["max_batch"]), max_silence, fetches=bool(settings.get("hub")))
        self._begun: set[str] = set()  # those of the jobs that may be what it dies of
        self._was_ready = self._was_silent = False
        self._process: WorkerProcess | None = None
        self._commands: Connection[ToWorker, Any] | None = None
        self._sending = asyncio.Lock()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def answers(self) -> bool:
        """Whether it can be given a job: it is loaded, and gave a sign of life lately."""
        return self.info is not None and not self._watch.silent

    @property
    def down(self) -> str:
        """Why its model cannot be used for now; empty while it can, or is only being started."""
        return self._breaker.sentence

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        self._stopping.clear()
        self._task = asyncio.create_task(self._keep_alive())

    async def stop(self) -> None:
        """Let the worker leave, and see to it that it does."""
        self._stopping.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_SECONDS), self._sending:
                self._close_commands()
        if self._task is None:
            return
        done, _ = await asyncio.wait({self._task}, timeout=LEAVE_SECONDS)
        if not done and self._process is not None:
            self._process.kill()
        await self._task

    async def retire(self) -> None:
        """Stop one that has nothing to draw, and from now on gets nothing, until it is started again."""
        self._stopping.set()
        self.info, self._was_silent = None, False
        self._changed()
        await self.stop()

    async def draw(self, job: Job, pictures: Mapping[str, bytes] | None = None) -> None:
        """`pictures` holds the files that the request names, by SHA-256."""
        if self.info is None:
            self._lost([job], ())  # it died since it was chosen
        else:
            if not self.jobs:
                self._watch.busy()
            self.jobs[job.id] = job
            await self._send(StartJob(job.id, job.attempt, job.request, pictures or {}))

    async def drop(self, job_id: str) -> None:
        if self.jobs.pop(job_id, None) is not None:
            self._begun.discard(job_id)
            self._watch.dropped(job_id)
            await self._send(CancelJob(job_id))

    async def _send(self, message: ToWorker) -> None:
        async with self._sending:
            if self._commands is not None:
                with contextlib.suppress(OSError):  # it died: its jobs are reported lost
                    await asyncio.to_thread(self._commands.send, message)

    async def _keep_alive(self) -> None:
        while not self._stopping.is_set() and not self.broken:
            loaded, reason = await self._live()
            if self._stopping.is_set():
                self._changed()  # let go, not dead
                return
            if self.trouble:
                pause = self._breaker.not_yet()
            else:
                pause = self._breaker.died(loaded=loaded, reason=reason)
                if not self._was_ready:  # it never could: the service says so, and ends if there is no other worker
                    self.broken = reason or (DIED_LOADING if self._breaker.failed_loads == LOAD_TRIES else "")
                elif self.down:
                    log.error("the model is down", reason=self.down, deaths=self.died)
            self._changed()
            if not self.broken:
                await wait_for_event(self._stopping, pause)

    async def _live(self) -> tuple[bool, str]:
        """One process from start to end: whether its engine was ready at some time, and the reason it gave if not."""
        loop, arrived = asyncio.get_running_loop(), asyncio.Queue[FromWorker | None]()
        try:
            self._process, self._commands, messages = await asyncio.to_thread(self._starter.start, self._settings)
        except ConnectionError as error:  # nobody died: where workers run is out of reach
            self._cannot_yet(str(error))
            return False, ""
        except EngineError as error:
            log.error("no worker can be started", reason=str(error))
            return False, str(error)
        self._watch.started()
        threading.Thread(target=_read, args=(messages, self._process, loop, arrived.put_nowait), daemon=True).start()
        if self._stopping.is_set():
            self._close_commands()
        ready, reason = False, ""
        while (message := await self._next(arrived)) is not None:
            ready = ready or isinstance(message, EngineReady)
            reason = message.sentence if isinstance(message, EngineFailed) and message.lasting else reason
            self._take(message)
        await self._bury()
        return ready, reason

    async def _next(self, arrived: asyncio.Queue[FromWorker | None]) -> FromWorker | None:
        """The next message, or None when the process is gone. One that hangs is killed."""
        while True:
            began = time.monotonic()
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    message = await arrived.get()
            except TimeoutError:
                self._look_after(time.monotonic() - began - LOOK_SECONDS)
            else:
                self._watch.heard()
                self._tell_of_silence()
                return message

    def _look_after(self, stood_still: float) -> None:
        """Nothing came for a while, in which we ourselves may have `stood_still` (seconds)."""
        if stood_still > LOOK_SECONDS:
            self._watch.stood_still(stood_still)
        self._tell_of_silence()
        trouble = self._watch.trouble(self.jobs.values(), loaded=self.info is not None)
        if trouble and self._process is not None:
            log.error("a worker hangs and is killed", reason=trouble, pid=self.pid, jobs=list(self.jobs))
            self._watch.killed()
            self._process.kill()

    def _tell_of_silence(self) -> None:
        silent = self.info is not None and not self.answers
        if silent is not self._was_silent:
            self._was_silent = silent
            log.warning("a worker is silent" if silent else "a worker answers again", pid=self.pid)
            self._changed()

    def _take(self, message: FromWorker) -> None:
        match message:
            case EngineReady() | EngineFailed():
                self._take_engine_message(message)
            case LogLine(level, logger, text, exception, job_id):
                about = {key: value for key, value in (("job", job_id), ("exception", exception)) if value}
                structlog.get_logger(logger).log(level, text, worker=self.pid, **about)
            case JobBegun(job_id, attempt):
                if job_id in self.jobs and self.jobs[job_id].attempt == attempt:
                    self._begun.add(job_id)
                    self._watch.news()
            case JobProgress() | JobDone() | JobFailed():
                self._take_job_message(message)
            case Alive():
                pass

    def _take_engine_message(self, message: EngineReady | EngineFailed) -> None:
        match message:
            case EngineReady() if self._stopping.is_set():
                pass  # it was let go while it loaded
            case EngineReady(info):
                self.info, self.trouble, self._was_ready = info, "", True
                self._breaker.loaded()
                log.info("engine ready", engine=info.engine, model=info.model, device=info.device, pid=self.pid)
                self._changed()
            case EngineFailed(sentence, lasting=False):
                self._cannot_yet(sentence)
            case EngineFailed(sentence):
                log.error("the engine cannot start", reason=sentence)

    def _cannot_yet(self, sentence: str) -> None:
        if sentence != self.trouble:  # once is enough of what is tried for hours
            log.warning("the engine cannot start yet", reason=sentence)
            self.trouble = sentence
            self._changed()

    def _take_job_message(self, message: JobMessage) -> None:
        job = self.jobs.get(message.job_id)
        if self.info is None or job is None or job.attempt != message.attempt:
            return  # dropped meanwhile
        if isinstance(message, JobProgress):
            self._watch.step(job.id, message.step, self.jobs.values())
        else:
            del self.jobs[job.id]
            self._begun.discard(job.id)
            self._watch.ended(job.id)
            self._breaker.worked()
        self._heard(job, message, self.info)

    async def _bury(self) -> None:
        """Tidy up after a process that closed its pipe, and report what it left undone."""
        async with self._sending:
            self._close_commands()
        if self._process is not None:
            await asyncio.to_thread(self._process.join, LEAVE_SECONDS)
            if self._process.exitcode is None:
                self._process.kill()
                await asyncio.to_thread(self._process.join)
            log_level = log.info if self._stopping.is_set() else log.warning
            log_level("worker gone", pid=self.pid, exit_code=self._process.exitcode, jobs=list(self.jobs))
        self.died += not self._stopping.is_set() and not self.trouble
        self.info, self._was_silent = None, False
        lost, begun = list(self.jobs.values()), frozenset(self._begun)
        self.jobs.clear()
        self._begun.clear()
        self._lost(lost, begun)

    def _close_commands(self) -> None:
        if self._commands is not None:
            self._commands.close()
            self._commands = None


def _read(
    messages: Connection[Any, FromWorker],
    process: WorkerProcess,
    loop: asyncio.AbstractEventLoop,
    put: Callable[[FromWorker | None], None],
) -> None:
    """Hand every message to the event loop, and None at the end. Runs in a thread of its own."""
    with contextlib.suppress(RuntimeError), messages:  # the loop may be closed by now
        with contextlib.suppress(EOFError, OSError):
            # The sentinel too: a grandchild may hold the pipe open after the worker has died.
            while messages in wait([messages, process.sentinel]):
                loop.call_soon_threadsafe(put, messages.recv())
        loop.call_soon_threadsafe(put, None)
