"""A cluster of one node in this process: the gateway and the actor are the real ones, only Ray between them is not."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import SimpleNamespace
from typing import Any, cast

from bot.worker.cluster.actor import DrawingActor
from bot.worker.cluster.gateway import serve
from bot.worker.cluster.options import ClusterOptions, Hello
from bot.worker.cluster.workers import ClusterWorkers


class NearActor(DrawingActor):
    """Ends as one on a lost node does: nobody hears of it any more."""

    def __init__(self, settings: bytes) -> None:
        super().__init__(settings)
        self._once = threading.Lock()  # two threads may kill it, and a file is closed once

    def kill(self) -> None:
        with self._once:
            self._commands.close()


class NearWorkers(ClusterWorkers):
    """`hired` are the actors so far."""

    def __init__(self) -> None:
        super().__init__(ClusterOptions())
        self.hired: list[NearActor] = []

    def hire(self, settings: bytes) -> NearActor:
        self.hired.append(NearActor(settings))
        return self.hired[-1]

    def _connected(self) -> tuple[Connection[Mapping[str, Any], Hello], BaseProcess]:
        if self._control is None:
            self._control, far = multiprocessing.Pipe()
            threading.Thread(target=serve, args=(far, self.hire), daemon=True).start()
        return self._control, cast(BaseProcess, SimpleNamespace(pid=os.getpid()))
