"""What other hosts on one database do, as a host hears of it: the database's news are handed over by the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.domain.jobs import Job, JobStatus
from bot.jobs.events import Event
from bot.jobs.service import Service
from bot.storage import Database
from tests.bot.service_kit import SOON, build_app, has_status, running, until
from tests.bot.storage.kit import changed, new_job
from tests.plugin import Gate

HOURS = 3 * 3600.0  # of a lease: nothing is looked at in the course of a test but for the news


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[tuple[str, str]]:
    heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def listen(_: Database) -> AsyncGenerator[tuple[str, str]]:
        while True:
            yield await heard.get()

    monkeypatch.setattr(Database, "shared", True)
    monkeypatch.setattr(Database, "news", listen)
    return heard


async def queued_elsewhere(service: Service) -> Job:
    job = new_job(frontend="memory")
    async with service.stores.database.write() as session:
        await service.stores.jobs.add(session, job)
        await service.quotas.hold(session, job)
    return job


async def ended_elsewhere(service: Service, job: Job) -> None:
    async with service.stores.database.write() as session:
        found = await service.stores.jobs.get(session, job.id)
        assert found is not None
        assert await service.stores.jobs.finish(session, changed(found, status=JobStatus.CANCELLED))


async def test_a_job_that_another_host_took_in_is_drawn_and_one_that_it_cancelled_no_longer(
    tmp_path: Path, news: asyncio.Queue[tuple[str, str]]
) -> None:
    gate = Gate(tmp_path)
    async with running(build_app(tmp_path, engine=gate.engine, lease_seconds=HOURS)) as service:
        await service.ready()
        [worker] = service._dispatcher.room.workers
        job = await queued_elsewhere(service)
        news.put_nowait((job.id, JobStatus.QUEUED))
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        await until(lambda: worker.jobs)
        await ended_elsewhere(service, job)
        news.put_nowait((job.id, JobStatus.CANCELLED))
        await until(lambda: not worker.jobs)
        assert not service._dispatcher._held


async def test_who_watches_hears_how_a_job_ended_elsewhere_and_it_is_counted_there_alone(
    tmp_path: Path, news: asyncio.Queue[tuple[str, str]]
) -> None:
    async with running(app := build_app(tmp_path, engine=Gate(tmp_path).engine, lease_seconds=HOURS)) as service:
        counted: list[Event] = []
        app._events.listen(counted.append)
        job = await queued_elsewhere(service)
        watching = service.watch(job.id)
        assert await anext(watching) == job
        await ended_elsewhere(service, job)
        news.put_nowait((job.id, JobStatus.CANCELLED))
        async with asyncio.timeout(SOON):
            told = [event async for event in watching]
        assert isinstance(told[-1], Job) and told[-1].status is JobStatus.CANCELLED
        assert not [event for event in counted if isinstance(event, Job) and event.status.ended]


async def test_who_watches_hears_of_an_end_that_came_while_the_database_was_away(
    tmp_path: Path, news: asyncio.Queue[tuple[str, str]]
) -> None:
    """What is told meanwhile is told to nobody."""
    async with running(build_app(tmp_path, engine=Gate(tmp_path).engine, lease_seconds=HOURS)) as service:
        job = await queued_elsewhere(service)
        watching, all_jobs = service.watch(job.id), service.watch()
        assert await anext(watching) == job
        await ended_elsewhere(service, job)
        news.put_nowait(("", ""))  # listening again
        async with asyncio.timeout(SOON):
            told = [event async for event in watching]
            assert await anext(all_jobs) == told[-1]
        assert isinstance(told[-1], Job) and told[-1].status is JobStatus.CANCELLED
