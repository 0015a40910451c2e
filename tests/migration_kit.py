"""A row in every table, whatever the tables are; and a migration killed at one statement after another.

As a program, `python -m tests.migration_kit URL`: forks a child that migrates and dies at its first statement, then one
that dies at its second, fourth, eighth, until one is through. Each says first what it finds.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import Engine

from bot.storage.database.engines import create_engine
from bot.storage.database.migrations import alembic_config

Contents = dict[str, dict[str, Any]]  # table → column → value of its one row
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CHECKED = {  # what a CHECK allows
    ("jobs", "status"): "succeeded",
    ("credits", "kind"): "hold",
    ("limits", "kind"): "user",
    ("limits", "window"): "day",
    ("credits", "window"): None,
    ("blocklist", "kind"): "word",
}
T = TypeVar("T")
VALUES = {sa.JSON: ["größer"], sa.Boolean: True, sa.Integer: 7, sa.Float: 0.5}


def on(url: str, work: Callable[[sa.Connection], T]) -> T:
    """The result of this work on a connection, committed."""

    async def run() -> T:
        engine = create_engine(sa.make_url(url), write=True)
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    return asyncio.run(run())


def tables(connection: sa.Connection) -> list[sa.Table]:
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def fill(connection: sa.Connection, there: Sequence[sa.Table] | None = None) -> None:
    """A row in every table that is empty; `there`: the tables, where they have been looked up."""
    rows: Contents = {}
    for table in tables(connection) if there is None else there:  # one after the other: a trigger may fill the next
        row = connection.execute(sa.select(table)).mappings().first()
        if row is None:
            row = {column.name: value_for(column, rows) for column in table.columns}
            connection.execute(table.insert(), row)
        rows[table.name] = dict(row)


def value_for(column: sa.Column[Any], rows: Contents) -> Any:
    if (name := (column.table.name, column.name)) in CHECKED:
        return CHECKED[name]
    for key in column.foreign_keys:
        return rows[key.column.table.name][key.column.name]
    if isinstance(column.type, sa.DateTime):
        return NOON if column.type.timezone else NOON.replace(tzinfo=None)
    if isinstance(column.type, sa.String):
        return column.name[: column.type.length or 64]
    return next(value for kind, value in VALUES.items() if isinstance(column.type, kind))


def contents(connection: sa.Connection, there: Sequence[sa.Table] | None = None) -> Contents:
    looked_up = tables(connection) if there is None else there
    found = {table.name: connection.execute(sa.select(table)).mappings().first() for table in looked_up}
    return {name: dict(row) for name, row in found.items() if row is not None}


def names(connection: sa.Connection) -> set[str]:
    return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def state(url: str) -> str:
    """All that is there, on one line."""
    return repr((on(url, contents), sorted(on(url, names))))


def upgrade_until(url: str, number: int) -> None:
    """Dies at the `number`-th statement, or at the commit behind the last one."""
    os.write(1, f"{state(url)}\n".encode())
    seen = count(1)

    def die(*_: object) -> None:
        if next(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        sa.event.listen(Engine, moment, die)
    command.upgrade(alembic_config(url), "head")


def states_before_each_try(url: str) -> list[str]:
    """What each child found, the one that got through included."""
    words = [sys.executable, "-m", "tests.migration_kit", url]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def main(url: str) -> None:
    for tries in count():
        child = os.fork()  # this process has opened no database
        if child == 0:
            upgrade_until(url, 2**tries)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(sys.argv[1])
