"""`kill -9` in the middle of the work: nothing accepted is lost, charged twice or answered twice."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TextIO

import psutil

from bot.domain.jobs import Job, JobStatus
from bot.jobs.service import Service
from bot.storage.jobs import ORPHANED
from tests import fork_server
from tests.bot.service_kit import MIA, SOON, end_of, ledger, owed, running, until
from tests.e2e.serving import build, serve
from tests.plugin import Gate

IMAGINE = ".imagine a red fox --seed 7"


class Serving:
    """A service process, its workers and the jobs it accepted."""

    def __init__(self, out: TextIO) -> None:
        self.jobs: list[str] = []
        self._out = out
        self.workers = [psutil.Process(int(pid)) for pid in self._next("workers")]

    def accept(self, count: int) -> list[str]:
        """Wait until so many jobs are accepted."""
        while len(self.jobs) < count:
            self.jobs += self._next("accepted")
        return self.jobs

    def _next(self, word: str) -> list[str]:
        while words := self._out.readline().split():
            if words[0] == word:
                return words[1:]
        raise AssertionError("the service ended")


@contextmanager
def serving(folder: Path, frontend: str, *lines: str, step_seconds: float = 0.0) -> Iterator[Serving]:
    reading, writing = os.pipe()
    with os.fdopen(reading) as out, open(os.devnull) as nothing:
        streams = (nothing.fileno(), writing, 2)
        process = fork_server.fork(serve, folder, frontend, lines, step_seconds, streams=streams)
        os.close(writing)
        try:
            yield Serving(out)
        finally:
            process.kill()
            process.join(SOON)


def status_of(folder: Path, job_id: str) -> str:
    """As any other program would read it."""
    return str(value_of(folder, "SELECT status FROM jobs WHERE id = ?", job_id))


def noted(folder: Path, job_id: str) -> bool:
    """Whether the reply is not only sent: a service killed before it notes so sends it again when it is back."""
    return value_of(folder, "SELECT sent_at FROM outbox WHERE job_id = ?", job_id) is not None


def value_of(folder: Path, query: str, job_id: str) -> object:
    with closing(sqlite3.connect(folder / "vignette.db", timeout=SOON)) as database:
        row = database.execute(query, (job_id,)).fetchone()
    return row and row[0]


def sent(folder: Path) -> list[str]:
    """Every reply that went out, in order."""
    return (folder / "sent").read_text().splitlines()


async def job_of(service: Service, job_id: str) -> Job:
    job = await service.job(job_id)
    assert job is not None
    return job


async def nothing_owed(service: Service) -> bool:
    return not await owed(service)


async def test_a_service_killed_in_the_middle_of_a_job_completes_it_once_when_it_is_back(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    with serving(tmp_path, "file", IMAGINE) as process:
        [job_id] = process.accept(1)
        await until(lambda: status_of(tmp_path, job_id) == "running")
        orphans = process.workers
        assert orphans
    await until(lambda: not any(each.is_running() for each in orphans))
    assert sent(tmp_path) == []
    gate.open()
    async with running(build(tmp_path)) as service:
        job = await end_of(service, await job_of(service, job_id))
        await until(lambda: nothing_owed(service))
        assert (job.status, job.attempt, len(job.outcome.frames)) == (JobStatus.SUCCEEDED, 2, 1)
        assert await ledger(service, job) == ["hold", "capture"]
    assert sent(tmp_path) == [f"{job_id} succeeded"]


async def test_a_worker_killed_in_the_middle_of_a_job_is_replaced_and_the_job_completes_once(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    with serving(tmp_path, "file", IMAGINE) as process:
        [job_id] = process.accept(1)
        await until(lambda: status_of(tmp_path, job_id) == "running")
        [worker] = process.workers
        worker.kill()
        worker.wait(SOON)
        gate.open()
        await until(lambda: noted(tmp_path, job_id))
    async with running(build(tmp_path)) as service:
        job = await job_of(service, job_id)
        assert (job.status, job.attempt) == (JobStatus.SUCCEEDED, 2)
        assert await ledger(service, job) == ["hold", "capture"]
    assert sent(tmp_path) == [f"{job_id} succeeded"]


async def test_a_killed_console_s_jobs_fail_and_give_their_credits_back(tmp_path: Path) -> None:
    Gate(tmp_path)
    async with running(build(tmp_path)) as service:
        with serving(tmp_path, "console:1", f"{IMAGINE} --n 4", IMAGINE) as process:
            first, second = process.accept(2)
            await until(lambda: status_of(tmp_path, first) == "running")
        for job_id in (first, second):
            job = await end_of(service, await job_of(service, job_id))
            assert (job.status, job.outcome.error) == (JobStatus.FAILED, ORPHANED)
            assert await ledger(service, job) == ["hold", "release"]
        assert await nothing_owed(service)
    assert sent(tmp_path) == []


async def test_kills_at_any_moment_lose_nothing_and_charge_once(tmp_path: Path) -> None:
    chance = random.Random(7)
    kills, accepted = 3, []
    for _ in range(kills):
        with serving(tmp_path, "file", ".imagine a {red,blue} fox --steps 20", step_seconds=0.01) as process:
            accepted += process.accept(2)
            await asyncio.sleep(chance.uniform(0, 0.8))
    async with running(build(tmp_path)) as service:
        for job_id in accepted:
            job = await end_of(service, await job_of(service, job_id))
            settled = {JobStatus.SUCCEEDED: "capture", JobStatus.FAILED: "release"}[job.status]
            assert await ledger(service, job) == ["hold", settled]
            assert all(frame.path.is_file() for frame in job.outcome.frames)
        await until(lambda: nothing_owed(service))
        assert {job.id for job in await service.history(MIA, 100)} == set(accepted)
    replies = sent(tmp_path)
    assert {line.split()[0] for line in replies} == set(accepted)
    assert max(Counter(replies).values()) == 1
