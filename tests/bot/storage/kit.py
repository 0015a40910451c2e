"""Real stores on a real database, and a clock that tests turn by hand.

The database is SQLite in the test's folder; with TEST_DATABASE_URL it is that one, emptied first.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.credits import DefaultLimits
from bot.domain.jobs import Frame, Job, JobStatus, Outcome, Parent
from bot.domain.requester import Address, Requester
from bot.domain.requests import Request
from bot.rules.quota_admin import QuotaAdmin
from bot.rules.quotas import Quotas
from bot.storage import Database, FrameFiles, stores
from bot.storage.database.migrations import alembic_config
from bot.storage.tables.core import Base
from generation.engine import ImageRequest

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)
MIA = Requester("web", "mia", "Mia")
TOM = Requester("web", "tom", "Tom")
FOX = ImageRequest("a red fox", seed=7)
DEFAULTS = DefaultLimits()


@dataclass
class HandClock:
    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **delta: float) -> None:
        self.moment += timedelta(**delta)


@dataclass
class Stores:
    url: str
    folder: Path  # of pictures
    defaults: DefaultLimits = DEFAULTS
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        built = stores.Stores.build(
            Database(self.url, busy_seconds=300), self.folder, self.clock, lambda _: self.clock()
        )
        self.database, self.files = built.database, built.files
        self.jobs, self.outbox = built.jobs, built.outbox
        self.audit, self.credits = built.audit, built.credits
        self.api_keys, self.idempotency = built.api_keys, built.idempotency
        self.logins, self.people = built.logins, built.people
        self.casts, self.servers = built.casts, built.servers
        self.bans, self.blocklist = built.bans, built.blocklist
        self.reports, self.state, self.rules = built.reports, built.state, built.rules
        self.quotas = Quotas(self.credits, self.defaults, self.clock)
        self.admin = QuotaAdmin(self.quotas, self.credits, self.audit)

    async def admit(self, session: AsyncSession, job: Job) -> None:
        """What the service does with a new job, in one session."""
        await self.jobs.add(session, job)
        await self.quotas.hold(session, job)
        await self.audit.add(session, job.requester, "job.submit", job.id)

    async def submit(self, requester: Requester = MIA, cost: int = 1, **changes: Any) -> Job:
        job = new_job(requester, cost, created_at=self.clock(), **changes)
        async with self.database.write() as session:
            await self.admit(session, job)
        return job

    async def claim(self, *frontends: str) -> Job | None:
        async with self.database.write() as session:
            return await self.jobs.claim(session, frontends or ("web",), "worker", LEASE)

    async def claimed(self) -> Job:
        job = await self.claim()
        assert job is not None
        return job

    async def finish(self, job: Job, status: JobStatus = JobStatus.SUCCEEDED, **changes: Any) -> bool:
        async with self.database.write() as session:
            return await self.jobs.finish(session, changed(job, status=status, **changes))

    async def get(self, job: Job) -> Job:
        async with self.database.read() as session:
            found = await self.jobs.get(session, job.id)
        assert found is not None
        return found

    async def entries(self, job: Job) -> list[str]:
        """The kinds of a job's entries in the ledger."""
        async with self.database.read() as session:
            return sorted(row.kind for row in await self.credits.ledger(session) if row.job_id == job.id)

    async def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        async with self.database.read() as session:
            return {
                table.name: sorted((tuple(map(str, row)) for row in await session.execute(select(table))), key=str)
                for table in Base.metadata.sorted_tables
            }


def changed(job: Job, **changes: Any) -> Job:
    """The job with other values, those of its outcome among them."""
    outcome = {each.name: changes.pop(each.name) for each in fields(Outcome) if each.name in changes}
    return replace(job, outcome=replace(job.outcome, **outcome), **changes)


def new_job(
    requester: Requester = MIA,
    cost: int = 1,
    *,
    request: Request = FOX,
    frontend: str = "web",
    created_at: datetime = NOON,
    parent: Parent | None = None,
    work: int = 0,
) -> Job:
    address, id = Address(frontend, {"room": "1"}), secrets.token_hex(16)
    return Job(id, requester, request, address, JobStatus.QUEUED, cost, created_at, parent=parent, work=work)


def new_frame(files: FrameFiles, index: int = 0, **changes: Any) -> Frame:
    digest = f"{index + 2:064x}"
    frame = Frame(index, files.path(digest), digest, 128, 96, seed=2**32 + index, sentence="Mia runs.", cast=("Mia",))
    return replace(frame, **changes)


def new_video(files: FrameFiles, index: int = 0) -> Frame:
    frame = new_frame(files, index, mime="video/mp4")
    return replace(frame, path=files.path(frame.sha256, frame.mime))


def sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


async def empty_database_url(folder: Path) -> str:
    url = os.environ.get("TEST_DATABASE_URL")
    if url is None:
        return await asyncio.to_thread(migrated_copy, folder / "vignette.db")
    await asyncio.to_thread(command.downgrade, alembic_config(url), "base")
    return url


@cache
def migrated() -> bytes:
    """An empty SQLite database, migrated once for all tests."""
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as pool:
        path = Path(folder) / "vignette.db"
        # In a thread: a migration runs an event loop of its own, and whoever asks may be in one.
        pool.submit(command.upgrade, alembic_config(sqlite_url(path)), "head").result()
        return path.read_bytes()


def migrated_copy(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(migrated())
    return sqlite_url(path)


@asynccontextmanager
async def open_stores(folder: Path, defaults: DefaultLimits = DEFAULTS) -> AsyncIterator[Stores]:
    opened = Stores(await empty_database_url(folder), folder / "frames", defaults)
    await opened.database.open()
    yield opened
    await opened.database.close()
