"""Which worker a job goes to, what a stop leaves time for, and what is told of all of it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from pathlib import Path

import pytest
import structlog
from structlog.contextvars import merge_contextvars

from bot.domain.errors import NotReady, StorageError
from bot.domain.jobs import JobStatus
from bot.jobs import readiness
from bot.jobs.readiness import FULL, LEAVING, NO_WRITES
from bot.worker import breaker, starters, supervisor, watch
from tests.bot.service_kit import FOX, HERE, MIA, build_app, drawn, end_of, has_status, nothing_owed, running, until
from tests.plugin import Gate


async def test_jobs_go_past_a_worker_that_stands_still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """faults.md row 9: new jobs went to it, and it was said to be ready."""
    monkeypatch.setattr(supervisor, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(starters, "BEAT_SECONDS", 0.05)
    async with running(build_app(tmp_path, workers=2)) as service:
        first, second = service._dispatcher.room.workers
        await until(lambda: first.answers and second.answers)
        assert first.pid
        os.kill(first.pid, signal.SIGSTOP)
        monkeypatch.setattr(watch, "SILENT_SECONDS", 1.0)
        await until(lambda: first._was_silent)  # told of: to who was held up itself, others seem silent for a moment
        jobs = [await service.submit(MIA, FOX, HERE) for _ in range(2)]
        assert [(await end_of(service, job)).status for job in jobs] == [JobStatus.SUCCEEDED] * 2
        assert not first.answers and not first.jobs


async def test_a_stop_lets_what_is_drawn_end_and_begins_nothing_more(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    async with running(app := build_app(tmp_path, engine=gate.engine)) as service:
        job = await service.submit(MIA, FOX, HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        drain = asyncio.create_task(app.drain(300))
        await until(lambda: service._dispatcher.draining)
        late = await service.submit(MIA, FOX, HERE)
        assert (await service.health.readiness()).reasons == {"draining": LEAVING}
        gate.open()
        await drain
        assert await has_status(service, job, JobStatus.SUCCEEDED)
        assert await has_status(service, late, JobStatus.QUEUED)


async def test_a_model_that_only_crashes_is_told_to_requester_admin_and_probe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "DEATHS", 1)
    async with running(build_app(tmp_path)) as service:
        await service.ready()
        [worker] = service._dispatcher.room.workers
        assert worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        await until(lambda: service.trouble)
        with pytest.raises(NotReady, match=r"The model cannot be used just now: .* It is tried again in"):
            await service.submit(MIA, FOX, HERE)
        found = await service.health.readiness()
        assert not found.ready and not found.worker and found.reasons["worker"] == service.trouble
        assert service.state == ["0 of 1 worker can draw.", "Workers died 1 time since the start.", service.trouble]
        told = (await service.metrics()).decode()
        for line in ("workers_alive 0.0", "workers_down 1.0", "model_down 1.0", "ready 0.0", "worker_deaths_total 1.0"):
            assert f"\nvignette_{line}\n" in told


async def test_a_full_disk_and_a_database_that_takes_no_writes_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults.md row 14; the probe writes, since a full disk still reads."""
    async with running(build_app(tmp_path)) as service:
        await service.ready()
        assert (await service.health.readiness()).ready
        monkeypatch.setattr(readiness, "RESERVE", shutil.disk_usage(tmp_path).total)
        assert (await service.health.readiness()).reasons == {"disk": FULL}

        async def full(*_: object) -> None:
            raise StorageError("The disk is full.")

        monkeypatch.setattr(service.stores.state, "set", full)
        monkeypatch.setattr("bot.jobs.vitals.FRESH_SECONDS", 0.0)
        found = await service.health.readiness()
        assert found.reasons == {"disk": FULL, "database": NO_WRITES}
        assert (found.worker, found.database, found.disk) == (True, False, False)


async def test_one_job_is_followed_through_the_log_by_its_id(tmp_path: Path) -> None:
    with structlog.testing.capture_logs(processors=[merge_contextvars]) as lines:
        async with running(build_app(tmp_path)) as service:
            job, _ = await drawn(service), await drawn(service)
            await until(lambda: nothing_owed(service))
    told = [line["event"] for line in lines if line.get("job") == job.id]
    assert told == ["job queued", "job given to a worker", "drawing begins", "drawing ends", "job ended", "reply sent"]
