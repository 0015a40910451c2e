"""Replies that do not go out: tried again, given up after a day, and then nobody has paid."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.jobs import Job, JobStatus
from bot.jobs.metrics import Tally
from bot.jobs.outbox_relay import OutboxRelay
from bot.jobs.service import Service
from bot.storage import Database
from bot.storage.tables.core import OutboxRow
from tests.bot.service_kit import (
    MIA,
    MemoryFrontend,
    build_app,
    drawn,
    ledger,
    nothing_owed,
    owed,
    running,
    until,
)
from tests.bot.storage.kit import LEASE, open_stores


async def test_a_reply_that_did_not_go_out_is_sent_again(tmp_path: Path) -> None:
    room = MemoryFrontend(failures=1)
    app = build_app(tmp_path, room)
    async with running(app) as service:
        job = await drawn(service)
        await until(lambda: not room.failures)
        assert await owed(service) == [job.id]
        async with service.stores.database.write() as session:  # spares the test the five seconds' wait
            await _make_due(session)
        app._relay.wake()
        await until(lambda: room.delivered)
        await until(lambda: nothing_owed(service))
        assert len(room.delivered) == 1


async def test_a_reply_that_nobody_can_get_costs_nothing_and_is_tried_once(tmp_path: Path) -> None:
    room = MemoryFrontend()
    room.shut = True
    app = build_app(tmp_path, room)
    async with running(app) as service:
        before = await service.balance(MIA)
        job = await drawn(service)
        await until(lambda: _given_up(service, job))
        assert await ledger(service, job) == ["hold", "capture"]
        assert await service.balance(MIA) == before
        assert [each.id for each in await service.history(MIA, 5)] == [job.id]
        assert (service.tally.sent, service.tally.unsent) == (0, 1)


async def test_a_reply_is_given_up_after_its_last_try_and_then_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.outbox.DELAYS", (0.01, 0.01))
    monkeypatch.setattr("bot.jobs.outbox_relay.LOOK_SECONDS", 0.05)
    app = build_app(tmp_path, MemoryFrontend(failures=99))
    async with running(app) as service:
        before = await service.balance(MIA)
        job = await drawn(service)
        await until(lambda: _given_up(service, job))
        assert await service.balance(MIA) == before
        assert service.tally.unsent == 3


async def test_of_two_hosts_on_one_database_one_sends_a_reply_however_long_that_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "shared", True)
    monkeypatch.setattr("bot.jobs.outbox_relay.CLAIM", LEASE)
    begun, may_end = asyncio.Event(), asyncio.Event()

    class SlowRoom(MemoryFrontend):
        async def deliver(self, job: Job) -> None:
            begun.set()
            await may_end.wait()
            await super().deliver(job)

    async with open_stores(tmp_path) as stores:
        job = await stores.submit(cost=1, frontend="memory")
        await stores.finish(job, JobStatus.CANCELLED)
        rooms = [SlowRoom(), SlowRoom()]
        here, there = [
            OutboxRelay(stores.database, stores.outbox, stores.jobs, {"memory": room}, Tally(), stores.files)
            for room in rooms
        ]
        here.start()
        await begun.wait()
        for _ in range(3):  # each of our looks prolongs what we are sending
            stores.clock.advance(seconds=LEASE.total_seconds() * 0.9)
            assert await there._due(()) == []
            await here._due(here._under_way)
        may_end.set()
        await here.stop()
        stores.clock.advance(days=1)
        assert await there._due(()) == []
        assert [len(room.delivered) for room in rooms] == [1, 0]


async def test_a_front_end_that_stands_by_is_given_nothing_to_deliver(tmp_path: Path) -> None:
    class StandingBy(MemoryFrontend):
        stands_by = True

    async with open_stores(tmp_path) as stores:
        await stores.finish(await stores.submit(cost=1, frontend="memory"), JobStatus.CANCELLED)
        room = StandingBy()
        relay = OutboxRelay(stores.database, stores.outbox, stores.jobs, {"memory": room}, Tally(), stores.files)
        assert await relay._due(()) == []
        room.stands_by = False
        assert len(await relay._due(())) == 1


async def _given_up(service: Service, job: Job) -> bool:
    async with service.stores.database.read() as session:
        row = await session.get(OutboxRow, job.id)
    return row is not None and row.next_at is None and row.sent_at is None


async def _make_due(session: AsyncSession) -> None:
    await session.execute(update(OutboxRow).values(next_at=datetime.now(UTC)))
