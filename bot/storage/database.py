"""Database: opens, migrates and closes it, and hands out sessions that read or write.

One writer at a time, whatever the database: a write transaction takes the write lock before its first statement, so
what it reads is still true when it writes. SQLite syncs every commit to the disk (WAL, synchronous=FULL).
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import cache, partial
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import PoolResetState

from bot.storage.errors import connection_errors, database_errors, folder_errors

log = structlog.get_logger(__name__)

_WAL_RESET_FIXED = (3, 51, 3)
_BEGIN_WRITE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(8420)"}
_BEGIN_READ = {"sqlite": "BEGIN", "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"}


class Database:
    """One database by its URL: `sqlite+aiosqlite:///path` or `postgresql+asyncpg://…`."""

    def __init__(self, url: str, *, busy_seconds: float = 10.0) -> None:
        self._url = make_url(url)
        self._busy_seconds = busy_seconds
        self._where = self._url.database or "" if _is_sqlite(self._url) else self._url.render_as_string()
        self._writer = create_engine(self._url, write=True, busy_seconds=busy_seconds)
        self._reader = create_engine(self._url, write=False, busy_seconds=busy_seconds)
        self._writing = asyncio.Lock()

    async def open(self) -> None:
        """Bring the database to this code's revision; raises StorageError."""
        from bot.storage.migrating import upgrade  # Alembic is needed here only

        if _is_sqlite(self._url):
            _warn_of_old_sqlite()
            await asyncio.to_thread(self._make_file)
        with connection_errors(self._where):
            await upgrade(self._writer, self._where)

    def _make_file(self) -> None:
        with folder_errors(str(Path(self._where).parent)):
            Path(self._where).parent.mkdir(parents=True, exist_ok=True)
        with database_errors(self._where):
            _use_wal(self._where, self._busy_seconds)

    async def close(self) -> None:
        await self._reader.dispose()
        await self._writer.dispose()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one moment of the database and cannot write."""
        async with self._session(self._reader) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are committed at the end, all of them, or none when anything is raised."""
        async with self._writing, self._session(self._writer) as session:
            yield session
            await session.commit()

    @asynccontextmanager
    async def _session(self, engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(engine, expire_on_commit=False) as session:
            with connection_errors(self._where):
                await session.connection()
            with database_errors(self._where):
                yield session


def create_engine(url: URL, *, write: bool, busy_seconds: float = 10.0) -> AsyncEngine:
    """An engine whose transactions all write, over a single connection, or all only read."""
    if _is_sqlite(url):
        options: dict[str, Any] = {"connect_args": {"timeout": busy_seconds}, "pool_reset_on_return": None}
    else:
        settings = {"lock_timeout": str(int(busy_seconds * 1000))}
        options = {"connect_args": {"server_settings": settings}, "pool_pre_ping": True}
    if write:
        options |= {"pool_size": 1, "max_overflow": 0}
    engine = create_async_engine(url, **options)
    begin = (_BEGIN_WRITE if write else _BEGIN_READ)[url.get_backend_name()]

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    if _is_sqlite(url):
        event.listen(engine.sync_engine, "connect", partial(_set_up_sqlite, write=write))
        event.listen(engine.sync_engine, "reset", _roll_back)
    return engine


def _set_up_sqlite(connection: Any, _: object, *, write: bool) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL" if write else "PRAGMA query_only = ON")
    cursor.close()


def _roll_back(connection: Any, _: object, state: PoolResetState) -> None:
    """Always: a COMMIT that failed leaves SQLite in a transaction that SQLAlchemy takes for ended."""
    if not state.terminate_only:
        connection.rollback()


def _use_wal(file: str, busy_seconds: float) -> None:
    """Switch the file to WAL, for good. SQLite does not wait for others here, so we do."""
    deadline = time.monotonic() + busy_seconds
    with closing(sqlite3.connect(file, timeout=busy_seconds)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


@cache
def _warn_of_old_sqlite() -> None:
    """Once per process: our one writer avoids the fault, two processes on one file might not."""
    if sqlite3.sqlite_version_info < _WAL_RESET_FIXED:
        log.warning(
            "This SQLite can damage a database that two programs write at the same instant; "
            "run one Vignette per database, or use SQLite 3.51.3 or newer.",
            sqlite=sqlite3.sqlite_version,
        )
