"""Makes a backup, while the service runs or not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, make_url

from bot.domain.errors import StorageError
from bot.domain.media import SUFFIXES
from bot.storage.backup.archive import Manifest, new_archive
from bot.storage.backup.rows import copy_database
from bot.storage.database.copies import copy_sqlite, revision_of, sqlite_url
from bot.storage.database.database import Database
from bot.storage.database.engines import is_sqlite
from bot.storage.files.frame_files import FrameFiles


async def back_up(url: str, files: FrameFiles, file: Path) -> Manifest:
    """Write the database of that URL, as it is in one moment, and the pictures into one file. Raises StorageError.

    What is erased while it is made may be in the database of the backup and not among its pictures.
    """
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    with TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder, new_archive(file) as archive:
        copy = Path(folder, "vignette.db")
        await _copy_database(make_url(url), copy)
        await asyncio.to_thread(archive.add_database, copy)
        for digest in sorted(await files.unnamed((), older_than=-inf)):  # a store's clock may be ahead of ours
            if (found := await files.read_whole(digest)) is not None:  # not forgotten meanwhile
                content, mime = found
                await asyncio.to_thread(archive.add_picture, digest, SUFFIXES[mime], content)
        return archive.close(revision_of(copy), made_at)


async def _copy_database(url: URL, copy: Path) -> None:
    if is_sqlite(url):
        await asyncio.to_thread(_copy_file, Path(url.database or ""), copy)
        return
    here_and_there = (Database(url.render_as_string(hide_password=False)), Database(sqlite_url(copy)))
    for database in here_and_there:
        await database.open()
        await database.close()
    await copy_database(url, make_url(sqlite_url(copy)))


def _copy_file(file: Path, copy: Path) -> None:
    if not file.is_file():
        raise StorageError("There is no database {where} yet, so there is nothing to back up.", str(file))
    copy_sqlite(file, copy)
