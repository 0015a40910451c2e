"""Database: opens, migrates and closes it, and hands out sessions that read or write.

A session that writes takes the write lock before its first statement, so what it reads is still true when it writes.
Small writes, which are most of them, are plain functions: many are one commit on SQLite (see `GroupWriter`), and on
PostgreSQL they run beside each other. SQLite syncs every commit to the disk (WAL, synchronous=FULL).
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import structlog
from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.domain.errors import StorageError
from bot.storage.database.engines import create_engine, create_group_writer, create_small_writer, is_sqlite, use_wal
from bot.storage.database.errors import connection_errors, database_errors, folder_errors, is_in_the_way
from bot.storage.database.group_writer import GroupWriter, Result, Write, is_locked
from bot.storage.database.news import Backends, job_news
from bot.storage.database.role import role
from bot.storage.lock_file import LockFile

log = structlog.get_logger(__name__)

_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")
_FORMS = "database_url must be like sqlite+aiosqlite:///data/vignette.db or postgresql+asyncpg://user@host/name."
_TAKEN = (
    "Another Vignette serves the database {where}: stop it or set another database_url; to share one, use PostgreSQL."
)
_WAL_RESET_FIXED = (3, 51, 3)
TRIES = 5  # of a small write, on PostgreSQL
BEGUN = "begun"  # in the `info` of a session that reads: `time.monotonic()` before it saw anything


class Database:
    """One database by its URL: `sqlite+aiosqlite:///path` or `postgresql+asyncpg://…`."""

    def __init__(self, url: str, *, busy_seconds: float = 10.0) -> None:
        self._url = _checked(url)
        self._busy_seconds = busy_seconds
        self._where = self._url.database or "" if is_sqlite(self._url) else self._url.render_as_string()
        self._writer = create_engine(self._url, write=True, busy_seconds=busy_seconds)
        self._reader = create_engine(self._url, write=False, busy_seconds=busy_seconds)
        self.copy_before: Path | None = None  # of SQLite, where opening it brought it to a newer revision
        self._lock: LockFile | None = None
        if is_sqlite(self._url):
            file = Path(self._where).resolve()  # the same whichever way leads to it
            self._lock = LockFile(file.with_name(f"{file.name}.lock"))
            self._group: GroupWriter | None = GroupWriter(create_group_writer(self._url, busy_seconds), busy_seconds)
        else:
            self._group, self._small = None, create_small_writer(self._url, busy_seconds)
            self._backends = Backends(self._small, self._writer)

    async def open(self) -> None:
        """Bring the database to this code's revision; raises StorageError, and is closed then."""
        from bot.storage.database.migrations import upgrade  # Alembic is needed here only

        try:
            if is_sqlite(self._url):
                _warn_of_old_sqlite()
                await asyncio.to_thread(self._make_file)
            with connection_errors(self._where):
                self.copy_before = await upgrade(self._reader, self._where)
        except BaseException:
            await self.close()
            raise
        if self.copy_before is not None:
            log.info("The database was brought up to date; a copy of it as it was is kept.", copy=str(self.copy_before))

    def take(self) -> None:
        """Keep every other service off a database that only one may serve, until `leave`. Raises StorageError."""
        if self._lock is not None and not self._lock.take():
            raise StorageError(_TAKEN, self._where)

    def leave(self) -> None:
        if self._lock is not None:
            self._lock.leave()

    def _make_file(self) -> None:
        with folder_errors(str(Path(self._where).parent)):
            Path(self._where).parent.mkdir(parents=True, exist_ok=True)
        with database_errors(self._where):
            use_wal(self._where, self._busy_seconds)

    async def close(self) -> None:
        if self._group is not None:
            await self._group.close()
        else:
            await self._small.dispose()
        await self._reader.dispose()
        await self._writer.dispose()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one moment of the database and cannot write."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            session.info[BEGUN] = time.monotonic()
            with connection_errors(self._where):
                await session.connection()
            with database_errors(self._where):
                yield session

    @asynccontextmanager
    async def write(self, *, urgent: bool = False) -> AsyncIterator[AsyncSession]:
        """A session whose changes are committed at the end, all of them, or none when anything is raised.

        Nobody else writes meanwhile: for what is asked often, `run` is there.
        """
        with database_errors(self._where):
            async with self._turn(urgent) as session:
                yield session
                await session.commit()

    async def run(self, write: Write[Result], *, urgent: bool = False) -> Result:
        """What a small write returns, once it is committed. It may be run again where it was in another's way."""
        with connection_errors(self._where):
            if self._group is not None:
                return await self._group.run(write, urgent=urgent)
            return await self._run_small(write)

    async def run_session(self, write: Callable[[Session], Result], *, urgent: bool = False) -> Result:
        """As `run`, of a function that takes a session."""

        def on_session(connection: Connection) -> Result:
            with Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session:
                result = write(session)
                session.flush()
                return result

        return await self.run(on_session, urgent=urgent)

    @property
    def shared(self) -> bool:
        """Whether services on other hosts may work on it as well."""
        return self._group is None

    def news(self) -> AsyncGenerator[tuple[str, str]]:
        """(id, status) of jobs as other hosts change them, where it is shared; see `job_news`."""
        return job_news(self._reader, self._where, self._backends.pids)

    def role(self, name: str, *, waiting: Callable[[], None]) -> AbstractAsyncContextManager[asyncio.Event]:
        """What one service at a time does; see `role.role`. Where there is but one service, it is never lost."""
        if self._group is not None:
            return nullcontext(asyncio.Event())
        return role(self._reader, self._where, name, waiting=waiting)

    async def _run_small(self, write: Write[Result]) -> Result:
        for tries_left in reversed(range(TRIES)):
            try:
                async with self._small.begin() as connection:
                    return await connection.run_sync(write)
            except DBAPIError as error:
                if not (tries_left and is_in_the_way(error)):
                    raise
        raise AssertionError("the last try returns or raises")

    @asynccontextmanager
    async def _turn(self, urgent: bool) -> AsyncIterator[AsyncSession]:
        if self._group is None:
            async with AsyncSession(self._writer, expire_on_commit=False) as session:
                with connection_errors(self._where):
                    await session.connection()
                yield session
            return
        async with self._group.turn(urgent=urgent) as deadline:
            while True:
                async with AsyncSession(self._writer, expire_on_commit=False) as session:
                    if await self._begun(self._group, session, deadline):
                        yield session
                        return

    async def _begun(self, group: GroupWriter, session: AsyncSession, deadline: float) -> bool:
        """False: another program has the database, and there is time to try again."""
        try:
            await session.connection()
        except OperationalError as error:
            if not is_locked(error):
                raise
            group.still_locked(error)
            if asyncio.get_running_loop().time() >= deadline:
                raise
            return False
        return True


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
