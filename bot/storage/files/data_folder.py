"""The data folder: it belongs to one running Vignette, and it is never filled to the brim."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path

from bot.domain.errors import StorageError
from bot.storage import lock_file
from bot.storage.database.errors import folder_errors
from bot.storage.lock_file import LockFile

RESERVE = 64 * 2**20  # bytes kept free: what is already accepted must still fit
LOOKED_FOR = 1.0  # seconds: many may ask at once
LOCK = "run.lock"


class DataFolder:
    """`data_dir`, as a place that can be taken and can run full."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = LockFile(path / LOCK)
        self._room_until = 0.0

    def take(self) -> None:
        """Keep every other Vignette out until `leave` or the end of this process, however it ends."""
        if not self._lock.take():
            raise StorageError(f"Another Vignette already runs on {self.path}: stop it, or set another data_dir.")

    def leave(self) -> None:
        self._lock.leave()

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
    return lock_file.is_taken(path / LOCK)
