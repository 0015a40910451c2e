"""News: on PostgreSQL, what other hosts make of jobs, as triggers tell it in the commit of each change.

On SQLite there is one service, which knows by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Container

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from bot.storage.database.errors import connection_errors

CHANNEL = "vignette_jobs"
MAX_WAITING = 10_000  # jobs; who falls behind looks at the queue from time to time anyway
ALIVE_SECONDS = 15.0  # between two looks at whether the server is still there


class Backends:
    """The server's processes that are ours: what they tell we know already."""

    def __init__(self, *engines: AsyncEngine) -> None:
        self.pids: set[int] = set()
        for engine in engines:
            event.listen(engine.sync_engine, "connect", self._opened)
            event.listen(engine.sync_engine, "close", self._closed)

    def _opened(self, connection: PoolProxiedConnection, entry: ConnectionPoolEntry) -> None:
        entry.info["pid"] = pid = connection.driver_connection.get_server_pid()  # type: ignore[union-attr]
        self.pids.add(pid)

    def _closed(self, _: PoolProxiedConnection, entry: ConnectionPoolEntry) -> None:
        self.pids.discard(entry.info.get("pid", 0))


async def job_news(engine: AsyncEngine, where: str, ours: Container[int]) -> AsyncGenerator[tuple[str, str]]:
    """(id, status) of every job that another host has added or given another status. Raises StorageError.

    First ("", ""): from there on nothing is missed, until an error says that the connection is lost.
    """
    from asyncpg import InterfaceError, PostgresError  # where there is PostgreSQL

    heard: asyncio.Queue[tuple[str, str] | None] = asyncio.Queue(MAX_WAITING)

    def hear(_: object, pid: int, __: str, payload: str) -> None:
        job_id, _, status = payload.partition(" ")
        if pid not in ours:
            with contextlib.suppress(asyncio.QueueFull):
                heard.put_nowait((job_id, status))

    def end(_: object) -> None:
        with contextlib.suppress(asyncio.QueueFull):  # then it is found out after what waits
            heard.put_nowait(None)

    with connection_errors(where):
        async with engine.connect() as connection:
            await connection.commit()  # what is told comes between transactions
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            try:
                driver.add_termination_listener(end)
                await driver.add_listener(CHANNEL, hear)
                yield "", ""
                while not driver.is_closed():
                    try:
                        async with asyncio.timeout(ALIVE_SECONDS):
                            news = await heard.get()
                    except TimeoutError:
                        await driver.execute("SELECT 1")
                        continue
                    if news is not None:
                        yield news
                raise ConnectionError("the connection that listens is lost")
            except (InterfaceError, PostgresError) as error:
                raise ConnectionError(str(error)) from error
            finally:
                await connection.invalidate()  # a connection that listens is for nothing else
