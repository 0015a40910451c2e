"""Brings a database to the revision this code was written for, and refuses one that is ahead of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.domain.errors import StorageError
from bot.storage.database.copies import copy_sqlite, revision_of
from bot.storage.database.engines import is_sqlite


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


MIGRATIONS = Path(__file__).parents[3] / "migrations"  # beside `bot`, in a checkout as in a wheel


def alembic_config(url: str) -> Config:
    """Alembic's configuration without any file, so that an installed wheel can migrate too."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    return config


async def upgrade(engine: AsyncEngine, where: str) -> Path | None:
    """Migrate to the newest revision; raises StorageError for a database newer than this code.

    Returns where a copy of the database as it was lies, if it is SQLite and had anything to lose.
    """
    config = alembic_config(engine.url.render_as_string(hide_password=False))
    scripts = await asyncio.to_thread(ScriptDirectory.from_config, config)
    known = await asyncio.to_thread(lambda: {script.revision for script in scripts.walk_revisions()})
    async with engine.connect() as connection:
        heads = await connection.run_sync(lambda each: MigrationContext.configure(each).get_current_heads())
    current = set(heads)
    if current - known:
        raise StorageError("The database {where} was made by a newer Vignette; update Vignette to use it.", where)
    if current == set(scripts.get_heads()):
        return None
    await engine.dispose()  # the migration brings its own connection
    copy = await asyncio.to_thread(_copy_beside, Path(where)) if current and is_sqlite(engine.url) else None
    await asyncio.to_thread(command.upgrade, config, "head")
    return copy


def _copy_beside(file: Path) -> Path | None:
    """`vignette.db` as it is, in `vignette.at-0003.db`. None: another process has migrated it in this very moment."""
    copy = file.with_name(f"{file.stem}.copied{file.suffix}")
    copy_sqlite(file, copy)
    if (revision := revision_of(copy)) == wanted_revision():
        copy.unlink()
        return None
    return copy.replace(file.with_name(f"{file.stem}.at-{revision}{file.suffix}"))
