"""`vignette restore`: a backup in the place of what is there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.backup import facts_of
from bot.cli.output import print_result
from bot.cli.parameters import Config, Json


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `vignette backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Also where there is a database already.")] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Put a backup's database and pictures in place, after checking all of it. Stop the service first.

    The backup may be of SQLite or of PostgreSQL, whichever the settings name now.
    """
    from bot import bootstrap, logs
    from bot.settings import load
    from bot.storage.backup.restoring import restore as put_back
    from bot.storage.files.data_folder import DataFolder

    settings = load(config)
    logs.to_file(settings)
    files = bootstrap.stores(settings).files
    manifest = asyncio.run(put_back(settings.database, DataFolder(settings.data_dir), files, file, replace=replace))
    line = f"The database and {manifest.pictures} pictures are as they were at {manifest.made_at}."
    print_result(facts_of(manifest), [line], as_json=json)
