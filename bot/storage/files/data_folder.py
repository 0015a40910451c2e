"""The data folder: it belongs to one running Vignette, and it is never filled to the brim."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import time
from pathlib import Path

from bot.domain.errors import StorageError
from bot.storage.database.errors import folder_errors

RESERVE = 64 * 2**20  # bytes kept free: what is already accepted must still fit

LOOKED_FOR = 1.0  # seconds: many may ask at once


class DataFolder:
    """`data_dir`, as a place that can be taken and can run full."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None
        self._room_until = 0.0

    def take(self) -> None:
        """Keep every other Vignette out until `leave` or the end of this process, however it ends."""
        with folder_errors(str(self.path)):
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.path / "run.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.leave()
            raise StorageError(
                f"Another Vignette already runs on {self.path}: stop it, or set another data_dir."
            ) from error

    def leave(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    async def has_room(self) -> bool:
        """As it was at most `LOOKED_FOR` ago, where there was room then."""
        if time.monotonic() >= self._room_until:
            if await self.free() < RESERVE:
                return False
            self._room_until = time.monotonic() + LOOKED_FOR
        return True

    async def free(self) -> int:
        """Bytes. Raises StorageError."""
        return await asyncio.to_thread(self._free)

    def _free(self) -> int:
        with folder_errors(str(self.path)):
            return shutil.disk_usage(self.path).free


def is_taken(path: Path) -> bool:
    """Whether a Vignette runs on this data folder."""
    try:
        lock = os.open(path / "run.lock", os.O_RDWR)
    except OSError:  # nobody ever ran here, or nobody whose files are ours to look at
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
