"""A file that one process holds, until it lets go or ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from bot.storage.database.errors import folder_errors


class LockFile:
    """Nothing is written to it; it stays behind."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: int | None = None

    def take(self) -> bool:
        """False where another process has it. Raises StorageError."""
        with folder_errors(str(self._path.parent)):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._held = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.leave()
            return False
        return True

    def leave(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None


def is_taken(path: Path) -> bool:
    """Whether any process has this file."""
    try:
        lock = os.open(path, os.O_RDWR)
    except OSError:  # nobody ever had it, or nobody whose files are ours to look at
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
