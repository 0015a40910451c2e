"""All workers of a service: which of them is given the next job, and how they are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.requests import frame_count
from bot.worker.supervisor import Changed, Heard, Lost, WorkerSupervisor
from generation.engine import EngineInfo


class Room:
    """One worker for each of `engines`, which are their settings."""

    def __init__(self, engines: Sequence[Mapping[str, Any]], *, changed: Changed, heard: Heard, lost: Lost) -> None:
        self.workers = [WorkerSupervisor(each, changed=changed, heard=heard, lost=lost) for each in engines]
        self._places = dict(zip(self.workers, (int(each["max_batch"]) for each in engines), strict=True))

    def __len__(self) -> int:
        return len(self.workers)

    @property
    def broken(self) -> str:
        """Why nothing can be drawn; empty while any worker lives or will live again."""
        sentences = [worker.broken for worker in self.workers]
        return sentences[0] if all(sentences) else ""

    @property
    def trouble(self) -> str:
        """The same, or why nothing can be drawn yet."""
        sentences = [worker.broken or worker.trouble for worker in self.workers]
        return sentences[0] if all(sentences) else ""

    @property
    def down(self) -> str:
        """Why nothing can be drawn for now, though it may be again; empty while any worker is up."""
        if self.broken or self.loaded:
            return ""
        return next((worker.down for worker in self.workers if worker.down), "")

    @property
    def loaded(self) -> list[EngineInfo]:
        """What the engines say of themselves."""
        return [worker.info for worker in self.workers if worker.info]

    @property
    def answering(self) -> int:
        """How many can draw and give signs of life."""
        return sum(worker.answers for worker in self.workers)

    @property
    def given_up(self) -> int:
        """How many are not started again, or not soon."""
        return sum(bool(worker.broken or worker.down) for worker in self.workers)

    @property
    def deaths(self) -> int:
        """Since the start."""
        return sum(worker.died for worker in self.workers)

    def free(self) -> WorkerSupervisor | None:
        """The one with the least to do, if its next batch has room; a second attempt has a worker alone."""
        load = {
            worker: sum(frame_count(job.request) for job in worker.jobs.values())
            for worker in self._places
            if worker.answers
        }
        retrying = {worker for worker in load if any(job.attempt > 1 for job in worker.jobs.values())}
        free = [worker for worker, drawn in load.items() if drawn < self._places[worker] and worker not in retrying]
        return min(free, key=load.__getitem__, default=None)

    def start(self) -> None:
        for worker in self.workers:
            worker.start()

    async def drop(self, job_id: str) -> None:
        """Nobody wants this job any more."""
        for worker in self.workers:
            await worker.drop(job_id)

    async def stop(self) -> None:
        await asyncio.gather(*(worker.stop() for worker in self.workers))
