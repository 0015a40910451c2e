"""A real service: SQLite in the test's folder, a real worker with the echo engine, a front-end that remembers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

import tests.plugin  # noqa: F401  # the engine "gated"
from bot import bootstrap
from bot.app import App
from bot.chat.chat import HANDLERS, Chat
from bot.chat.context import Handler
from bot.domain.credits import DefaultLimits
from bot.domain.errors import Undeliverable
from bot.domain.jobs import Job, JobStatus
from bot.domain.limits import Limits, QueueLimits
from bot.domain.requester import Address, Requester
from bot.domain.requests import Request
from bot.features.story_exports import StoryExports
from bot.jobs.service import Service
from bot.rules.moderation import Gate
from bot.storage import CreditStore, Database
from bot.storage.files.data_folder import DataFolder
from bot.storage.stores import Stores
from bot.storage.tables.core import OutboxRow
from generation.engine import ImageRequest
from tests.bot.storage.kit import migrated_copy, sqlite_url

MIA = Requester("web", "mia", "Mia")
TOM = Requester("web", "tom", "Tom")
ADMIN = Requester("web", "ada", "Ada", admin=True)
FOX = ImageRequest("a red fox", seed=7)
HERE = Address("memory", {"room": "1"})
SOON = 300.0  # seconds a test waits for what should come at once; the machine may be slow and busy


class MemoryFrontend:
    """Remembers what it delivered; fails as often as it is told to."""

    def __init__(self, name: str = "memory", failures: int = 0) -> None:
        self.name = name
        self.failures = failures
        self.shut = False  # nobody can be reached
        self.delivered: list[Job] = []
        self.chat: Chat | None = None
        self.closed = False

    async def start(self, chat: Chat, service: Service) -> None:
        self.chat = chat

    async def deliver(self, job: Job) -> None:
        if self.shut:
            raise Undeliverable("the room is gone")
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the room is closed")
        self.delivered.append(job)

    async def close(self) -> None:
        self.closed = True


def build_stores(folder: Path, *, busy_seconds: float = SOON) -> Stores:
    """On the database in `folder`, or on a new one, migrated already."""
    path = folder / "vignette.db"
    url = sqlite_url(path) if path.exists() else migrated_copy(path)
    return Stores.build(Database(url, busy_seconds=busy_seconds), folder / "frames")


def build_app(
    folder: Path,
    *frontends: MemoryFrontend,
    engine: dict[str, Any] | None = None,
    workers: int = 1,
    queue_limits: QueueLimits | None = None,
    credits_a_day: int = 1000,
    lease_seconds: float = 3.0,
    stores: Stores | None = None,
    checker: str = "",
    inspirer: str = "",
) -> App:
    options = {"width": 32, "height": 32, **(engine or {})}
    name = "gated" if "gate" in options else "echo"  # held by a `Gate`, or never
    settings = {"name": name, "max_batch": 4, "checker": checker, "inspirer": inspirer, "options": options}
    return bootstrap.build_app(
        stores or build_stores(folder),
        DataFolder(folder),
        frontends or (MemoryFrontend(),),
        engines=[settings] * workers,
        limits=Limits(),
        queue_limits=queue_limits or QueueLimits(),
        default_limits=DefaultLimits(user_daily=credits_a_day),
        lease=timedelta(seconds=lease_seconds),
    )


@asynccontextmanager
async def running(app: App) -> AsyncIterator[Service]:
    await app.start()
    try:
        yield app.service
    finally:
        await app.stop()


def chat_of(service: Service, handlers: Mapping[type, Handler] = HANDLERS) -> Chat:
    """A chat in front of this service; it keeps nothing, so any number may be."""
    return Chat(service, Limits(), StoryExports(), Gate(service.stores), handlers=handlers)


async def end_of(service: Service, job: Job) -> Job:
    """Wait for a job's end."""
    async with asyncio.timeout(SOON):
        async for event in service.watch(job.id):
            if isinstance(event, Job) and event.status.ended:
                return event
    raise AssertionError("the events ended before the job")


async def drawn(service: Service, request: Request = FOX, requester: Requester = MIA) -> Job:
    return await end_of(service, await service.submit(requester, request, HERE))


async def until(condition: Any) -> None:
    """Wait until a condition, plain or awaitable, holds."""
    async with asyncio.timeout(SOON):
        while not (await result if asyncio.iscoroutine(result := condition()) else result):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def ledger(service: Service, job: Job) -> list[str]:
    """The kinds of a job's entries in the ledger."""
    async with service.stores.database.read() as session:
        rows = await CreditStore().ledger(session)
    return [row.kind for row in rows if row.job_id == job.id]


async def owed(service: Service) -> Sequence[str]:
    """The jobs whose reply is not sent."""
    async with service.stores.database.read() as session:
        return list(await session.scalars(select(OutboxRow.job_id).where(OutboxRow.sent_at.is_(None))))


async def nothing_owed(service: Service) -> bool:
    return not await owed(service)


async def has_status(service: Service, job: Job, status: JobStatus) -> bool:
    now = await service.job(job.id)
    return now is not None and now.status is status
