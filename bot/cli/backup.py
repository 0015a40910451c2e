"""`vignette backup`: everything that is remembered, in one file, while the service runs or not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.errors import USAGE, CliError
from bot.cli.output import print_result
from bot.cli.parameters import Config, Json

if TYPE_CHECKING:
    from bot.storage.backup.archive import Manifest


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; a new file, such as vignette-monday.zip.")],
    config: Config = None,
    json: Json = False,
) -> None:
    """Write the database and all pictures into one file, which `vignette restore FILE` reads. The service may run.

    Only you can read the file: it holds what people asked for. Settings and secrets are not in it.
    """
    from bot import bootstrap, logs
    from bot.settings import load
    from bot.storage.backup.making import back_up

    if file.exists():
        raise CliError(f"{file} is there already: name a new file.", USAGE)
    if not file.absolute().parent.is_dir():
        raise CliError(f"There is no folder {file.parent}: make it, or name another.", USAGE)
    settings = load(config)
    logs.to_file(settings)
    manifest = asyncio.run(back_up(settings.database, bootstrap.stores(settings).files, file))
    facts = {"path": str(file), "bytes": file.stat().st_size, **facts_of(manifest)}
    lines = [f"{file}: the database and {manifest.pictures} pictures."]
    if settings.storage.pictures:
        lines.append(
            f"Pictures that only lie in {settings.storage.pictures} are not in it: back that up by its own means."
        )
    print_result(facts, lines, as_json=json)


def facts_of(manifest: Manifest) -> dict[str, Any]:
    """What scripts are told of a backup."""
    return {"made_at": manifest.made_at, "revision": manifest.revision, "pictures": manifest.pictures}
