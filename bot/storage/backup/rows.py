"""Every row of one database into another of the same revision: between SQLite and PostgreSQL, either way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import URL, delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database.engines import create_engine, is_sqlite
from bot.storage.database.errors import connection_errors
from bot.storage.tables.core import Base

AT_ONCE = 500  # rows


async def copy_database(source_url: URL, target_url: URL) -> None:
    """Replace what is in the one database by what is in the other, or leave it as it was. Raises StorageError."""
    source, target = create_engine(source_url, write=False), create_engine(target_url, write=True)
    try:
        with connection_errors((target_url if is_sqlite(source_url) else source_url).render_as_string()):
            async with source.connect() as reading, target.begin() as writing:
                await copy_rows(reading, writing)
    finally:
        await source.dispose()
        await target.dispose()


async def copy_rows(source: AsyncConnection, target: AsyncConnection) -> None:
    """Replace what is in `target`, in the caller's transaction; its counters go on behind the highest number."""
    async with _no_triggers(target):
        for table in reversed(Base.metadata.sorted_tables):
            await target.execute(delete(table))
        for table in Base.metadata.sorted_tables:
            rows = await source.stream(select(table))
            async for some in rows.mappings().partitions(AT_ONCE):
                await target.execute(insert(table), [dict(row) for row in some])
            column = table.autoincrement_column
            if target.dialect.name == "postgresql" and column is not None:  # it counts apart, and would begin at 1
                counter = func.pg_get_serial_sequence(table.name, column.name)
                highest = func.coalesce(func.max(column), 1)
                await target.execute(select(func.setval(counter, highest, func.count() > 0)).select_from(table))


@asynccontextmanager
async def _no_triggers(connection: AsyncConnection) -> AsyncIterator[None]:
    """What they would write is copied as it is."""
    if connection.dialect.name == "postgresql":
        names = [connection.dialect.identifier_preparer.format_table(table) for table in Base.metadata.sorted_tables]
        before = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in names]
        after = [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in names]
    else:
        made = await connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        triggers = [(str(name), str(sql)) for name, sql in made]
        before = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        after = [sql for _, sql in triggers]
    for statement in before:
        await connection.exec_driver_sql(statement)
    yield
    for statement in after:
        await connection.exec_driver_sql(statement)


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether nobody has ever asked for anything, and no admin has done anything."""
    for name in ("requesters", "people", "audit"):
        if await connection.scalar(select(text("1")).select_from(Base.metadata.tables[name]).limit(1)):
            return False
    return True


async def others_are_connected(connection: AsyncConnection) -> bool:
    """Whether another program uses this database of a PostgreSQL server."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    return bool(await connection.scalar(text(others)))
