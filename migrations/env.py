"""Alembic's environment: runs revisions in one transaction, on SQLite and PostgreSQL alike.

The service passes the database's URL; on the command line: `alembic -x url=sqlite+aiosqlite:///data/vignette.db …`.
"""

from __future__ import annotations

import asyncio
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.util import CommandError
from sqlalchemy import Connection, make_url

from bot.storage.database.engines import create_engine
from bot.storage.tables.core import Base, UtcDateTime


def database_url() -> str:
    url = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    if not url:
        raise CommandError("Name the database: alembic -x url=sqlite+aiosqlite:///data/vignette.db …")
    return str(url)


def render_item(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Revisions must not depend on our classes, which will change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite cannot alter most things in place
        transactional_ddl=True,  # a killed migration leaves the database as it was
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    engine = create_engine(make_url(database_url()), write=True)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


asyncio.run(main())
