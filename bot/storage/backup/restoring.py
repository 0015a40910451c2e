"""Puts a backup in the place of what is there, all of it or nothing; one that is killed is simply done again."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, make_url

from bot.domain.errors import StorageError
from bot.storage.backup.archive import Manifest, open_archive
from bot.storage.backup.rows import copy_database, is_empty, others_are_connected
from bot.storage.database.copies import copy_sqlite, leave_wal, put_in_place, sqlite_url
from bot.storage.database.database import Database
from bot.storage.database.engines import create_engine, is_sqlite
from bot.storage.database.errors import connection_errors, folder_errors
from bot.storage.files.data_folder import DataFolder
from bot.storage.files.frame_files import FrameFiles

_PREFIX = ".restore-"
_LIVE = "{where} is in use already, and restoring would replace what is in it: add --replace if that is meant."
_USED = "The database {where} is in use by another program; stop every Vignette that uses it."


async def restore(url: str, folder: DataFolder, files: FrameFiles, file: Path, *, replace: bool) -> Manifest:
    """Check the backup, bring its database up to date, then store its pictures and put its database in place.

    Raises StorageError, and changes nothing then: where a service runs, where the backup is damaged or of a newer
    Vignette, or where there is something already and `replace` does not say that it may go.
    """
    folder.take()
    try:
        with folder_errors(str(folder.path)):
            for left in folder.path.glob(f"{_PREFIX}*"):  # by one that was killed
                shutil.rmtree(left)
        with TemporaryDirectory(dir=folder.path, prefix=_PREFIX) as scratch, open_archive(file) as archive:
            manifest = await asyncio.to_thread(archive.check)
            unpacked, ready = Path(scratch, "unpacked.db"), Path(scratch, "ready.db")
            with folder_errors(scratch):
                await asyncio.to_thread(archive.unpack_database, unpacked)
            await _open_and_close(sqlite_url(unpacked))
            await asyncio.to_thread(copy_sqlite, unpacked, ready)
            target = make_url(url)
            await _check_place(target, replace)
            for mime, content in archive.pictures():
                await files.save(content, mime)
            if is_sqlite(target):
                await asyncio.to_thread(_swap, Path(target.database or ""), ready)
            else:
                await copy_database(make_url(sqlite_url(ready)), target)
        return manifest
    finally:
        folder.leave()


async def _open_and_close(url: str) -> None:
    """Which brings it up to date, or refuses what a newer Vignette made."""
    database = Database(url)
    await database.open()
    await database.close()


async def _check_place(url: URL, replace: bool) -> None:
    if is_sqlite(url):
        file = Path(url.database or "")
        if not replace and await asyncio.to_thread(_has_content, file):
            raise StorageError(_LIVE, str(file))
        return
    await _open_and_close(url.render_as_string(hide_password=False))
    engine = create_engine(url, write=False)
    try:
        with connection_errors(where := url.render_as_string()):
            async with engine.connect() as connection:
                if not replace and not await is_empty(connection):
                    raise StorageError(_LIVE, where)
                if await others_are_connected(connection):
                    raise StorageError(_USED, where)
    finally:
        await engine.dispose()


def _has_content(file: Path) -> bool:
    """A database that cannot be read may be all that somebody has."""
    return file.exists() and file.stat().st_size > 0


def _swap(file: Path, ready: Path) -> None:
    if file.exists() and not leave_wal(file):
        raise StorageError(_USED, str(file))
    with folder_errors(str(file.parent)):
        file.parent.mkdir(parents=True, exist_ok=True)
        for log in ("-wal", "-shm"):  # of a damaged one
            file.with_name(file.name + log).unlink(missing_ok=True)
        put_in_place(ready, file)
