"""A role that one host at a time has, such as speaking on Discord: a lock of PostgreSQL, kept by a connection.

A host that dies loses it with its connection, and the next one has it some seconds later. Where a machine or a network
is gone without a word, the server finds that out after 25 seconds; the host that is cut off has known for ten by then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.database.errors import connection_errors

LOOK_SECONDS = 5.0  # between two looks at whether the role is free, or still ours
PATIENCE = 5.0  # seconds for the answer
_KEEPALIVE = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"


@asynccontextmanager
async def role(
    engine: AsyncEngine, where: str, name: str, *, waiting: Callable[[], None]
) -> AsyncIterator[asyncio.Event]:
    """Have the role `name` within; the event says that it is lost. `waiting` is called if another host has it.

    Raises StorageError.
    """
    from asyncpg import InterfaceError, PostgresError  # where there is PostgreSQL

    number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
    with connection_errors(where):
        async with engine.connect() as connection:
            await connection.commit()  # the lock is the connection's, not a transaction's
            driver: Any = (await connection.get_raw_connection()).driver_connection
            try:
                await driver.execute(_KEEPALIVE)
                waits = False
                while not await _is_taken(driver, number):
                    if not waits:
                        waiting()
                    waits = True
                    await asyncio.sleep(LOOK_SECONDS)
                lost = asyncio.Event()
                looking = asyncio.create_task(_look(driver, lost))
                try:
                    yield lost
                finally:
                    looking.cancel()
                    await asyncio.gather(looking, return_exceptions=True)  # whatever it failed at, the role is lost
            except (InterfaceError, PostgresError) as error:
                raise ConnectionError(str(error)) from error
            finally:
                await connection.invalidate()  # which lets go of the lock


async def _is_taken(driver: Any, number: int) -> bool:
    """By us, now."""
    return bool(await driver.fetchval("SELECT pg_try_advisory_lock($1)", number, timeout=PATIENCE))


async def _look(driver: Any, lost: asyncio.Event) -> None:
    """Until the connection does not answer: who cannot ask whether the role is theirs has not got it."""
    driver.add_termination_listener(lambda _: lost.set())
    try:
        while not driver.is_closed():
            await asyncio.sleep(LOOK_SECONDS)
            async with asyncio.timeout(PATIENCE):
                await driver.execute("SELECT 1")
    finally:
        lost.set()
