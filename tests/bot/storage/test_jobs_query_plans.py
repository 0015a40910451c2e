"""What is asked often is found by an index: SQLite says of every statement how it would go about it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from bot.domain.jobs import JobStatus
from bot.storage.admissions import standing, take_in
from bot.storage.erasure import ErasureStore
from bot.storage.gallery import GalleryStore, Search
from bot.storage.timings import latest_timings, under_way
from tests.bot.storage.kit import LEASE, MIA, NOON, Stores, changed, new_frame, new_job, open_stores

# Who waits, one row, what admins have set, values in the statement itself, and what was found so far.
SMALL = {"queue_counts", "rules_version", "limits", "2", "CONSTANT", "anon"}
Asked = list[tuple[str, Any]]


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    async with open_stores(tmp_path) as stores:
        if not stores.url.startswith("sqlite"):
            pytest.skip("PostgreSQL decides by what is in the tables")
        yield stores


@contextmanager
def noted() -> Iterator[Asked]:
    """Every statement that is executed, with its parameters."""
    asked: Asked = []

    def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        if statement.split()[0] in ("SELECT", "UPDATE", "DELETE", "INSERT"):
            asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def scans(stores: Stores, asked: Asked) -> list[str]:
    """The statements that read a whole table, or sort one to find its newest rows."""
    found = []
    async with stores.database.read() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("SELECT version FROM rules_version")  # else it plans by the schema it knew
        for statement, parameters in asked:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [str(row[3]) for row in rows]
            wholly = [
                step for step in steps if (what := re.match(r"SCAN (\w+?)(_\d)?\b", step)) and what[1] not in SMALL
            ]
            if [step for step in wholly if not is_read_in_order(step, statement)]:
                found.append(f"{statement}\n  " + "\n  ".join(steps))
    return found


def is_whole(step: str) -> bool:
    what = re.match(r"SCAN (\w+?)(_\d)?\b", step)
    return what is not None and what[1] not in SMALL


def is_read_in_order(step: str, statement: str) -> bool:
    """The first rows in the order of a key, and no more of them: the audit's last entry, say."""
    return "LIMIT" in statement and step == "SCAN audit"


async def admit(stores: Stores) -> None:
    job = new_job(work=5)
    rules = await stores.rules.current()

    def write(connection: Any) -> None:
        found = standing(connection, MIA, rules, NOON, ["web"], "key")
        take_in(connection, found, job, NOON, {}, once=("key", "a" * 64), reckoned_seconds=1.0)

    await stores.database.run(write)


async def end(stores: Stores) -> None:
    await stores.submit()
    job = await stores.claimed()
    await stores.finish(job, JobStatus.SUCCEEDED, frames=(new_frame(stores.files),))
    async with stores.database.write() as session:
        [delivery] = await stores.outbox.due(session, ["web"])
        await stores.outbox.postpone(session, delivery, "shut")
        await session.run_sync(stores.outbox.claim_now, ["web"], LEASE)
        await session.run_sync(stores.outbox.renew_now, [job.id], LEASE)
        await stores.outbox.mark_sent(session, job.id)


async def cancel(stores: Stores) -> None:
    job = await stores.submit()
    async with stores.database.write() as session:
        found = await stores.jobs.latest_unfinished(session, MIA)
        assert found is not None
        await stores.jobs.finish(session, changed(job, status=JobStatus.CANCELLED))
        await stores.audit.add(session, MIA, "job.cancel", job.id)


async def sweep(stores: Stores) -> None:
    job = await stores.submit()
    async with stores.database.write() as session:
        await stores.jobs.claim(session, ["web"], "worker", LEASE)
        await stores.jobs.renew(session, job, LEASE)
        await stores.jobs.renew_queued(session, ["console:1f"], LEASE)
        await stores.jobs.requeue_expired(session, "worker")
        await ErasureStore().ended_before(session, NOON, 10)
        await stores.idempotency.sweep(session, timedelta(days=1))


async def look(stores: Stores) -> None:
    job = await stores.submit()
    gallery = GalleryStore(stores.files)
    async with stores.database.read() as session:
        await stores.jobs.history(session, MIA, 5)
        await stores.jobs.page(session, MIA, 5, before=job.id)
        await stores.jobs.page(session, None, 5, before=job.id, status=JobStatus.SUCCEEDED)
        await stores.jobs.by_prefix(session, job.id[:8], MIA)
        await stores.jobs.children(session, job.id)
        await stores.jobs.get(session, job.id)
        await under_way(session, ["web"])
        await latest_timings(session, "echo", 200)
        for search in (Search(MIA), Search(None), Search(MIA, ("fox",), "image"), Search(None, ("fox",), "story")):
            await gallery.count(session, search)
            await gallery.find(session, search, 0, 20)


@pytest.mark.parametrize("work", [admit, end, cancel, sweep, look])
async def test_nothing_that_is_asked_often_reads_a_whole_table(
    stores: Stores, work: Callable[[Stores], Awaitable[None]]
) -> None:
    await stores.rules.current()  # read once
    with noted() as asked:
        await work(stores)
    assert await scans(stores, asked) == []


async def test_a_query_whose_index_is_gone_is_noticed(stores: Stores) -> None:
    with noted() as asked:
        await look(stores)
    async with stores.database.write() as session:
        await session.execute(text("DROP INDEX ix_jobs_requester_id_number"))
    assert await scans(stores, asked)
