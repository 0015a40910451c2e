"""Fails the k-th statement of a transaction, for every k, and the commit: everything is stored, or nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.jobs import JobStatus
from tests.bot.storage.kit import LEASE, Stores, changed, new_frame, new_job

Work = Callable[[AsyncSession], Awaitable[object]]


class Injected(Exception):
    """The fault."""


def fail_at(connection: Connection, number: int) -> Callable[[], bool]:
    """Raise at the `number`-th statement or commit on this connection; tells whether it came to that."""
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            raise Injected

    event.listen(connection, "before_cursor_execute", count)
    event.listen(connection, "commit", count)
    return lambda: seen >= number


async def failed(stores: Stores, work: Work, number: int) -> bool:
    """Run `work` in a write session that fails at one point; False when it ended before that point."""
    try:
        async with stores.database.write() as session:
            connection = (await session.connection()).sync_connection
            assert connection is not None
            reached = fail_at(connection, number)
            await work(session)
    except Injected:
        return True
    assert not reached()
    return False


async def check(stores: Stores, work: Work, at_least: int) -> None:
    before = await stores.contents()
    number = 1
    while await failed(stores, work, number):
        assert await stores.contents() == before, f"something stayed after a fault at step {number}"
        number += 1
    assert number > at_least, "too few steps were failed to mean anything"
    assert await stores.contents() != before


async def test_admission_is_stored_whole_or_not_at_all(stores: Stores) -> None:
    job = new_job()

    await check(stores, lambda session: stores.admit(session, job), at_least=7)

    assert await stores.entries(job) == ["hold"]


async def test_a_claim_is_stored_whole_or_not_at_all(stores: Stores) -> None:
    await stores.submit()

    await check(stores, lambda session: stores.jobs.claim(session, ["web"], "worker", LEASE), at_least=2)


@pytest.mark.parametrize("status", [JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED])
async def test_an_end_is_stored_whole_or_not_at_all(stores: Stores, status: JobStatus) -> None:
    await stores.submit()
    ended = changed(await stores.claimed(), status=status, frames=(new_frame(stores.files),))

    await check(stores, lambda session: stores.jobs.finish(session, ended), at_least=5)

    assert len(await stores.entries(ended)) == 2


async def test_a_third_loss_is_stored_whole_or_not_at_all(stores: Stores) -> None:
    await stores.submit()
    for _ in range(2):
        await stores.claimed()
        stores.clock.advance(seconds=31)
        async with stores.database.write() as session:
            await stores.jobs.requeue_expired(session)
    await stores.claimed()
    stores.clock.advance(seconds=31)

    await check(stores, stores.jobs.requeue_expired, at_least=5)
