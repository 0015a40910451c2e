"""Two hosts on one PostgreSQL, each with connections of its own: nobody draws what another draws, or spends twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from bot.bootstrap import quota_admin
from bot.domain.credits import DefaultLimits
from bot.domain.errors import OutOfCredits, StorageError
from bot.domain.jobs import Job, JobStatus
from bot.domain.limits import Limits, QueueLimits
from bot.domain.requester import Address, Requester
from bot.jobs.admission import Admission
from bot.jobs.estimates import Estimates
from bot.rules.moderation import Gate
from bot.storage import Database
from bot.storage.database.clock import utc_now
from bot.storage.files.data_folder import DataFolder
from bot.storage.queue_counts import recount
from bot.storage.stores import Stores
from bot.storage.tables.core import JobRow, QueueCountRow
from tests.bot.jobs.test_admission_statements import INFO
from tests.bot.service_kit import FOX
from tests.postgresql import server

LEASE = timedelta(seconds=30)
MINUTES = timedelta(minutes=5)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with server() as running:
        yield running.new_database()


@pytest.fixture
async def hosts(url: str, tmp_path: Path) -> AsyncIterator[list[Stores]]:
    """The second one's clock is five minutes ahead."""

    def ahead() -> datetime:
        return utc_now() + MINUTES

    hosts = [Stores.build(Database(url), tmp_path, now) for now in (utc_now, ahead)]
    for host in hosts:
        await host.database.open()
    yield hosts
    for host in hosts:
        await host.database.close()


def person(request: pytest.FixtureRequest) -> Requester:
    return Requester("web", request.node.name)


async def ask(host: Stores, requester: Requester, folder: Path, credits: int = 1000) -> Job:
    estimates = Estimates(host.database, host.state, [requester.user])
    quotas = quota_admin(host, DefaultLimits(user_daily=credits)).quotas
    door = Admission(
        host, DataFolder(folder), Limits(), QueueLimits(), LEASE, estimates, Gate(host), quotas, [requester.user]
    )
    job, _ = await door.admit(requester, FOX, Address(requester.user[:32], {}), INFO)
    return job


async def claim(host: Stores, job: Job) -> Job | None:
    front = [job.address.frontend]
    return await host.database.run_session(lambda session: host.jobs.claim_now(session, front, "host", LEASE))


async def test_hosts_that_claim_at_once_are_given_different_jobs(
    hosts: list[Stores], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    jobs = [await ask(hosts[0], person(request), tmp_path) for _ in range(8)]
    claimed = await asyncio.gather(*(claim(hosts[number % 2], jobs[0]) for number in range(12)))
    found = [job.id for job in claimed if job is not None]
    assert len(found) == len(set(found)), "two hosts draw the same job"
    while (job := await claim(hosts[1], jobs[0])) is not None:  # who came too close to another looks again
        found.append(job.id)
    assert sorted(found) == sorted(job.id for job in jobs)


async def test_a_job_that_somebody_is_claiming_is_passed_over_and_not_waited_for(
    hosts: list[Stores], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first, second = [await ask(hosts[0], person(request), tmp_path) for _ in range(2)]
    locks = hosts[0].database._small
    async with locks.begin() as connection:
        await connection.exec_driver_sql(f"SELECT 1 FROM jobs WHERE id = '{first.id}' FOR UPDATE")
        claimed = await claim(hosts[1], first)
    assert claimed is not None and claimed.id == second.id


async def test_a_clock_that_is_minutes_ahead_takes_nobodys_lease(
    hosts: list[Stores], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    right, ahead = hosts
    job = await claim(right, await ask(right, person(request), tmp_path))
    assert job is not None
    async with ahead.database.write() as session:
        assert await ahead.jobs.requeue_expired(session) == []
        assert await ahead.jobs.renew(session, job, timedelta(seconds=-1))  # by the server's time it is over now
    async with right.database.write() as session:
        assert [lost.id for lost in await right.jobs.requeue_expired(session)] == [job.id]


async def test_requests_on_two_hosts_never_spend_more_than_there_is(
    hosts: list[Stores], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    asked = (ask(hosts[number % 2], person(request), tmp_path, credits=3) for number in range(10))
    ended = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(each, Job) for each in ended) == 3
    assert sum(isinstance(each, OutOfCredits) for each in ended) == 7
    async with hosts[0].database.read() as session:
        assert await hosts[0].audit.verify(session) is None


async def test_what_one_host_does_another_hears_of_and_nobody_hears_of_their_own(
    hosts: list[Stores], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with aclosing(hosts[0].database.news()) as here, aclosing(hosts[1].database.news()) as there:
        assert await anext(here) == await anext(there) == ("", "")
        job = await ask(hosts[0], person(request), tmp_path)
        assert await anext(there) == (job.id, JobStatus.QUEUED)
        claimed = await claim(hosts[0], job)
        assert claimed is not None
        async with hosts[0].database.write() as session:
            await hosts[0].jobs.finish(session, replace(claimed, status=JobStatus.CANCELLED))
        assert [await anext(there) for _ in range(2)] == [
            (job.id, JobStatus.RUNNING),
            (job.id, JobStatus.CANCELLED),
        ]
        other = await ask(hosts[1], person(request), tmp_path)
        assert await anext(here) == (other.id, JobStatus.QUEUED), "what was its own it would have heard before"


async def test_hosts_that_look_for_replies_at_once_send_each_once(
    hosts: list[Stores], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    jobs = [await ask(hosts[0], person(request), tmp_path) for _ in range(8)]
    async with hosts[1].database.write() as session:  # its clock is ahead, and the replies are due now all the same
        for job in jobs:
            await hosts[1].jobs.finish(session, replace(job, status=JobStatus.CANCELLED))
    front = [jobs[0].address.frontend]

    async def due(host: Stores) -> list[str]:
        found = await host.database.run_session(lambda session: host.outbox.claim_now(session, front, LEASE, 3))
        return [each.job_id for each in found]

    found = [each for some in await asyncio.gather(*(due(hosts[n % 2]) for n in range(6))) for each in some]
    assert len(found) == len(set(found)), "two hosts send the same reply"
    while some := await due(hosts[1]):
        found += some
    assert sorted(found) == sorted(job.id for job in jobs)


async def test_who_listens_learns_at_once_that_the_server_went_away(hosts: list[Stores]) -> None:
    """It took up to 15 seconds and was a traceback; jobs that ended meanwhile were never told."""
    async with aclosing(hosts[0].database.news()) as here:
        assert await anext(here) == ("", "")
        async with hosts[1].database.write() as session:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
            await session.execute(text(others))
        with pytest.raises(StorageError, match="cannot be reached"):
            await anext(here)


async def test_a_host_that_starts_counts_the_queue_when_no_other_is_changing_it(
    hosts: list[Stores], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """It did not start: between what it forgot and what it counted, the other had counted as well."""
    job = await ask(hosts[1], person(request), tmp_path)
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'jobs'::regclass")
    async with hosts[1].database._small.begin() as changing:
        await changing.execute(update(JobRow).where(JobRow.id == job.id).values(status=JobStatus.RUNNING))
        counting = asyncio.create_task(hosts[0].database.run(recount))
        async with hosts[1].database.read() as session:
            while not counting.done() and not await session.scalar(waiting):
                pass
        assert not counting.done()
    await counting
    async with hosts[0].database.read() as session:
        counted = await session.scalar(select(func.sum(QueueCountRow.running)))
        assert counted == await session.scalar(select(func.count()).where(JobRow.status == JobStatus.RUNNING))
