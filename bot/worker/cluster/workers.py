"""Workers on a cluster, as the service starts them: like processes of this machine, but elsewhere."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import send_handle
from typing import Any

import structlog

from bot.worker.cluster.gateway import run
from bot.worker.cluster.options import ClusterOptions, Hello
from bot.worker.starters import Started
from generation.engine import EngineError

LEAVE_SECONDS = 5.0  # for Ray to stop before its processes are killed
CONNECT_SECONDS = 180.0  # for the gateway to find its cluster, or to start one

GONE = "The process that speaks with Ray has ended; the log says more."

log = structlog.get_logger(__name__)


class ClusterWorkers:
    """A `Starter` whose workers are actors, all of them reached through one gateway process, renewed when it dies."""

    def __init__(self, options: ClusterOptions) -> None:
        self._options = options
        self._gateway: BaseProcess | None = None
        self._control: Connection[Mapping[str, Any], Hello] | None = None
        self._alone = threading.Lock()  # workers are started in several threads
        self._refused = False

    def start(self, settings: Mapping[str, Any]) -> Started:
        with self._alone:
            control, gateway = self._connected()
            commands_out, commands_in = multiprocessing.Pipe(duplex=False)
            messages_out, messages_in = multiprocessing.Pipe(duplex=False)
            with commands_out, messages_in:
                try:
                    control.send(settings)
                    for end in (commands_out, messages_in):
                        send_handle(control, end.fileno(), gateway.pid)
                except OSError as error:
                    raise ConnectionError(GONE) from error
        return RemoteWorker(gateway), commands_in, messages_out

    def refuse(self) -> None:
        self._refused = True

    def close(self) -> None:
        with self._alone:
            if self._control is not None:
                self._control.close()  # which the gateway takes for our end
            if self._gateway is not None:
                self._gateway.join(LEAVE_SECONDS)
                self._gateway.kill()
                self._gateway.join()

    def _connected(self) -> tuple[Connection[Mapping[str, Any], Hello], BaseProcess]:
        if self._gateway is not None and self._control is not None and self._gateway.is_alive():
            return self._control, self._gateway
        context = multiprocessing.get_context("spawn")
        control, far = context.Pipe()
        gateway = context.Process(target=run, args=(far, self._options), daemon=True)
        gateway.start()
        far.close()
        hello = self._first_word(control, gateway)
        if hello.refused:
            log.warning("no connection to Ray", reason=hello.detail or hello.refused)
            raise (EngineError if hello.for_good else ConnectionError)(hello.refused)
        self._control, self._gateway = control, gateway
        return control, gateway

    def _first_word(self, control: Connection[Mapping[str, Any], Hello], gateway: BaseProcess) -> Hello:
        """Ray itself can wait for minutes, and would not stop for a service that stops."""
        until = time.monotonic() + CONNECT_SECONDS
        try:
            while not control.poll(0.2):
                if self._refused or time.monotonic() > until:
                    gateway.kill()
                    raise ConnectionError(f"Ray did not answer within {CONNECT_SECONDS:.0f} seconds.")
            return control.recv()
        except (EOFError, OSError) as error:
            raise ConnectionError(GONE) from error


class RemoteWorker:
    """A worker behind the gateway. Its process is out of our sight; that its pipe has ended is all there is to know."""

    exitcode = None

    def __init__(self, gateway: BaseProcess) -> None:
        self.pid = gateway.pid
        self.sentinel, self._alive = multiprocessing.Pipe(duplex=False)

    def kill(self) -> None:
        """Hear no more of it; its keeper then closes its pipe, and the gateway kills the actor for that."""
        self._alive.close()

    def join(self, timeout: float | None = None) -> None:
        """Nothing to wait for."""
