"""Pictures where every host reaches them: an object store, or anything else that fsspec knows, by content hash."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import PurePosixPath
from typing import Any

from bot.domain.errors import StorageError
from bot.domain.media import SUFFIXES

_WHOLE_OR_NOT = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs"})  # a file is there when all of it is
_PACKAGES = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs"}
_PART = ".part"
NO_STORE = "The store of pictures {where} cannot be used; check `storage.pictures`, its keys, and that it is there."


def missing_package(url: str) -> str:
    """What has to be installed for this address; empty where nothing has."""
    package = _PACKAGES.get(url.partition("://")[0], "fsspec")
    return "" if find_spec(package) else package


class SharedStore:
    """Files `prefix/ab/abcd….png`. Its methods wait for the network, so they are called in threads."""

    def __init__(self, url: str, **options: Any) -> None:
        """`options` are fsspec's for this kind of store; keys come from the environment, as its own tools take them."""
        self._url, self._options = url, options
        self._opened: tuple[Any, str] | None = None

    def read(self, digest: str) -> tuple[bytes, str] | None:
        """The content and its media type. Raises StorageError."""
        with self._errors() as (files, root):
            for mime, suffix in SUFFIXES.items():
                with suppress(FileNotFoundError):
                    content = files.cat_file(f"{root}/{digest[:2]}/{digest}{suffix}")
                    return (content, mime) if sha256(content).hexdigest() == digest else None
        return None

    def save(self, digest: str, content: bytes, mime: str) -> None:
        """Whole or not at all, and new again where it was there. Raises StorageError."""
        with self._errors() as (files, root):
            folder = f"{root}/{digest[:2]}"
            path = f"{folder}/{digest}{SUFFIXES[mime]}"
            if self._url.partition("://")[0] in _WHOLE_OR_NOT:
                files.pipe_file(path, content)
            else:
                files.makedirs(folder, exist_ok=True)
                part = f"{folder}/{secrets.token_hex(8)}{_PART}"
                files.pipe_file(part, content)
                files.mv(part, path)

    def remove(self, digest: str) -> None:
        """Of whatever kind, if it is there. Raises StorageError."""
        with self._errors() as (files, root):
            for suffix in SUFFIXES.values():
                with suppress(FileNotFoundError):
                    files.rm_file(f"{root}/{digest[:2]}/{digest}{suffix}")

    def stored(self, older_than: float) -> list[str]:
        """The hashes of all pictures, if older than so many seconds. Raises StorageError."""
        return [path.stem for path in self._old(older_than) if path.suffix in SUFFIXES.values()]

    def sweep(self, older_than: float) -> int:
        """Remove what interrupted writes left behind; returns how many. Raises StorageError."""
        parts = [path for path in self._old(older_than) if path.suffix == _PART]
        with self._errors() as (files, _):
            for part in parts:
                with suppress(FileNotFoundError):
                    files.rm_file(str(part))
        return len(parts)

    def _old(self, older_than: float) -> list[PurePosixPath]:
        oldest = time.time() - older_than
        with self._errors() as (files, root):
            found = files.find(root, detail=True).items()
            return [PurePosixPath(path) for path, facts in found if _changed(facts) <= oldest]

    @contextmanager
    def _errors(self) -> Iterator[tuple[Any, str]]:
        """The file system and our place in it."""
        from fsspec.core import url_to_fs  # only where pictures are shared

        try:
            if self._opened is None:
                files, root = url_to_fs(self._url, use_listings_cache=False, **self._options)
                self._opened = files, root.rstrip("/")
            yield self._opened
        except Exception as error:  # of a store's own library: no keys, no bucket, no network, each in its own class
            reason = str(error).partition("\n")[0][:200] or type(error).__name__
            raise StorageError(NO_STORE, f"{self._url} ({reason})") from error


def _changed(facts: dict[str, Any]) -> float:
    """Seconds since 1970; every kind of store has another name for it. Unknown is now: nobody's to remove."""
    when = next(
        (facts[name] for name in ("LastModified", "mtime", "last_modified", "created") if facts.get(name)), None
    )
    if when is None:
        return time.time()
    return float(when) if isinstance(when, int | float) else float(when.timestamp())
