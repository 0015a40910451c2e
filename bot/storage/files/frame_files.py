"""Pictures as files named by their content: written whole or not at all, read by hash and nothing else.

Where hosts share a store, this folder is one host's copy of what it has drawn and shown.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from bot.domain.media import MIMES, PNG, SUFFIXES
from bot.storage.database.copies import sync
from bot.storage.database.errors import folder_errors
from bot.storage.files.shared_store import SharedStore

_HASH = re.compile(r"[0-9a-f]{64}")
_TEMPORARY = ".part"


class FrameFiles:
    """Files `ab/abcd….png` in one folder, with the suffix of their kind. No part of a path ever comes from a person."""

    def __init__(self, folder: Path, store: SharedStore | None = None, *, shared: bool = False) -> None:
        """`store` is behind the folder; `shared`: other hosts write to the same folder, or to the same store."""
        self._folder, self._store = folder, store
        self.shared = shared or store is not None
        self.in_hand: Counter[str] = Counter()  # hash → by how many it is held, see `held`

    def path(self, digest: str, mime: str = PNG) -> Path:
        """Where the file with this hash lies or would lie; raises ValueError for no hash, or no kind of picture."""
        if not _HASH.fullmatch(digest):
            raise ValueError("not a SHA-256 hash in lower-case hex")
        if mime not in SUFFIXES:
            raise ValueError(f"{mime} is no kind of picture")
        return self._folder / digest[:2] / f"{digest}{SUFFIXES[mime]}"

    def find(self, digest: str) -> Path | None:
        """The picture's file of whatever kind, or None when there is none or the hash is not one."""
        if not _HASH.fullmatch(digest):
            return None
        paths = (self.path(digest, mime) for mime in SUFFIXES)
        return next((path for path in paths if path.is_file() and not path.is_symlink()), None)

    async def fetch(self, digests: Iterable[str]) -> None:
        """Have them in the folder, those that are anywhere: then `find` finds them. Raises StorageError."""
        if self._store is not None:
            wanted = [each for each in dict.fromkeys(digests) if _HASH.fullmatch(each) and self.find(each) is None]
            await asyncio.gather(*(asyncio.to_thread(self._read, each) for each in wanted))

    async def read(self, digest: str) -> bytes | None:
        """The picture's content, or None when there is none. Raises StorageError."""
        return await asyncio.to_thread(self._read, digest)

    async def read_whole(self, digest: str) -> tuple[bytes, str] | None:
        """(content, media type), from wherever it is, and no copy is kept of what is not here. Raises StorageError."""
        return await asyncio.to_thread(self._read_whole, digest)

    async def save(self, content: bytes, mime: str = PNG) -> str:
        """Store a picture so that it survives a power cut; returns its hash. Raises StorageError."""
        return await asyncio.to_thread(self._save, content, mime)

    async def remove(self, digest: str) -> None:
        """Delete a picture, if it is there. Raises StorageError."""
        await asyncio.to_thread(self._remove, digest)

    async def sweep(self, older_than: float = 3600.0) -> int:
        """Remove what interrupted writes left behind, if older than so many seconds; returns how many."""
        removed = await asyncio.to_thread(self._sweep, older_than)
        return removed if self._store is None else removed + await asyncio.to_thread(self._store.sweep, older_than)

    @contextlib.contextmanager
    def held(self, digests: Iterable[str]) -> Iterator[None]:
        """They are on their way into the database: until the end of this nobody removes them as unnamed."""
        mine = Counter(digests)
        self.in_hand += mine
        try:
            yield
        finally:
            self.in_hand -= mine  # which drops what has come to zero

    async def unnamed(self, named: Collection[str], older_than: float) -> list[str]:
        """The hashes of pictures other than these, if older than so many seconds."""
        return await asyncio.to_thread(self._unnamed, named, older_than)

    def _unnamed(self, named: Collection[str], older_than: float) -> list[str]:
        oldest = time.time() - older_than  # what is younger may be on its way into the database
        found = []
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if path.suffix in SUFFIXES.values() and _HASH.fullmatch(path.stem) and path.stem not in named:
                with folder_errors(str(self._folder)), contextlib.suppress(FileNotFoundError):
                    if path.stat().st_mtime <= oldest:
                        found.append(path.stem)
        if self._store is not None:
            found += [each for each in self._store.stored(older_than) if _HASH.fullmatch(each) and each not in named]
        return list(dict.fromkeys(found))

    def _read(self, digest: str) -> bytes | None:
        if (found := self._read_whole(digest)) is None:
            return None
        if self._store is not None and self.find(digest) is None:
            self._keep(digest, *found)
        return found[0]

    def _read_whole(self, digest: str) -> tuple[bytes, str] | None:
        with folder_errors(str(self._folder)):
            path = self.find(digest)
            try:
                if path is not None:
                    return path.read_bytes(), MIMES[path.suffix]
            except FileNotFoundError:  # forgotten in this very moment
                return None
        return self._store.read(digest) if self._store is not None and _HASH.fullmatch(digest) else None

    def _remove(self, digest: str) -> None:
        if self._store is not None and _HASH.fullmatch(digest):
            self._store.remove(digest)
        with folder_errors(str(self._folder)):
            if path := self.find(digest):
                path.unlink(missing_ok=True)

    def _save(self, content: bytes, mime: str) -> str:
        digest = sha256(content).hexdigest()
        self._keep(digest, content, mime)
        if self._store is not None:
            self._store.save(digest, content, mime)
        return digest

    def _keep(self, digest: str, content: bytes, mime: str) -> None:
        path = self.path(digest, mime)
        if path.is_file() and not path.is_symlink():
            with contextlib.suppress(FileNotFoundError):
                os.utime(path)  # it is new again, and no sweep's business
                return
        with folder_errors(str(self._folder)):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_durably(path, content)
            sync(self._folder)  # the two-letter folder may be new

    def _sweep(self, older_than: float) -> int:
        oldest = time.time() - older_than  # another process may be writing right now
        removed = 0
        for part in self._folder.glob(f"*/*{_TEMPORARY}"):
            with contextlib.suppress(FileNotFoundError):  # that process has just finished it
                if part.stat().st_mtime <= oldest:
                    part.unlink()
                    removed += 1
        return removed


def _write_durably(path: Path, content: bytes) -> None:
    """Temporary file, fsync, rename, fsync of the folder: the name never shows half a picture."""
    handle, temporary = tempfile.mkstemp(suffix=_TEMPORARY, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync(path.parent)
