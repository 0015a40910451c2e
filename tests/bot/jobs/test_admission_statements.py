"""What taking a request in costs the database: one transaction of at most eight statements, however long the queue."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from bot.bootstrap import quota_admin
from bot.domain.credits import DefaultLimits
from bot.domain.errors import NotReady, OutOfCredits, QueueFull, Refused
from bot.domain.jobs import Job
from bot.domain.limits import Limits, QueueLimits
from bot.domain.requester import Requester
from bot.jobs.admission import Admission
from bot.jobs.estimates import Estimates
from bot.jobs.idempotency import DuplicateRequest, IdempotencyKey, KeyReused
from bot.rules.moderation import Gate
from bot.rules.service_mode import Mode, set_mode
from bot.storage.files.data_folder import DataFolder
from bot.storage.stores import Stores
from generation.engine import EngineInfo
from tests.bot.service_kit import ADMIN, FOX, HERE, MIA, TOM, build_stores

INFO = EngineInfo("echo", "Echo", "cpu", "", width=256, height=256, num_inference_steps=8, guidance_scale=1.0)
ONCE = IdempotencyKey("fox-1", "a" * 64)
SERVER = replace(MIA, server="7", roles=("1", "2"))


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    stores = build_stores(tmp_path)
    await stores.database.open()
    yield stores
    await stores.database.close()


def admission(stores: Stores, folder: Path, queue: QueueLimits | None = None, credits: int = 1000) -> Admission:
    estimates = Estimates(stores.database, stores.state, ["memory"])
    estimates.drawn_by(INFO, 1)
    quotas = quota_admin(stores, DefaultLimits(user_daily=credits)).quotas
    lease, gate = timedelta(seconds=3), Gate(stores)
    queue_limits = queue or QueueLimits()
    return Admission(
        stores, DataFolder(folder), Limits(), queue_limits, lease, estimates, gate, quotas, frontends=["memory"]
    )


async def admit(door: Admission, requester: Requester = MIA, once: IdempotencyKey | None = None) -> Job:
    job, _ = await door.admit(requester, FOX, HERE, INFO, once=once)
    return job


@contextmanager
def statements() -> Iterator[list[str]]:
    """All that any engine is told, and where transactions end."""
    told: list[str] = []

    def count(_: object, __: object, statement: str, *___: object) -> None:
        told.append(statement)

    def end(_: object) -> None:
        told.append("COMMIT")

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", end)
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", count)
        event.remove(Engine, "commit", end)


@pytest.mark.parametrize("requester", [MIA, TOM, SERVER, replace(MIA, name="Mia B.")])
async def test_an_admission_is_one_transaction_of_at_most_eight_statements(
    stores: Stores, tmp_path: Path, requester: Requester
) -> None:
    door = admission(stores, tmp_path)
    for number in range(3):
        await admit(door, MIA, replace(ONCE, key=f"other-{number}"))
    with statements() as told:
        await admit(door, requester, ONCE)
    begin, *asked, commit = told
    assert (begin, commit) == ("BEGIN IMMEDIATE", "COMMIT")
    assert len(asked) <= 8 + (requester is TOM), asked  # somebody new has a row more


async def test_who_is_ahead_is_counted_in_the_order_in_which_jobs_are_drawn(stores: Stores, tmp_path: Path) -> None:
    door, before = admission(stores, tmp_path), []
    for requester in (MIA, MIA, MIA, TOM, TOM, ADMIN):
        before.append((await door.admit(requester, FOX, HERE, INFO))[1])
    assert before == [0, 1, 2, 1, 3, 2]


@pytest.mark.parametrize(
    ("limits", "requester", "sentence"),
    [(QueueLimits(per_user=2), MIA, "already have 2 jobs"), (QueueLimits(depth=2), TOM, "queue is full with 2")],
)
async def test_a_full_queue_is_told_from_the_counts(
    stores: Stores, tmp_path: Path, limits: QueueLimits, requester: Requester, sentence: str
) -> None:
    door = admission(stores, tmp_path, limits)
    await admit(door)
    await admit(door)
    with pytest.raises(QueueFull, match=sentence):
        await admit(door, requester)


async def test_what_an_admin_decides_counts_for_the_next_request(stores: Stores, tmp_path: Path) -> None:
    """Whoever decides, in whatever process: the commit of the request compares."""
    door = admission(stores, tmp_path)
    await admit(door)
    async with stores.database.write() as session:
        await stores.bans.ban(session, MIA.key, ADMIN)
    with pytest.raises(Refused, match="banned"):
        await admit(door)
    async with stores.database.write() as session:
        await stores.bans.lift(session, MIA.key)
        await stores.credits.set_limit(session, "user", MIA.key, "day", 0)
    with pytest.raises(OutOfCredits):
        await admit(door)
    async with stores.database.write() as session:
        await set_mode(stores.state, session, Mode.DRAINING)
    with pytest.raises(NotReady):
        await admit(door, TOM)


async def test_a_request_that_is_refused_stores_nothing(stores: Stores, tmp_path: Path) -> None:
    door = admission(stores, tmp_path, credits=0)
    with pytest.raises(OutOfCredits):
        await admit(door, MIA, ONCE)
    async with stores.database.read() as session:
        assert await stores.jobs.latest(session, 9) == []
        assert await stores.credits.ledger(session) == []
        assert await stores.audit.latest(session, 9) == []


async def test_a_key_stands_for_its_job_whatever_else_would_refuse_it(stores: Stores, tmp_path: Path) -> None:
    door = admission(stores, tmp_path, QueueLimits(per_user=1))
    job = await admit(door, MIA, ONCE)
    with pytest.raises(DuplicateRequest) as before:
        await admit(door, MIA, ONCE)
    assert before.value.job.id == job.id
    with pytest.raises(KeyReused):
        await admit(door, MIA, replace(ONCE, request_hash="b" * 64))
