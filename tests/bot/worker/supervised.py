"""Workers under their supervisor: what one reports, and engines for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.jobs import Job, JobStatus
from bot.worker.messages import JobDone, JobFailed
from bot.worker.starters import LocalProcesses, Starter
from bot.worker.supervisor import JobMessage, WorkerSupervisor
from generation.engine import EngineInfo, ImageRequest
from tests.bot.storage.kit import new_job
from tests.plugin import Gate


@dataclass
class Told:
    """What a worker process reports."""

    heard: list[JobMessage] = field(default_factory=list)
    lost: list[Job] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)  # ids of those of the lost that it had begun
    devices: set[str] = field(default_factory=set)

    def hear(self, job: Job, message: JobMessage, info: EngineInfo) -> None:
        self.heard.append(message)
        self.devices.add(info.device)

    def lose(self, jobs: list[Job], begun: Collection[str]) -> None:
        self.lost += jobs
        self.begun |= set(begun)

    @property
    def ends(self) -> list[JobMessage]:
        return [message for message in self.heard if isinstance(message, (JobDone, JobFailed))]


@asynccontextmanager
async def worker(
    settings: dict[str, Any], starter: Starter | None = None, **options: Any
) -> AsyncIterator[tuple[WorkerSupervisor, Told]]:
    told = Told()
    process = WorkerSupervisor(
        settings, starter or LocalProcesses(), changed=lambda: None, heard=told.hear, lost=told.lose, **options
    )
    process.start()
    try:
        yield process, told
    finally:
        await process.stop()


def echo(**options: Any) -> dict[str, Any]:
    return {"name": "echo", "max_batch": 4, "options": {"width": 32, "height": 32, **options}}


def gated(gate: Gate) -> dict[str, Any]:
    return {**echo(**gate.engine), "name": "gated"}


def running_job() -> Job:
    request = ImageRequest("a red fox", seed=7, num_inference_steps=4)
    return replace(new_job(request=request), status=JobStatus.RUNNING, attempt=1)
