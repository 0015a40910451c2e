"""Engines for SQLite and PostgreSQL: how a transaction begins, how long it waits, what is synced, what is rolled back.

All SQL that only one of them understands is here.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy import create_engine as create_sync_engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import PoolResetState

_BEGIN_WRITE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(8420)"}
_BEGIN_READ = {"sqlite": "BEGIN", "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"}
_BEGIN_SMALL = "SELECT pg_advisory_xact_lock_shared(8420)"  # beside each other, never beside a long write
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(8421)"
BUSY_SLICE = 0.25  # seconds for which SQLite itself waits for a lock; whoever asks decides how often
SMALL_WRITES = 8  # at once, on PostgreSQL


def create_engine(url: URL, *, write: bool, busy_seconds: float = 10.0) -> AsyncEngine:
    """An engine whose transactions all write, over a single connection, or all only read.

    On SQLite those that write give up after `BUSY_SLICE`: `Database` tries again.
    """
    if is_sqlite(url):
        options: dict[str, Any] = {
            "connect_args": {"timeout": min(BUSY_SLICE, busy_seconds) if write else busy_seconds}
        }
    else:
        options = _postgresql(busy_seconds)
    if write:
        options |= {"pool_size": 1, "max_overflow": 0}
    engine = create_async_engine(url, pool_reset_on_return=None, hide_parameters=True, **options)
    _begin_with(engine.sync_engine, (_BEGIN_WRITE if write else _BEGIN_READ)[url.get_backend_name()])
    if is_sqlite(url):
        event.listen(engine.sync_engine, "connect", partial(_set_up_sqlite, write=write))
    return engine


def create_small_writer(url: URL, busy_seconds: float) -> AsyncEngine:
    """For many small writes at once on PostgreSQL, which lock the rows they change and no more."""
    options = _postgresql(busy_seconds) | {"pool_size": SMALL_WRITES, "max_overflow": 0, "pool_timeout": busy_seconds}
    engine = create_async_engine(url, pool_reset_on_return=None, hide_parameters=True, **options)
    _begin_with(engine.sync_engine, _BEGIN_SMALL)
    return engine


def create_group_writer(url: URL, busy_seconds: float) -> Engine:
    """For many small writes in one transaction on SQLite, from one thread."""
    options = {"timeout": min(BUSY_SLICE, busy_seconds), "check_same_thread": False}
    engine = create_sync_engine(
        url.set(drivername="sqlite+pysqlite"),
        pool_reset_on_return=None,
        hide_parameters=True,
        connect_args=options,
        pool_size=1,
        max_overflow=0,
    )
    _begin_with(engine, _BEGIN_WRITE["sqlite"])
    event.listen(engine, "connect", partial(_set_up_sqlite, write=True))
    return engine


def one_by_one(connection: Connection) -> None:
    """From here to its commit no other small write is past this point: what it reads is still true when it writes."""
    if connection.dialect.name == "postgresql":  # on SQLite it is so from the beginning
        connection.exec_driver_sql(_ONE_BY_ONE)


def _postgresql(busy_seconds: float) -> dict[str, Any]:
    settings = {"lock_timeout": str(int(busy_seconds * 1000))}
    return {"connect_args": {"server_settings": settings}, "pool_pre_ping": True}


def _begin_with(engine: Engine, statement: str) -> None:
    event.listen(engine, "reset", _roll_back)

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(statement)


def _set_up_sqlite(connection: Any, _: object, *, write: bool) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL" if write else "PRAGMA query_only = ON")
    cursor.close()


def _roll_back(connection: Any, _: object, state: PoolResetState) -> None:
    """Always: a COMMIT that failed can leave the driver in a transaction that SQLAlchemy takes for ended."""
    if not state.terminate_only:
        connection.rollback()


def use_wal(file: str, busy_seconds: float) -> None:
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


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"
