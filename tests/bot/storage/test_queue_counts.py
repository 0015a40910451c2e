"""What is counted is what is there, after whatever happened to the jobs."""

from __future__ import annotations

import random
from dataclasses import replace

from sqlalchemy import select

from bot.domain.jobs import JobStatus
from bot.storage.queue_counts import queue_for, recount
from bot.storage.tables.core import QueueCountRow, RequesterRow
from tests.bot.storage.kit import MIA, TOM, Stores

FRONTENDS = ("web", "discord")
Counts = list[tuple[object, ...]]


async def counts(stores: Stores) -> Counts:
    async with stores.database.read() as session:
        columns = QueueCountRow.__table__.columns
        return sorted(tuple(row) for row in await session.execute(select(*columns)))


async def counted_anew(stores: Stores) -> Counts:
    await stores.database.run(recount)
    return await counts(stores)


async def test_counts_are_those_of_the_jobs_after_anything_that_can_happen_to_them(stores: Stores) -> None:
    chance = random.Random(13)
    running = []
    for turn in range(60):
        await stores.submit(chance.choice((MIA, TOM)), work=chance.randrange(9), frontend=chance.choice(FRONTENDS))
        if turn % 2 and (job := await stores.claim(*FRONTENDS)):
            running.append(job)
        if running and turn % 3 == 0:
            await stores.finish(running.pop(0), chance.choice([status for status in JobStatus if status.ended]))
        if running and turn % 5 == 0:
            async with stores.database.write() as session:
                await stores.jobs.requeue(session, running.pop())
        if turn % 20 == 19:
            stores.clock.advance(seconds=31)
            async with stores.database.write() as session:
                await stores.jobs.requeue_expired(session)
            running.clear()
        if turn % 15 == 0:
            assert await counts(stores) == await counted_anew(stores)
    assert await counts(stores) == await counted_anew(stores) != []


async def test_a_price_that_comes_later_is_counted(stores: Stores) -> None:
    job = await stores.submit(cost=0)
    async with stores.database.write() as session:
        await stores.jobs.price(session, replace(job, cost=1, work=500))
    assert [row[-1] for row in await counts(stores)] == [500]


async def test_whoever_has_nothing_under_way_is_not_in_the_table(stores: Stores) -> None:
    await stores.submit()
    job = await stores.claimed()
    assert len(await counts(stores)) == 1
    await stores.finish(job)
    assert await counts(stores) == []


async def test_places_are_those_in_which_jobs_are_claimed(stores: Stores) -> None:
    """Whatever waits and runs, as many are claimed before the next job as were counted ahead of it."""
    chance = random.Random(7)
    people = (MIA, TOM)
    for _ in range(12):
        await stores.submit(chance.choice(people))
    for _ in range(2):
        await stores.claimed()
    asker = chance.choice(people)
    async with stores.database.read() as session:
        person = await session.scalar(select(RequesterRow.id).where(RequesterRow.user == asker.user))
    ahead = (await stores.database.run(lambda connection: queue_for(connection, person, ["web"]))).before
    mine = await stores.submit(asker)
    async with stores.database.read() as session:
        waiting = [job.id for job in await stores.jobs.queue(session) if job.status is JobStatus.QUEUED]
    assert ahead == waiting.index(mine.id)


async def test_jobs_of_another_program_wait_but_are_not_ahead(stores: Stores) -> None:
    await stores.submit(TOM, frontend="console:1f", work=7)
    await stores.submit(TOM, work=5)
    found = await stores.database.run(lambda connection: queue_for(connection, None, ["web"]))
    assert (found.waiting, found.own) == (2, 0)
    assert found.before <= 1
