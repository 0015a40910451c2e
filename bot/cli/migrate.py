"""`vignette migrate`: brings the database to this version's revision, as every start does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.output import print_result
from bot.cli.parameters import Config, Json

if TYPE_CHECKING:
    from bot.storage.stores import Stores


def migrate(config: Config = None, json: Json = False) -> None:
    """Bring the database up to date. `vignette run` does that too; here nothing else is started."""
    from bot.cli.stores import with_stores

    revision = with_stores(config, _revision)
    print_result({"revision": revision}, [f"The database is at revision {revision}."], as_json=json)


async def _revision(stores: Stores) -> str | None:
    from bot.storage.database.migrations import current_revision

    async with stores.database.read() as session:
        return await current_revision(session)
