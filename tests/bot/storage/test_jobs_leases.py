"""Leases: who draws a job, what becomes of it when who drew it dies, and that no late result counts."""

from __future__ import annotations

import pytest

from bot.domain.jobs import JobStatus
from bot.storage import jobs
from bot.storage.jobs import MAX_DEATHS
from tests.bot.storage.kit import LEASE, Stores, new_frame, new_job


async def test_a_lease_is_renewed_until_it_is_lost(stores: Stores) -> None:
    await stores.submit()
    job = await stores.claimed()
    for _ in range(3):
        stores.clock.advance(seconds=20)
        async with stores.database.write() as session:
            assert await stores.jobs.renew(session, job, LEASE)
            assert await stores.jobs.requeue_expired(session) == []

    stores.clock.advance(seconds=31)
    async with stores.database.write() as session:
        [requeued] = await stores.jobs.requeue_expired(session)
        assert (requeued.id, requeued.status) == (job.id, JobStatus.QUEUED)
        assert not await stores.jobs.renew(session, job, LEASE)


async def test_a_late_result_changes_nothing_once_another_attempt_runs(stores: Stores) -> None:
    await stores.submit()
    late = await stores.claimed()
    stores.clock.advance(seconds=31)
    async with stores.database.write() as session:
        await stores.jobs.requeue_expired(session)
    current = await stores.claimed()
    before = await stores.contents()

    assert not await stores.finish(late, frames=(new_frame(stores.files),))

    assert await stores.contents() == before
    assert await stores.finish(current)


async def test_a_job_whose_drawer_dies_three_times_fails_and_gives_its_credits_back(stores: Stores) -> None:
    await stores.submit()
    for _ in range(MAX_DEATHS):
        job = await stores.claimed()
        async with stores.database.write() as session:
            job = await stores.jobs.retry_or_fail(session, job)

    assert job.status is JobStatus.FAILED
    assert "cut short 3 times" in job.outcome.error
    assert await stores.entries(job) == ["hold", "release"]
    assert await stores.claim() is None


async def test_that_its_service_dies_is_not_held_against_a_job_unless_it_goes_on_and_on(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed by whoever stops machines; or, who knows, by what the job makes of them."""
    most = MAX_DEATHS + 2
    monkeypatch.setattr(jobs, "MAX_ATTEMPTS", most)
    await stores.submit()
    for attempt in range(1, most + 1):
        job = await stores.claimed()
        assert job.attempt == attempt
        stores.clock.advance(seconds=31 * (attempt % 2))
        async with stores.database.write() as session:
            [job] = await stores.jobs.requeue_expired(session, None if attempt % 2 else "worker")

    assert job.status is JobStatus.FAILED
    assert await stores.entries(job) == ["hold", "release"]


async def test_a_job_given_back_in_good_order_is_queued_again_however_often(stores: Stores) -> None:
    await stores.submit()
    for _ in range(MAX_DEATHS + 1):
        job = await stores.claimed()
        async with stores.database.write() as session:
            assert await stores.jobs.requeue(session, job)

    last = await stores.claimed()
    assert last.attempt == MAX_DEATHS + 2
    async with stores.database.write() as session:
        assert (await stores.jobs.retry_or_fail(session, last)).status is JobStatus.QUEUED


async def test_a_job_that_was_begun_before_is_for_who_draws_nothing_else(stores: Stores) -> None:
    first, second = await stores.submit(), await stores.submit()
    job = await stores.claimed()
    async with stores.database.write() as session:
        await stores.jobs.retry_or_fail(session, job)
        assert await stores.jobs.claim(session, ["web"], "worker", LEASE, alone=False) is None
        claimed = [await stores.jobs.claim(session, ["web"], "worker", LEASE, alone=alone) for alone in (True, False)]
    assert [each and each.id for each in claimed] == [first.id, second.id]


async def test_one_death_that_two_notice_counts_once(stores: Stores) -> None:
    await stores.submit()
    for _ in range(MAX_DEATHS - 1):
        job = await stores.claimed()
        async with stores.database.write() as session:
            assert [(await stores.jobs.retry_or_fail(session, job)).status for _ in range(2)] == [JobStatus.QUEUED] * 2

    assert await stores.claim() is not None


async def test_losing_a_job_that_was_cancelled_leaves_it_cancelled(stores: Stores) -> None:
    await stores.submit()
    job = await stores.claimed()
    await stores.finish(job, JobStatus.CANCELLED)

    async with stores.database.write() as session:
        assert (await stores.jobs.retry_or_fail(session, job)).status is JobStatus.CANCELLED


async def test_what_a_dead_owner_was_drawing_is_taken_up_before_its_lease_ends(stores: Stores) -> None:
    await stores.submit()
    job = await stores.claimed()

    async with stores.database.write() as session:
        assert await stores.jobs.requeue_expired(session, "another worker") == []
        [taken_up] = await stores.jobs.requeue_expired(session, "worker")

    assert (taken_up.id, taken_up.status) == (job.id, JobStatus.QUEUED)


async def test_a_queued_job_of_a_passing_front_end_waits_only_while_its_process_lives(stores: Stores) -> None:
    job = new_job(frontend="console:1")
    async with stores.database.write() as session:
        await stores.jobs.add(session, job, LEASE)
        await stores.quotas.hold(session, job)
    stores.clock.advance(seconds=20)
    async with stores.database.write() as session:
        await stores.jobs.renew_queued(session, ["console:1"], LEASE)
    stores.clock.advance(seconds=20)
    async with stores.database.write() as session:
        assert await stores.jobs.requeue_expired(session) == []

    stores.clock.advance(seconds=20)
    async with stores.database.write() as session:
        [forsaken] = await stores.jobs.requeue_expired(session)

    assert (forsaken.id, forsaken.status) == (job.id, JobStatus.FAILED)
    assert await stores.entries(job) == ["hold", "release"]


async def test_a_running_job_of_a_passing_front_end_ends_with_its_process(stores: Stores) -> None:
    await stores.submit(frontend="console:1")
    assert await stores.claim("console:1")
    stores.clock.advance(seconds=31)

    async with stores.database.write() as session:
        [forsaken] = await stores.jobs.requeue_expired(session)

    assert forsaken.status is JobStatus.FAILED
    assert "ended before it was drawn" in forsaken.outcome.error
