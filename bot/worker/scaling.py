"""How many workers there are: as many as there is work for, between bounds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.background import Tasks
from bot.worker.supervisor import LEAVE_SECONDS, WorkerSupervisor


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of the number of workers; the most is as many as there are."""

    fewest: int
    idle_seconds: float = 300.0  # after which a worker beyond the fewest is let go


class Scaling:
    """Starts workers for jobs that wait and lets those go that had nothing to do."""

    def __init__(
        self, workers: Sequence[WorkerSupervisor], bounds: Bounds, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._asleep, self._up = list(workers), dict[WorkerSupervisor, float]()  # since when it has had nothing to do
        self._bounds, self._clock = bounds, clock
        self._leaving = Tasks()

    @property
    def up(self) -> list[WorkerSupervisor]:
        """Those that are started, ready or not."""
        return list(self._up)

    def start(self) -> None:
        for _ in range(self._bounds.fewest):
            self._wake()

    async def stop(self) -> None:
        """Stop all of them."""
        await asyncio.gather(*(worker.stop() for worker in self._up), self._leaving.finish(LEAVE_SECONDS))
        await self._leaving.close()

    @property
    def can_grow(self) -> bool:
        return bool(self._asleep)

    def adjust(self, waiting: int) -> None:
        """`waiting` jobs found no worker with room."""
        now = self._clock()
        coming = sum(
            not (worker.jobs or worker.broken or worker.down) for worker in self._up
        )  # they load, or take one of these
        for _ in range(min(waiting - coming, len(self._asleep))):
            self._wake()
        for worker in [each for each in self._up if each.jobs]:
            self._up[worker] = now
        idle = [each for each, since in self._up.items() if now - since >= self._bounds.idle_seconds]
        for worker in idle[: max(0, len(self._up) - self._bounds.fewest)]:
            del self._up[worker]
            self._leaving.start(self._retire(worker))

    def _wake(self) -> None:
        worker = self._asleep.pop(0)
        self._up[worker] = self._clock()
        worker.start()

    async def _retire(self, worker: WorkerSupervisor) -> None:
        await worker.retire()
        self._asleep.append(worker)
