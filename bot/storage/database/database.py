"""Database: opens, migrates and closes it, and hands out sessions that read or write.

One writer at a time, whatever the database: a write transaction takes the write lock before its first statement, so
what it reads is still true when it writes. SQLite syncs every commit to the disk (WAL, synchronous=FULL).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import structlog
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.domain.errors import StorageError
from bot.storage.database.engines import create_engine, is_sqlite, use_wal
from bot.storage.database.errors import connection_errors, database_errors, folder_errors

log = structlog.get_logger(__name__)

_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")
_FORMS = "database_url must be like sqlite+aiosqlite:///data/vignette.db or postgresql+asyncpg://user@host/name."
_WAL_RESET_FIXED = (3, 51, 3)


class Database:
    """One database by its URL: `sqlite+aiosqlite:///path` or `postgresql+asyncpg://…`."""

    def __init__(self, url: str, *, busy_seconds: float = 10.0) -> None:
        self._url = _checked(url)
        self._busy_seconds = busy_seconds
        self._where = self._url.database or "" if is_sqlite(self._url) else self._url.render_as_string()
        self._writer = create_engine(self._url, write=True, busy_seconds=busy_seconds)
        self._reader = create_engine(self._url, write=False, busy_seconds=busy_seconds)
        self._writing = asyncio.Lock()
        self.copy_before: Path | None = None  # of SQLite, where opening it brought it to a newer revision

    async def open(self) -> None:
        """Bring the database to this code's revision; raises StorageError, and is closed then."""
        from bot.storage.database.migrations import upgrade  # Alembic is needed here only

        try:
            if is_sqlite(self._url):
                _warn_of_old_sqlite()
                await asyncio.to_thread(self._make_file)
            with connection_errors(self._where):
                self.copy_before = await upgrade(self._writer, self._where)
        except BaseException:
            await self.close()
            raise
        if self.copy_before is not None:
            log.info("The database was brought up to date; a copy of it as it was is kept.", copy=str(self.copy_before))

    def _make_file(self) -> None:
        with folder_errors(str(Path(self._where).parent)):
            Path(self._where).parent.mkdir(parents=True, exist_ok=True)
        with database_errors(self._where):
            use_wal(self._where, self._busy_seconds)

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


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageError(_FORMS) from None
    if parsed.drivername not in _DRIVERS or (is_sqlite(parsed) and parsed.database in (None, "", ":memory:")):
        raise StorageError(_FORMS)
    if not is_sqlite(parsed) and find_spec("asyncpg") is None:
        raise StorageError(
            "PostgreSQL needs the asyncpg package: `make EXTRAS=postgres install`, or `pip install asyncpg`."
        )
    return parsed


@cache
def _warn_of_old_sqlite() -> None:
    """Once per process: our one writer avoids the fault, two processes on one file might not."""
    if sqlite3.sqlite_version_info < _WAL_RESET_FIXED:
        log.warning(
            "This SQLite can damage a database that two programs write at the same instant; "
            "run one Vignette per database, or use SQLite 3.51.3 or newer.",
            sqlite=sqlite3.sqlite_version,
        )
