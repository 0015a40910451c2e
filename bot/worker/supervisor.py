"""Workers as the event loop sees them: one per device, started again when it dies, never waited for.

A worker is a process of this machine, or whatever else its `Starter` puts behind two pipes. What it says is read by a
thread of its own, and it is spoken to from a thread too: either pipe can be full.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, TypeAlias

import structlog

from bot.background import wait_for_event
from bot.domain.jobs import Job
from bot.worker.messages import (
    CancelJob,
    EngineFailed,
    EngineReady,
    FromWorker,
    JobDone,
    JobFailed,
    JobProgress,
    StartJob,
    ToWorker,
)
from bot.worker.process import run as run_worker
from generation.engine import EngineError, EngineInfo

START_METHOD = "spawn"  # "fork" would copy the locks of the event loop's threads and, later, a CUDA context
LOAD_TRIES = 3
FIRST_PAUSE, LAST_PAUSE = 0.5, 30.0  # seconds between a death and the next start
LEAVE_SECONDS = 3.0  # for a worker to leave by itself before it is killed
DIED_LOADING = f"The engine died {LOAD_TRIES} times while it was loading, often for want of memory; the log says more."

JobMessage = JobProgress | JobDone | JobFailed

log = structlog.get_logger(__name__)


class WorkerProcess(Protocol):
    """What is known of a worker beside what it says; `multiprocessing`'s processes are such."""

    @property
    def pid(self) -> int | None: ...

    @property
    def exitcode(self) -> int | None: ...

    @property
    def sentinel(self) -> Any:
        """Can be waited for, and is ready when the worker is gone."""
        ...

    def kill(self) -> None: ...

    def join(self, timeout: float | None = None) -> None: ...


Started: TypeAlias = "tuple[WorkerProcess, Connection[ToWorker, Any], Connection[Any, FromWorker]]"


class Starter(Protocol):
    """Where workers run. Its methods wait, so they are called in threads."""

    def start(self, settings: Mapping[str, Any]) -> Started:
        """One more worker, spoken to over the first pipe and heard over the second, which ends with it.

        Raises ConnectionError for what another try may change, EngineError for what it will not.
        """
        ...

    def refuse(self) -> None:
        """Start nothing any more, nor wait for what is out of reach. Does not wait itself."""
        ...

    def close(self) -> None:
        """After the last worker."""
        ...


class LocalProcesses:
    """Workers are processes of this machine."""

    def start(self, settings: Mapping[str, Any]) -> Started:
        context = multiprocessing.get_context(START_METHOD)
        commands_out, commands_in = context.Pipe(duplex=False)
        messages_out, messages_in = context.Pipe(duplex=False)
        process: BaseProcess = context.Process(
            target=run_worker, args=(commands_out, messages_in, settings), daemon=True
        )  # type: ignore[attr-defined]
        process.start()
        commands_out.close()  # ours: from now on end-of-file on either pipe means that the other side is gone
        messages_in.close()
        return process, commands_in, messages_out

    def refuse(self) -> None:
        """A process is there at once, and who asked for it stops it."""

    def close(self) -> None:
        """Every process is its supervisor's."""


class WorkerSupervisor:
    """The worker of one device."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        starter: Starter | None = None,
        *,
        changed: Callable[[], None],  # ready, broken or gone
        heard: Callable[[Job, JobMessage, EngineInfo], None],  # what it says of a job it has
        lost: Callable[[list[Job]], None],  # the jobs it had when it died
        max_silence: float = 900.0,  # seconds without a word about its jobs: then it hangs
    ) -> None:
        self.info: EngineInfo | None = None  # None: not ready
        self.broken = ""  # the sentence that says why it is not started again
        self.jobs: dict[str, Job] = {}  # being drawn
        self._settings, self._starter = dict(settings), starter or LocalProcesses()
        self._changed, self._heard, self._lost = changed, heard, lost
        self._max_silence = max_silence
        self._last_word = 0.0
        self._deaths = 0  # since it last finished a job
        self._process: WorkerProcess | None = None
        self._commands: Connection[ToWorker, Any] | None = None
        self._sending = asyncio.Lock()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.died = 0  # times that a process of ours ended by itself

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
        self.info = None
        self._changed()
        await self.stop()

    async def draw(self, job: Job, pictures: Mapping[str, bytes] | None = None) -> None:
        """`pictures` holds the files that the request names, by SHA-256."""
        if self.info is None:
            self._lost([job])  # it died since it was chosen
        else:
            self._last_word = time.monotonic()
            self.jobs[job.id] = job
            await self._send(StartJob(job.id, job.attempt, job.request, pictures or {}))

    async def drop(self, job_id: str) -> None:
        if self.jobs.pop(job_id, None) is not None:
            await self._send(CancelJob(job_id))

    async def _send(self, message: ToWorker) -> None:
        async with self._sending:
            if self._commands is not None:
                with contextlib.suppress(OSError):  # it died: its jobs are reported lost
                    await asyncio.to_thread(self._commands.send, message)

    async def _keep_alive(self) -> None:
        failed_loads = 0
        while not self._stopping.is_set() and not self.broken:
            try:
                failed_loads = 0 if await self._live() else failed_loads + 1
            except ConnectionError as error:  # nobody died: where workers run is out of reach
                log.warning("no worker could be started", reason=str(error))
            except EngineError as error:
                self.broken = str(error)
                log.error("no worker can be started", reason=self.broken)
            self._deaths += 1
            if failed_loads == LOAD_TRIES:
                self.broken = self.broken or DIED_LOADING
            self._changed()
            if not self.broken:
                await wait_for_event(self._stopping, min(FIRST_PAUSE * 2 ** (self._deaths - 1), LAST_PAUSE))

    async def _live(self) -> bool:
        """One process from start to end; True when its engine was ready at some time."""
        loop, arrived = asyncio.get_running_loop(), asyncio.Queue[FromWorker | None]()
        self._process, self._commands, messages = await asyncio.to_thread(self._starter.start, self._settings)
        threading.Thread(target=_read, args=(messages, self._process, loop, arrived.put_nowait), daemon=True).start()
        if self._stopping.is_set():
            self._close_commands()
        ready = False
        while (message := await self._next(arrived)) is not None:
            ready = ready or isinstance(message, EngineReady)
            self._take(message)
        await self._bury()
        return ready

    async def _next(self, arrived: asyncio.Queue[FromWorker | None]) -> FromWorker | None:
        """The next message, or None when the process is gone. One that hangs is killed."""
        while True:
            try:
                async with asyncio.timeout(self._max_silence):
                    message = await arrived.get()
            except TimeoutError:
                if self.jobs and time.monotonic() - self._last_word >= self._max_silence and self._process is not None:
                    log.error("a worker hangs and is killed", pid=self.pid, jobs=list(self.jobs))
                    self._process.kill()
            else:
                self._last_word = time.monotonic()
                return message

    def _take(self, message: FromWorker) -> None:
        match message:
            case EngineReady() if self._stopping.is_set():
                pass  # it was let go while it loaded
            case EngineReady(info):
                self.info = info
                log.info("engine ready", engine=info.engine, model=info.model, device=info.device, pid=self.pid)
                self._changed()
            case EngineFailed(sentence):
                self.broken = sentence
                log.error("the engine cannot start", reason=sentence)
            case _:
                self._take_job_message(message)

    def _take_job_message(self, message: JobMessage) -> None:
        job = self.jobs.get(message.job_id)
        if self.info is None or job is None or job.attempt != message.attempt:
            return  # dropped meanwhile
        if not isinstance(message, JobProgress):
            del self.jobs[message.job_id]
            self._deaths = 0
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
        self.died += not self._stopping.is_set()
        self.info, lost = None, list(self.jobs.values())
        self.jobs.clear()
        self._lost(lost)

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
