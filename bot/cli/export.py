"""`vignette export`: a finished story as one file, whoever asked for it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from bot.cli.jobs import Number
from bot.cli.output import print_result
from bot.cli.parameters import Config, Json
from bot.commands.followups import ExportFormat

if TYPE_CHECKING:
    from bot.domain.jobs import Job
    from bot.storage.stores import Stores


def export(
    job: Number,
    format: Annotated[str, typer.Argument(metavar="|".join(get_args(ExportFormat)), help="As what.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The file, or a folder for it; without it, this folder."),
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Write a story that was drawn as one file: a book, a film or moving picture, a comic, or all its parts.

    The file's path is printed on standard output.
    """
    from bot import bootstrap
    from bot.cli.files import export_path
    from bot.cli.job_records import find
    from bot.cli.parsing import export_format
    from bot.cli.stores import with_stores
    from bot.features.story_exports import book_file, book_name, require_story
    from bot.settings import load
    from bot.storage.database.errors import folder_errors

    kind = export_format(format)
    export_path(out, f"story.{kind}")  # a name that does not go is told before anything is done

    async def made(stores: Stores) -> tuple[Job, bytes]:
        story = await find(stores, job)
        await stores.files.fetch(frame.sha256 for frame in story.outcome.frames)
        paths = require_story(story, stores.files.find)
        signing = bootstrap.signing(load(config), stores.files)
        return story, book_file(story, paths, kind, sign=signing.sign if signing else None)

    story, content = with_stores(config, made)
    path = export_path(out, book_name(story, kind))
    with folder_errors(str(path.parent)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    facts = {"job": story.id, "format": kind, "path": str(path), "bytes": len(content)}
    print_result({**facts, "sha256": sha256(content).hexdigest()}, [str(path)], as_json=json)
