"""Where workers run: what starts one, and what is known of it beside what it says over its pipes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, TypeAlias

from bot.worker.messages import FromWorker, ToWorker
from bot.worker.process import run as run_worker

START_METHOD = "spawn"  # "fork" would copy the locks of the event loop's threads and, later, a CUDA context
BEAT_SECONDS = 5.0  # between two signs of life of a worker


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
        process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=run_worker, args=(commands_out, messages_in, settings, BEAT_SECONDS), daemon=True
        )
        process.start()
        commands_out.close()  # ours: from now on end-of-file on either pipe means that the other side is gone
        messages_in.close()
        return process, commands_in, messages_out

    def refuse(self) -> None:
        """A process is there at once, and who asked for it stops it."""

    def close(self) -> None:
        """Every process is its supervisor's."""
