"""Replies are owed until they are sent or given up."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.jobs import JobStatus
from bot.storage import Delivery
from bot.storage.outbox import DELAYS
from tests.bot.storage.kit import LEASE, Stores


async def owed(stores: Stores, *frontends: str) -> list[Delivery]:
    async with stores.database.read() as session:
        return await stores.outbox.due(session, frontends)


async def claimed(stores: Stores) -> list[Delivery]:
    return await stores.database.run_session(lambda session: stores.outbox.claim_now(session, ["web"], LEASE))


async def owe(stores: Stores, frontend: str = "web") -> str:
    job = await stores.submit(frontend=frontend)
    await stores.finish(job, JobStatus.CANCELLED)
    return job.id


async def test_a_reply_is_owed_to_the_front_end_the_job_came_from(stores: Stores) -> None:
    job_id = await owe(stores, "discord")

    assert await owed(stores, "web", "console") == []
    assert await owed(stores, "discord") == [Delivery(job_id, "discord", 0)]


async def test_a_reply_that_was_sent_is_owed_no_more(stores: Stores) -> None:
    job_id = await owe(stores)
    async with stores.database.write() as session:
        await stores.outbox.mark_sent(session, job_id)

    stores.clock.advance(days=1)
    assert await owed(stores, "web") == []


async def test_a_reply_that_failed_is_tried_again_ever_later_and_given_up_after_a_day(
    stores: Stores,
) -> None:
    await owe(stores)
    start = stores.clock()
    waits = []
    while deliveries := await owed(stores, "web"):
        async with stores.database.write() as session:
            next_at = await stores.outbox.postpone(session, deliveries[0], "no route")
        if next_at is None:
            break
        waits.append(int((next_at - stores.clock()).total_seconds()))
        stores.clock.moment = next_at - timedelta(seconds=1)
        assert await owed(stores, "web") == []
        stores.clock.moment = next_at

    assert waits == list(DELAYS)
    assert waits[0] == 5 and max(waits) == 1800
    assert timedelta(hours=23) <= stores.clock() - start <= timedelta(hours=24)
    async with stores.database.write() as session:
        assert await stores.outbox.give_up(session, deliveries[0], "no route")
        assert not await stores.outbox.give_up(session, deliveries[0], "no route")
    assert await owed(stores, "web") == []


async def test_a_failure_reported_after_the_reply_was_sent_does_not_send_it_again(stores: Stores) -> None:
    await owe(stores)
    [delivery] = await owed(stores, "web")
    async with stores.database.write() as session:
        await stores.outbox.mark_sent(session, delivery.job_id)
        await stores.outbox.postpone(session, delivery, "timeout")
        assert not await stores.outbox.give_up(session, delivery, "timeout")

    stores.clock.advance(hours=1)
    assert await owed(stores, "web") == []


async def test_what_is_claimed_is_nobody_elses_until_its_lease_ends_and_then_anybodys(stores: Stores) -> None:
    job_id = await owe(stores)
    assert [each.job_id for each in await claimed(stores)] == [job_id]
    stores.clock.advance(seconds=LEASE.total_seconds() - 1)
    assert await claimed(stores) == await owed(stores, "web") == []
    await stores.database.run_session(lambda session: stores.outbox.renew_now(session, [job_id], LEASE))
    stores.clock.advance(seconds=LEASE.total_seconds() - 1)
    assert await claimed(stores) == []
    stores.clock.advance(seconds=1)
    assert [each.job_id for each in await claimed(stores)] == [job_id]


async def test_a_claim_prolonged_late_owes_nothing_anew_that_is_sent_or_given_up(stores: Stores) -> None:
    sent, given_up = await owe(stores), await owe(stores)
    found = {each.job_id: each for each in await claimed(stores)}
    async with stores.database.write() as session:
        await stores.outbox.mark_sent(session, sent)
        await stores.outbox.give_up(session, found[given_up], "no route")
    await stores.database.run_session(lambda session: stores.outbox.renew_now(session, [sent, given_up], LEASE))
    stores.clock.advance(days=1)
    assert await owed(stores, "web") == []
