"""Which revision a database is at and which one this code wants; to look changes nothing."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.database.migrations import alembic_config


async def current_revision(session: AsyncSession) -> str | None:
    """None: the database is empty."""
    connection = await session.connection()
    return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


def wanted_revision() -> str | None:
    return ScriptDirectory.from_config(alembic_config("")).get_current_head()


def is_known_revision(revision: str) -> bool:
    """Whether this code can bring a database at that revision up to date; otherwise the database is newer."""
    scripts = ScriptDirectory.from_config(alembic_config(""))
    return any(script.revision == revision for script in scripts.walk_revisions())
