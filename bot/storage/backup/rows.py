"""Every row of one database into another of the same revision: between SQLite and PostgreSQL, either way."""

from __future__ import annotations

from sqlalchemy import Table, delete, func, insert, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables.core import Base

AT_ONCE = 500  # rows


async def copy_rows(source: AsyncConnection, target: AsyncConnection) -> None:
    """Replace what is in `target`, in the caller's transaction; its counters go on behind the highest number."""
    for table in reversed(Base.metadata.sorted_tables):
        await target.execute(delete(table))
    for table in Base.metadata.sorted_tables:
        rows = await source.stream(select(table))
        async for some in rows.mappings().partitions(AT_ONCE):
            await target.execute(insert(table), [dict(row) for row in some])
        if target.dialect.name == "postgresql":
            await _set_counter(target, table)


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether no table of ours that is there has a row."""
    there = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    for table in Base.metadata.sorted_tables:
        if table.name in there and await connection.scalar(select(text("1")).select_from(table).limit(1)):
            return False
    return True


async def others_are_connected(connection: AsyncConnection) -> bool:
    """Whether another program uses this database of a PostgreSQL server."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    return bool(await connection.scalar(text(others)))


async def _set_counter(connection: AsyncConnection, table: Table) -> None:
    """PostgreSQL counts apart from the table, and would begin at 1."""
    if (column := table.autoincrement_column) is None:
        return
    counter = func.pg_get_serial_sequence(table.name, column.name)
    highest = func.coalesce(func.max(column), 1)
    await connection.execute(select(func.setval(counter, highest, func.count() > 0)).select_from(table))
