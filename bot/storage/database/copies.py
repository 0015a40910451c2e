"""Copies of a SQLite file, made while others read and write it, and whole as soon as they have their name."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bot.storage.database.errors import database_errors, folder_errors

PART = ".part"


def copy_sqlite(source: Path, target: Path) -> None:
    """One moment of the database, in a file without a log beside it, and with the same permissions.

    Raises StorageError, and leaves nothing then. A copy of that name is replaced.
    """
    part = target.with_name(target.name + PART)
    try:
        with folder_errors(str(target.parent)):
            part.unlink(missing_ok=True)
            part.touch(0o600)
        with (
            database_errors(str(source)),
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as here,
            closing(sqlite3.connect(part)) as there,
        ):
            here.backup(there)  # all pages at one go: in WAL nobody waits for that
            there.execute("PRAGMA journal_mode = DELETE")
        with folder_errors(str(target.parent)):
            shutil.copymode(source, part)
            put_in_place(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def put_in_place(part: Path, target: Path) -> None:
    """Give a finished file its name, so that a power cut leaves the old one or the new one, whole. Raises OSError."""
    sync(part)
    os.replace(part, target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def revision_of(file: Path) -> str:
    """The revision of a SQLite file; "" where it has none. Raises StorageError for what is no database."""
    with database_errors(str(file)), closing(sqlite3.connect(file)) as database:
        there = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = database.execute("SELECT version_num FROM alembic_version").fetchone() if there else None
    return str(row[0]) if row else ""


def leave_wal(file: Path) -> bool:
    """Fold the log into the file. False: another program has it open. What is damaged is let be."""
    with closing(sqlite3.connect(file, timeout=0.0)) as database:
        try:
            database.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.DatabaseError as error:
            return error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY
    return True


def sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{quote(str(file))}"
