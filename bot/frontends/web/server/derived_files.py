"""Files that are made of pictures when somebody wants them: small ones for lists, whole stories to take away.

They lie in a folder that ends with the server, under names that say what they were made of. Work is done on a thread,
once for all who ask at the same time, and the files that were not asked for longest go first.

Not one cache with `bot.features.story_exports`: a chat sends bytes, of a limited size, without any web page or folder;
a browser takes a whole file in pieces, also from the middle.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MOST = 256 * 2**20  # bytes in all
AT_ONCE = 2  # of them made: drawing needs the processors as well


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    size: int


class DerivedFiles:
    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._folder = folder
        self._most = most
        self._files: dict[str, _File] = {}  # by name, the one asked for last at the end
        self._making: dict[str, asyncio.Task[Path]] = {}
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def get(self, name: str, make: Callable[[], bytes]) -> Path:
        """Where the file lies, made now if need be; raises whatever `make` raises."""
        if file := self._files.pop(name, None):
            self._files[name] = file
            return file.path
        if name not in self._making:
            self._making[name] = asyncio.create_task(self._make(name, make))
            self._making[name].add_done_callback(lambda task: self._ended(name, task))
        return await asyncio.shield(self._making[name])  # others may wait for it, whoever leaves

    async def drop(self, *beginnings: str) -> None:
        """Remove all files whose names begin so: what they show was deleted."""
        await asyncio.to_thread(self._remove, [name for name in self._files if name.startswith(beginnings)])

    def _ended(self, name: str, task: asyncio.Task[Path]) -> None:
        del self._making[name]
        if not task.cancelled():
            task.exception()  # seen, also where whoever asked has left

    async def _make(self, name: str, make: Callable[[], bytes]) -> Path:
        async with self._at_once:
            file = self._files[name] = await asyncio.to_thread(self._write, name, make)
        await asyncio.to_thread(self._remove, self._too_many(name))
        return file.path

    def _too_many(self, newest: str) -> list[str]:
        """The names of those that have to go."""
        total = sum(file.size for file in self._files.values())
        oldest = []
        for each, file in self._files.items():
            if total <= self._most or each == newest:
                break
            oldest.append(each)
            total -= file.size
        return oldest

    def _write(self, name: str, make: Callable[[], bytes]) -> _File:
        content, path = make(), self._folder / name
        path.write_bytes(content)
        return _File(path, len(content))

    def _remove(self, names: list[str]) -> None:
        for name in names:
            self._files.pop(name).path.unlink(missing_ok=True)
