"""One host at a time has a role, and another has it after it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage import Database
from bot.storage.database import role
from tests.conftest import SOON
from tests.postgresql import Server


@pytest.fixture(scope="module")
def url(postgresql: Server) -> Iterator[str]:
    yield postgresql.new_database()


@pytest.fixture
async def hosts(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Database]]:
    monkeypatch.setattr(role, "LOOK_SECONDS", 0.01)
    hosts = [Database(url), Database(url)]
    yield hosts
    for host in hosts:
        await host.close()


async def test_a_host_waits_for_a_role_until_the_other_one_leaves_it(hosts: list[Database]) -> None:
    first, second = hosts
    waits, has = asyncio.Event(), asyncio.Event()

    async def want() -> None:
        async with second.role("speaking", waiting=waits.set):
            has.set()

    async with first.role("speaking", waiting=_nobody_waits):
        async with second.role("something else", waiting=_nobody_waits):
            pass
        wanting = asyncio.create_task(want())
        await waits.wait()
        assert not has.is_set()
    async with asyncio.timeout(SOON):
        await wanting
    assert has.is_set()


async def test_a_lost_connection_is_a_lost_role_which_another_host_has_then(hosts: list[Database]) -> None:
    first, second = hosts
    async with first.role("speaking", waiting=_nobody_waits) as lost, AsyncExitStack() as other:
        async with second.write() as session:
            killing = (
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
            await session.execute(text(killing))
        async with asyncio.timeout(SOON):
            await lost.wait()
            await other.enter_async_context(second.role("speaking", waiting=_nobody_waits))


async def test_on_sqlite_the_one_service_has_every_role(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/vignette.db")
    async with database.role("speaking", waiting=_nobody_waits) as lost:
        assert not lost.is_set()
    await database.close()


def _nobody_waits() -> None:
    raise AssertionError("nobody else has it")
