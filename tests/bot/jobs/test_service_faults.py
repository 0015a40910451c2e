"""What breaks around a service: nothing is lost, nothing is charged twice, and whoever asked is told."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
from collections import namedtuple
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import Refused, StorageError
from bot.domain.jobs import Job, JobStatus
from bot.domain.requester import Address
from bot.jobs.admission import DISK_FULL
from bot.jobs.service import Service
from bot.worker import supervisor
from story.request import StoryRequest
from tests.bot.service_kit import (
    ADMIN,
    FOX,
    HERE,
    MIA,
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

SLOW = {"step_seconds": 0.1}
LONG = replace(FOX, num_inference_steps=100)
STORY = StoryRequest(("Mia the fox runs.", "She sleeps."), replace(FOX, prompt="Mia the fox runs. She sleeps."))


async def test_an_engine_that_cannot_start_is_said_to_whoever_asks(tmp_path: Path) -> None:
    service = build_app(tmp_path, engine={"no_such_option": 1})
    async with running(service):
        with pytest.raises(Refused, match="no_such_option"):
            await service.submit(MIA, FOX, HERE)
        assert service.info is None
        assert "no_such_option" in service.broken


async def test_a_killed_worker_loses_no_job_and_charges_once(tmp_path: Path) -> None:
    room = MemoryFrontend()
    async with running(build_app(tmp_path, room, engine={"step_seconds": 0.05})) as service:
        job = await service.submit(MIA, replace(FOX, num_inference_steps=20), HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        os.kill(_worker_pid(service), signal.SIGKILL)
        end = await end_of(service, job)
        assert (end.status, end.attempt) == (JobStatus.SUCCEEDED, 2)
        assert await ledger(service, job) == ["hold", "capture"]
        await until(lambda: room.delivered)
        assert len(room.delivered) == 1


async def test_what_a_dead_worker_left_is_drawn_again_one_by_one(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, engine=SLOW)) as service:
        asked = replace(FOX, num_inference_steps=8)
        jobs = [await service.submit(who, asked, HERE) for who in (MIA, TOM)]
        [worker] = service._dispatcher._room
        await until(lambda: len(worker.jobs) == 2)
        os.kill(_worker_pid(service), signal.SIGKILL)
        await until(lambda: not worker.jobs)
        jobs.append(await service.submit(TOM, asked, HERE))
        company = set()
        ends = asyncio.gather(*(end_of(service, job) for job in jobs))
        while not ends.done():
            company.add(len(worker.jobs))
            await asyncio.sleep(0.02)
        assert [job.status for job in await ends] == [JobStatus.SUCCEEDED] * 3
        assert company == {0, 1}


async def test_a_job_that_kills_every_worker_fails_and_is_not_charged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    async with running(build_app(tmp_path, engine={"step_seconds": 0.05})) as service:
        job = await service.submit(MIA, LONG, HERE)
        for attempt in (1, 2, 3):
            await until(lambda attempt=attempt: _is_being_drawn(service, job, attempt))
            os.kill(_worker_pid(service), signal.SIGKILL)
        end = await end_of(service, job)
        assert (end.status, end.outcome.error[:30]) == (JobStatus.FAILED, "Drawing was cut short 3 times;")
        assert await ledger(service, job) == ["hold", "release"]
        assert (await drawn(service, replace(FOX, num_inference_steps=1))).status is JobStatus.SUCCEEDED


async def test_a_result_that_comes_too_late_changes_nothing(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, engine={"step_seconds": 0.1})) as service:
        job = await service.submit(MIA, replace(FOX, num_inference_steps=10), HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        async with service.stores.database.write() as session:  # as if our lease had run out elsewhere
            running_job = await service.stores.jobs.get(session, job.id)
            assert running_job is not None
            await service.stores.jobs.requeue(session, running_job)
            again = await service.stores.jobs.claim(session, ["memory"], "somebody else", timedelta(minutes=1))
            assert again is not None
            assert again.attempt == 2
        await asyncio.sleep(1.6)
        now = await service.job(job.id)
        assert now is not None
        assert (now.status, now.attempt, now.outcome.frames) == (JobStatus.RUNNING, 2, ())
        assert await ledger(service, job) == ["hold"]


async def test_a_job_cancelled_by_another_program_is_dropped_and_its_watchers_hear_of_it(tmp_path: Path) -> None:
    async with (
        running(build_app(tmp_path, engine=SLOW, lease_seconds=0.6)) as service,
        running(build_app(tmp_path, MemoryFrontend("console:1"))) as other,
    ):
        job = await service.submit(MIA, LONG, HERE)
        await until(lambda: _is_being_drawn(service, job, 1))
        hearing = asyncio.create_task(end_of(service, job))
        await asyncio.sleep(0.1)
        await other.cancel(job.id, ADMIN)
        assert (await hearing).status is JobStatus.CANCELLED
        assert not any(worker.jobs for worker in service._dispatcher._room)
        assert await ledger(service, job) == ["hold", "release"]


async def test_watchers_hear_of_a_waiting_job_that_another_program_cancelled(tmp_path: Path) -> None:
    async with (
        running(build_app(tmp_path, engine=SLOW, lease_seconds=0.6)) as service,
        running(build_app(tmp_path, MemoryFrontend("console:1"))) as other,
    ):
        await service.submit(MIA, replace(LONG, num_images=4), HERE)  # as much as a batch holds
        job = await service.submit(TOM, FOX, HERE)
        hearing = asyncio.create_task(end_of(service, job))
        await asyncio.sleep(0.5)
        await other.cancel(job.id, ADMIN)
        assert (await hearing).status is JobStatus.CANCELLED
        assert await ledger(service, job) == ["hold", "release"]


async def test_a_stopped_service_gives_its_jobs_back_and_its_next_life_draws_them(tmp_path: Path) -> None:
    room = MemoryFrontend()
    async with running(build_app(tmp_path, room, engine=SLOW)) as service:
        job = await service.submit(MIA, replace(FOX, num_inference_steps=50), HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
    assert room.delivered == []
    async with running(build_app(tmp_path, room)) as service:
        assert (await end_of(service, job)).status is JobStatus.SUCCEEDED
        await until(lambda: room.delivered)
        assert await ledger(service, job) == ["hold", "capture"]


async def test_a_second_service_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)):
        with pytest.raises(StorageError, match="Another Vignette already runs on"):
            await build_app(tmp_path).start()
    async with running(build_app(tmp_path)) as service:
        assert (await drawn(service)).status is JobStatus.SUCCEEDED


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
        async with running(build_app(tmp_path, MemoryFrontend("console:1"), engine=SLOW)) as passing:
            job = await passing.submit(MIA, LONG, Address("console:1", {}))
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
        job = await service.submit(MIA, FOX, HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        await asyncio.sleep(0.5)
        frames.unlink()
        end = await end_of(service, job)
        assert (end.status, end.attempt) == (JobStatus.SUCCEEDED, 1)


async def test_a_locked_database_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    stores = build_stores(tmp_path, busy_seconds=0.2)
    async with running(build_app(tmp_path, stores=stores, engine={"step_seconds": 0.02})) as service:
        job = await service.submit(MIA, FOX, HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        other = sqlite3.connect(tmp_path / "vignette.db")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageError, match="in use by another program"):
            await service.submit(TOM, FOX, HERE)
        await asyncio.sleep(0.8)  # meanwhile the job is drawn, and its result waits
        other.rollback()
        other.close()
        assert (await end_of(service, job)).status is JobStatus.SUCCEEDED
        assert await ledger(service, job) == ["hold", "capture"]
        assert await service.history(TOM, 5) == []


async def _is_being_drawn(service: Service, job: Job, attempt: int) -> bool:
    return any(each.jobs and each.jobs[job.id].attempt == attempt for each in service._dispatcher._room)


def _worker_pid(service: Service) -> int:
    [worker] = service._dispatcher._room
    assert worker.pid
    return worker.pid


async def test_a_service_that_cannot_start_leaves_the_folder_free(tmp_path: Path) -> None:
    (tmp_path / "vignette.db").write_text("this is no database at all, only a file that is in its place")
    with pytest.raises(StorageError, match="is not a database"):
        await build_app(tmp_path).start()
    (tmp_path / "vignette.db").unlink()
    async with running(build_app(tmp_path)) as service:
        assert await service.ready()
