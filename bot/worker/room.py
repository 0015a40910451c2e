"""All workers of a service: which of them is given the next job, and how they are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.requests import frame_count
from bot.worker.scaling import Bounds, Scaling
from bot.worker.starters import Starter
from bot.worker.supervisor import Changed, Heard, Lost, WorkerSupervisor
from generation.engine import EngineInfo


class Room:
    """A worker for each of `engines`, which are their settings; as many of them are up as `bounds` let be."""

    def __init__(
        self,
        engines: Sequence[Mapping[str, Any]],
        starter: Starter,
        bounds: Bounds,
        *,
        changed: Changed,
        heard: Heard,
        lost: Lost,
    ) -> None:
        self._starter = starter
        self.workers = [WorkerSupervisor(each, starter, changed=changed, heard=heard, lost=lost) for each in engines]
        self._scaling = Scaling(self.workers, bounds)
        self._places = dict(zip(self.workers, (int(each["max_batch"]) for each in engines), strict=True))

    def __len__(self) -> int:
        """How many are up, ready or not."""
        return len(self._scaling.up)

    @property
    def broken(self) -> str:
        """Why nothing can be drawn; empty while any worker lives or will live again."""
        sentences = [worker.broken for worker in self._scaling.up]
        return sentences[0] if sentences and all(sentences) else ""

    @property
    def trouble(self) -> str:
        """The same, or why nothing can be drawn yet."""
        sentences = [worker.broken or worker.trouble for worker in self._scaling.up]
        return sentences[0] if sentences and all(sentences) else ""

    @property
    def down(self) -> str:
        """Why nothing can be drawn for now, though it may be again; empty while any worker is up."""
        if self.broken or self.loaded:
            return ""
        return next((worker.down for worker in self._scaling.up if worker.down), "")

    @property
    def loaded(self) -> list[EngineInfo]:
        """What the engines say of themselves."""
        return [worker.info for worker in self._scaling.up if worker.info]

    @property
    def answering(self) -> int:
        """How many can draw and give signs of life."""
        return sum(worker.answers for worker in self._scaling.up)

    @property
    def given_up(self) -> int:
        """How many are not started again, or not soon."""
        return sum(bool(worker.broken or worker.down) for worker in self._scaling.up)

    @property
    def deaths(self) -> int:
        """Since the start."""
        return sum(worker.died for worker in self.workers)

    def free(self) -> WorkerSupervisor | None:
        """The one with the least to do, if its next batch has room; a second attempt has a worker alone."""
        load = {
            worker: sum(frame_count(job.request) for job in worker.jobs.values())
            for worker in self._scaling.up
            if worker.answers
        }
        retrying = {worker for worker in load if any(job.attempt > 1 for job in worker.jobs.values())}
        free = [worker for worker, drawn in load.items() if drawn < self._places[worker] and worker not in retrying]
        return min(free, key=load.__getitem__, default=None)

    @property
    def can_grow(self) -> bool:
        """Whether there may be more workers than are up."""
        return self._scaling.can_grow

    def scale(self, waiting: int) -> None:
        """More workers for the jobs that wait, for which there is no room; fewer where there is nothing to do."""
        self._scaling.adjust(waiting)

    def start(self) -> None:
        self._scaling.start()

    async def drop(self, job_id: str) -> None:
        """Nobody wants this job any more."""
        for worker in self._scaling.up:
            await worker.drop(job_id)

    async def stop(self) -> None:
        self._starter.refuse()
        await self._scaling.stop()
        await asyncio.to_thread(self._starter.close)
