"""StorageError: what can go wrong with a database or a disk, as one sentence a person can act on."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import StorageError

_BUSY_HERE = "Too much is asked at once; try again in a moment."
_BUSY = "The database {where} is in use by another program; close that program or try again in a moment."
_FULL = "The disk that holds {where} is full; free some space and try again."
_UNREACHABLE = "The database {where} cannot be reached; check database_url and that the server is running."
_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: "The database {where} is read-only; check the permissions of the file and its folder.",
    sqlite3.SQLITE_CANTOPEN: "The database {where} cannot be opened; check that its folder exists and is writable.",
    sqlite3.SQLITE_IOERR: "The disk that holds {where} reports an error; check the disk and its free space.",
    sqlite3.SQLITE_CORRUPT: "The database {where} is damaged; restore a backup, or move the file away to start anew.",
    sqlite3.SQLITE_NOTADB: "The file {where} is not a database; choose another database_url, or move the file away.",
}
_POSTGRESQL = {
    "55P03": _BUSY,
    "53100": _FULL,
    "28P01": "The database {where} refuses this user or password; check database_url.",
    "28000": "The database {where} refuses this user or password; check database_url.",
    "3D000": "The database {where} does not exist; create it or check database_url.",
}
_CONNECTION_CLASSES = ("08", "53", "57")  # connection exceptions, no resources, server shutting down
_MISTAKES_OF_OURS = (IntegrityError, ProgrammingError, DataError)  # bugs, not the world: they must stay loud


@contextmanager
def database_errors(where: str) -> Iterator[None]:
    """Turn a driver's errors into a StorageError that names the database."""
    try:
        yield
    except PoolTimeout as error:  # all connections are taken
        raise StorageError(_BUSY_HERE) from error
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(error, _MISTAKES_OF_OURS) or (sentence := _sentence(cause)) is None:
            raise
        raise StorageError(sentence, where) from error


@contextmanager
def connection_errors(where: str) -> Iterator[None]:
    """As `database_errors`, and for a server that does not answer or does not let us in."""
    try:
        with database_errors(where):
            yield
    except OSError as error:
        raise StorageError(_UNREACHABLE, where) from error


@contextmanager
def folder_errors(where: str) -> Iterator[None]:
    """Turn what the file system says into a StorageError that names the folder."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageError(_FULL, where) from error
        reason = error.strerror or type(error).__name__
        raise StorageError(
            f"The folder {{where}} cannot be used ({reason}); check that it is writable.", where
        ) from error


def is_in_the_way(error: DBAPIError) -> bool:
    """Whether PostgreSQL gave one transaction up for another: a deadlock, or rows that have changed meanwhile."""
    return getattr(error.orig, "sqlstate", None) in ("40P01", "40001")


def _sentence(error: BaseException | None) -> str | None:
    """None: nothing a person could act on, so the error stays what it is."""
    if isinstance(error, sqlite3.Error):
        # The low byte is the primary code; the rest only refines it.
        return _SQLITE.get(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF)
    state = getattr(error, "sqlstate", None) or "08000"  # a lost connection has no state of its own
    return _POSTGRESQL.get(state, _UNREACHABLE if state[:2] in _CONNECTION_CLASSES else None)
