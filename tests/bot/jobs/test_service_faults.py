"""What breaks around a service: nothing is lost, nothing is charged twice, and whoever asked is told."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
from collections import namedtuple
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot import background
from bot.domain.errors import Refused, StorageError
from bot.domain.jobs import Job, JobStatus, Progress
from bot.domain.requester import Address
from bot.jobs.admission import DISK_FULL
from bot.jobs.events import Event
from bot.jobs.service import Service
from bot.worker import breaker
from story.request import StoryRequest
from tests.bot.service_kit import (
    ADMIN,
    FOX,
    HERE,
    MIA,
    SOON,
    TOM,
    MemoryFrontend,
    build_app,
    build_stores,
    drawn,
    end_of,
    has_status,
    ledger,
    running,
    until,
)
from tests.plugin import Gate

STORY = StoryRequest(("Mia the fox runs.", "She sleeps."), replace(FOX, prompt="Mia the fox runs. She sleeps."))


@pytest.fixture(autouse=True)
def tried_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(background, "FIRST_PAUSE", 0.01)


async def test_an_engine_that_cannot_start_is_said_to_whoever_asks(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, engine={"no_such_option": 1})) as service:
        with pytest.raises(Refused, match="no_such_option"):
            await service.submit(MIA, FOX, HERE)
        assert service.info is None
        assert "no_such_option" in service.broken


async def test_a_killed_worker_loses_no_job_and_charges_once(tmp_path: Path) -> None:
    room, gate = MemoryFrontend(), Gate(tmp_path)
    async with running(build_app(tmp_path, room, engine=gate.engine)) as service:
        job = await service.submit(MIA, FOX, HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        await _kill_worker(service)
        gate.open()
        end = await end_of(service, job)
        assert (end.status, end.attempt) == (JobStatus.SUCCEEDED, 2)
        assert await ledger(service, job) == ["hold", "capture"]
        await until(lambda: room.delivered)
        assert len(room.delivered) == 1


async def test_what_a_dead_worker_left_is_drawn_again_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, company = Gate(tmp_path), []
    async with running(build_app(tmp_path, engine=gate.engine)) as service:
        jobs = [await service.submit(who, FOX, HERE) for who in (MIA, TOM)]
        [worker] = service._dispatcher.room.workers
        await until(lambda: len(worker.jobs) == 2)
        draw = worker.draw

        async def draw_beside(job: Job, pictures: Mapping[str, bytes]) -> None:
            company.append(len(worker.jobs))
            await draw(job, pictures)

        monkeypatch.setattr(worker, "draw", draw_beside)
        await _kill_worker(service)
        jobs.append(await service.submit(TOM, FOX, HERE))
        gate.open()
        ends = await asyncio.gather(*(end_of(service, job) for job in jobs))
        assert [job.status for job in ends] == [JobStatus.SUCCEEDED] * 3
        assert company == [0, 0, 0]


async def test_a_job_that_kills_every_worker_fails_and_is_not_charged(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    async with running(build_app(tmp_path, engine=gate.engine)) as service:
        job = await service.submit(MIA, FOX, HERE)
        for attempt in (1, 2, 3):
            await until(lambda attempt=attempt: _is_being_drawn(service, job, attempt))
            await _kill_worker(service)
        end = await end_of(service, job)
        gate.open()
        assert (end.status, end.outcome.error[:30]) == (JobStatus.FAILED, "Drawing was cut short 3 times;")
        assert await ledger(service, job) == ["hold", "release"]
        assert (await drawn(service, replace(FOX, num_inference_steps=1))).status is JobStatus.SUCCEEDED


async def test_a_result_that_comes_too_late_changes_nothing(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    async with running(build_app(tmp_path, engine=gate.engine, lease_seconds=SOON)) as service:
        job = await service.submit(MIA, FOX, HERE)
        await until(lambda: _is_being_drawn(service, job, 1))
        async with service.stores.database.write() as session:  # as if our lease had run out elsewhere
            running_job = await service.stores.jobs.get(session, job.id)
            assert running_job is not None
            await service.stores.jobs.requeue(session, running_job)
            again = await service.stores.jobs.claim(session, ["memory"], "somebody else", timedelta(minutes=1))
            assert again is not None
            assert again.attempt == 2
        gate.open()
        await until(lambda: not service._dispatcher._held)
        now = await service.job(job.id)
        assert now is not None
        assert (now.status, now.attempt, now.outcome.frames) == (JobStatus.RUNNING, 2, ())
        assert await ledger(service, job) == ["hold"]


async def test_a_job_cancelled_by_another_program_is_dropped_and_its_watchers_hear_of_it(tmp_path: Path) -> None:
    async with (
        running(build_app(tmp_path, engine=Gate(tmp_path).engine, lease_seconds=0.6)) as service,
        running(build_app(tmp_path, MemoryFrontend("console:1"))) as other,
    ):
        job = await service.submit(MIA, FOX, HERE)
        await until(lambda: any(each.jobs for each in service._dispatcher.room.workers))
        hearing = service.watch(job.id)
        await anext(hearing)
        await other.cancel(job.id, ADMIN)
        assert await _last_status(hearing) is JobStatus.CANCELLED
        assert not any(worker.jobs for worker in service._dispatcher.room.workers)
        assert await ledger(service, job) == ["hold", "release"]


async def test_watchers_hear_of_a_waiting_job_that_another_program_cancelled(tmp_path: Path) -> None:
    async with (
        running(build_app(tmp_path, engine=Gate(tmp_path).engine, lease_seconds=0.6)) as service,
        running(build_app(tmp_path, MemoryFrontend("console:1"))) as other,
    ):
        await service.submit(MIA, replace(FOX, num_images=4), HERE)  # as much as a batch holds
        job = await service.submit(TOM, FOX, HERE)
        hearing = service.watch(job.id)
        async with asyncio.timeout(SOON):
            while not isinstance(await anext(hearing), Progress):
                pass  # until its place in the queue is told
        await other.cancel(job.id, ADMIN)
        assert await _last_status(hearing) is JobStatus.CANCELLED
        assert await ledger(service, job) == ["hold", "release"]


async def test_a_stopped_service_gives_its_jobs_back_and_its_next_life_draws_them(tmp_path: Path) -> None:
    room = MemoryFrontend()
    async with running(build_app(tmp_path, room, engine=Gate(tmp_path).engine)) as service:
        job = await service.submit(MIA, FOX, HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
    assert room.delivered == []
    async with running(build_app(tmp_path, room)) as service:
        assert (await end_of(service, job)).status is JobStatus.SUCCEEDED
        await until(lambda: room.delivered)
        assert await ledger(service, job) == ["hold", "capture"]


async def test_a_passing_frontend_works_beside_and_its_jobs_are_its_own(tmp_path: Path) -> None:
    here, there = MemoryFrontend("console:1"), MemoryFrontend("console:2")
    async with (
        running(build_app(tmp_path)),
        running(build_app(tmp_path, here)) as one,
        running(build_app(tmp_path, there)) as two,
    ):
        first = await one.submit(MIA, FOX, Address("console:1", {}))
        second = await two.submit(MIA, FOX, Address("console:2", {}))
        await end_of(one, first)
        await end_of(two, second)
        await until(lambda: here.delivered and there.delivered)
    assert [job.id for job in here.delivered] == [first.id]
    assert [job.id for job in there.delivered] == [second.id]


async def test_what_a_passing_frontend_left_unfinished_is_cancelled_when_it_goes(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)) as service:
        engine = Gate(tmp_path).engine
        async with running(build_app(tmp_path, MemoryFrontend("console:1"), engine=engine)) as passing:
            job = await passing.submit(MIA, FOX, Address("console:1", {}))
        end = await service.job(job.id)
        assert end is not None
        assert end.status is JobStatus.CANCELLED
        assert await ledger(service, job) == ["hold", "release"]


async def test_a_disk_that_is_almost_full_takes_nothing_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    async with running(build_app(tmp_path)) as service:
        await service.ready()
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(2**30, 2**30 - 2**20, 2**20))
        with pytest.raises(Refused, match=DISK_FULL[:30]):
            await service.submit(MIA, FOX, HERE)
        monkeypatch.undo()
        assert (await drawn(service)).status is JobStatus.SUCCEEDED


async def test_pictures_that_cannot_be_stored_wait_until_they_can(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)) as service:
        await service.ready()
        frames = tmp_path / "frames"
        frames.write_text("in the way")  # as good as a disk that refuses
        with capture_logs() as logs:
            job = await service.submit(MIA, FOX, HERE)
            await until(lambda: _refused(logs, job))
        frames.unlink()
        end = await end_of(service, job)
        assert (end.status, end.attempt) == (JobStatus.SUCCEEDED, 1)


async def test_a_locked_database_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    stores, gate = build_stores(tmp_path, busy_seconds=0.2), Gate(tmp_path)
    async with running(build_app(tmp_path, stores=stores, engine=gate.engine)) as service:
        job = await service.submit(MIA, FOX, HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        other = sqlite3.connect(tmp_path / "vignette.db", timeout=0)
        await until(lambda: _locks(other))
        with pytest.raises(StorageError, match="in use by another program"):
            await service.submit(TOM, FOX, HERE)
        with capture_logs() as logs:
            gate.open()
            await until(lambda: _refused(logs, job))  # it is drawn, and its result waits
        other.rollback()
        other.close()
        assert (await end_of(service, job)).status is JobStatus.SUCCEEDED
        assert await ledger(service, job) == ["hold", "capture"]
        assert await service.history(TOM, 5) == []


async def _is_being_drawn(service: Service, job: Job, attempt: int) -> bool:
    """Begun, as its worker said: who is killed before that has not tried."""
    workers = service._dispatcher.room.workers
    return any(job.id in each._begun and each.jobs[job.id].attempt == attempt for each in workers)


async def _last_status(events: AsyncIterator[Event]) -> JobStatus:
    async with asyncio.timeout(SOON):
        heard = [event async for event in events]
    assert isinstance(heard[-1], Job)
    return heard[-1].status


def _locks(database: sqlite3.Connection) -> bool:
    """Take the lock that a write takes; False while somebody writes."""
    try:
        database.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


def _refused(logs: Sequence[Mapping[str, Any]], job: Job) -> bool:
    """Whether storage did not take what became of the job."""
    return any(each["event"] == "storage refuses" and each["doing"] == f"storing job {job.id}" for each in logs)


async def _kill_worker(service: Service) -> None:
    """And see the service notice it."""
    [worker] = service._dispatcher.room.workers
    assert worker.pid
    before = worker.died
    os.kill(worker.pid, signal.SIGKILL)
    await until(lambda: worker.died > before)


async def test_a_service_that_cannot_start_leaves_the_folder_free(tmp_path: Path) -> None:
    (tmp_path / "vignette.db").write_text("this is no database at all, only a file that is in its place")
    with pytest.raises(StorageError, match="is not a database"):
        await build_app(tmp_path).start()
    (tmp_path / "vignette.db").unlink()
    async with running(build_app(tmp_path)) as service:
        assert await service.ready()
