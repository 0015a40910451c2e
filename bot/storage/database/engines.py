"""Engines for SQLite and PostgreSQL: how a transaction begins, how long it waits, what is synced, what is rolled back.

All SQL that only one of them understands is here.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import PoolResetState

_BEGIN_WRITE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(8420)"}
_BEGIN_READ = {"sqlite": "BEGIN", "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"}


def create_engine(url: URL, *, write: bool, busy_seconds: float = 10.0) -> AsyncEngine:
    """An engine whose transactions all write, over a single connection, or all only read."""
    if is_sqlite(url):
        options: dict[str, Any] = {"connect_args": {"timeout": busy_seconds}}
    else:
        settings = {"lock_timeout": str(int(busy_seconds * 1000))}
        options = {"connect_args": {"server_settings": settings}, "pool_pre_ping": True}
    if write:
        options |= {"pool_size": 1, "max_overflow": 0}
    engine = create_async_engine(url, pool_reset_on_return=None, hide_parameters=True, **options)
    event.listen(engine.sync_engine, "reset", _roll_back)
    begin = (_BEGIN_WRITE if write else _BEGIN_READ)[url.get_backend_name()]

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    if is_sqlite(url):
        event.listen(engine.sync_engine, "connect", partial(_set_up_sqlite, write=write))
    return engine


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
