"""`kill -9` in the middle of the work: nothing accepted is lost, charged twice or answered twice."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

from bot.domain.jobs import Job, JobStatus
from bot.jobs.service import Service
from bot.storage.jobs import ORPHANED
from tests.bot.service_kit import MIA, end_of, ledger, owed, running, until
from tests.e2e.serving import build

ROOT = Path(__file__).parents[2]
IMAGINE = ".imagine a red fox --seed 7 --steps 25"


class Serving:
    """A service process and the jobs it accepted."""

    def __init__(self, folder: Path, frontend: str, step_seconds: float, *lines: str) -> None:
        self.jobs: list[str] = []
        arguments = [str(folder), frontend, str(step_seconds), *lines]
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.serving", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def accept(self, count: int) -> list[str]:
        """Wait until so many jobs are accepted."""
        assert self.popen.stdout is not None
        while len(self.jobs) < count:
            line = self.popen.stdout.readline()
            assert line, "the service ended"
            if line.startswith("accepted "):
                self.jobs.append(line.split()[1])
        return self.jobs

    def kill(self) -> None:
        self.popen.kill()
        self.popen.wait(10)
        if self.popen.stdout is not None:
            self.popen.stdout.close()


@contextmanager
def serving(folder: Path, frontend: str, step_seconds: float, *lines: str) -> Iterator[Serving]:
    process = Serving(folder, frontend, step_seconds, *lines)
    try:
        yield process
    finally:
        process.kill()


def status_of(folder: Path, job_id: str) -> str:
    """As any other program would read it."""
    with closing(sqlite3.connect(folder / "vignette.db", timeout=10)) as database:
        row = database.execute("SELECT status FROM jobs WHERE id = ?", (job_id,)).fetchone()
    return str(row[0])


def sent(folder: Path) -> list[str]:
    """Every reply that went out, in order."""
    return (folder / "sent").read_text().splitlines()


async def job_of(service: Service, job_id: str) -> Job:
    job = await service.job(job_id)
    assert job is not None
    return job


async def nothing_owed(service: Service) -> bool:
    return not await owed(service)


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Its worker processes, without the resource tracker that Python starts beside them."""
    children = psutil.Process(process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


async def test_a_service_killed_in_the_middle_of_a_job_completes_it_once_when_it_is_back(tmp_path: Path) -> None:
    with serving(tmp_path, "file", 0.2, IMAGINE) as process:
        [job_id] = process.accept(1)
        await until(lambda: status_of(tmp_path, job_id) == "running")
        orphans = workers_of(process.popen)
        assert orphans
    await until(lambda: not any(each.is_running() for each in orphans))
    assert sent(tmp_path) == []
    async with running(build(tmp_path)) as service:
        job = await end_of(service, await job_of(service, job_id))
        await until(lambda: nothing_owed(service))
        assert (job.status, job.attempt, len(job.outcome.frames)) == (JobStatus.SUCCEEDED, 2, 1)
        assert await ledger(service, job) == ["hold", "capture"]
    assert sent(tmp_path) == [f"{job_id} succeeded"]


async def test_a_worker_killed_in_the_middle_of_a_job_is_replaced_and_the_job_completes_once(tmp_path: Path) -> None:
    with serving(tmp_path, "file", 0.04, IMAGINE) as process:
        [job_id] = process.accept(1)
        await until(lambda: status_of(tmp_path, job_id) == "running")
        [worker] = workers_of(process.popen)
        worker.kill()
        await until(lambda: sent(tmp_path))
    async with running(build(tmp_path)) as service:
        job = await job_of(service, job_id)
        assert (job.status, job.attempt) == (JobStatus.SUCCEEDED, 2)
        assert await ledger(service, job) == ["hold", "capture"]
    assert sent(tmp_path) == [f"{job_id} succeeded"]


async def test_a_killed_console_s_jobs_fail_and_give_their_credits_back(tmp_path: Path) -> None:
    async with running(build(tmp_path)) as service:
        with serving(tmp_path, "console:1", 0.2, f"{IMAGINE} --n 4", IMAGINE) as process:
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
        with serving(tmp_path, "file", 0.01, ".imagine a {red,blue} fox --steps 20") as process:
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
    # A kill between a reply and its mark sends it again; that is the front-end's to recognise.
    assert len(replies) <= len(accepted) + kills
