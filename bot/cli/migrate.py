"""`vignette migrate`: brings the database to this version's revision, as every start does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.output import print_result
from bot.cli.parameters import Config, Json

if TYPE_CHECKING:
    from pathlib import Path

    from bot.storage.stores import Stores


def migrate(config: Config = None, json: Json = False) -> None:
    """Bring the database up to date. `vignette run` does that too; here nothing else is started."""
    from bot.cli.stores import with_stores

    revision, copy = with_stores(config, _revision)
    lines = [f"The database is at revision {revision}."]
    if copy is not None:
        lines.append(f"As it was before, it is kept in {copy}: delete that file when all is well.")
    print_result({"revision": revision, "copy": None if copy is None else str(copy)}, lines, as_json=json)


async def _revision(stores: Stores) -> tuple[str | None, Path | None]:
    from bot.storage.database.migrations import current_revision

    async with stores.database.read() as session:
        return await current_revision(session), stores.database.copy_before
