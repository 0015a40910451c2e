"""The file of a backup: a ZIP with a manifest, the database as SQLite, and every picture under its hash.

Nothing in it is believed before it is checked, and no name in it becomes a path.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.domain.errors import StorageError
from bot.domain.media import MIMES
from bot.storage.database.copies import PART, put_in_place
from bot.storage.database.errors import folder_errors

FORMAT = 1
DATABASE, MANIFEST = "vignette.db", "manifest.json"
_PICTURE = re.compile(r"frames/([0-9a-f]{64})(\.[a-z0-9]+)")
_CHUNK = 1 << 20
_UNREADABLE = "{where} is no backup of Vignette, or it is cut short or damaged: take another one."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    made_at: str  # ISO 8601, UTC
    revision: str  # of the database
    database_sha256: str
    pictures: int


class ArchiveWriter:
    """Takes the database first and the pictures after it: whatever a row names was stored before the row was."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._sha256 = ""
        self._pictures = 0

    def add_database(self, file: Path) -> None:
        with file.open("rb") as content:
            self._sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        self._archive.write(file, DATABASE, zipfile.ZIP_DEFLATED)

    def add_picture(self, digest: str, suffix: str, content: bytes) -> None:
        """As it is: pictures are compressed already."""
        self._archive.writestr(f"frames/{digest}{suffix}", content, zipfile.ZIP_STORED)
        self._pictures += 1

    def close(self, revision: str, made_at: str) -> Manifest:
        manifest = Manifest(FORMAT, made_at, revision, self._sha256, self._pictures)
        self._archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2), zipfile.ZIP_DEFLATED)
        return manifest


@contextmanager
def new_archive(file: Path) -> Iterator[ArchiveWriter]:
    """A file that has its name once it is whole, and that only its owner can read. Raises StorageError."""
    part = file.with_name(file.name + PART)
    try:
        with folder_errors(str(file.parent)):
            part.touch(0o600)
            with zipfile.ZipFile(part, "w") as archive:
                yield ArchiveWriter(archive)
            put_in_place(part, file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


class Archive:
    """A backup to restore from."""

    def __init__(self, archive: zipfile.ZipFile, where: str) -> None:
        self._archive, self._where = archive, where

    def check(self) -> Manifest:
        """Read all of it once: every picture has the bytes of its name, none is missing or is something else.

        Raises StorageError.
        """
        names = self._archive.namelist()
        manifest = self._manifest()
        if manifest.format != FORMAT:
            raise StorageError("{where} was made by a newer Vignette; update Vignette to use it.", self._where)
        others = [name for name in names if not _PICTURE.fullmatch(name)]
        if sorted(others) != sorted((DATABASE, MANIFEST)) or len(names) - len(others) != manifest.pictures:
            raise StorageError(_UNREADABLE, self._where)
        if len(set(names)) != len(names) or self._hash(DATABASE) != manifest.database_sha256:
            raise StorageError(_UNREADABLE, self._where)
        for name, digest, _ in self._pictures():
            if self._hash(name) != digest:
                raise StorageError(f"{{where}} holds a damaged picture, {digest[:8]}: take another one.", self._where)
        return manifest

    def unpack_database(self, file: Path) -> None:
        with self._archive.open(DATABASE) as content, file.open("xb") as out:
            while chunk := content.read(_CHUNK):
                out.write(chunk)

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        """(kind, content) of every picture."""
        for name, _, suffix in self._pictures():
            yield MIMES[suffix], self._archive.read(name)

    def _pictures(self) -> Iterator[tuple[str, str, str]]:
        for name in self._archive.namelist():
            if found := _PICTURE.fullmatch(name):
                if found[2] not in MIMES:
                    raise StorageError(_UNREADABLE, self._where)
                yield name, found[1], found[2]

    def _manifest(self) -> Manifest:
        try:
            return Manifest(**json.loads(self._archive.read(MANIFEST)))
        except (KeyError, TypeError, ValueError):
            raise StorageError(_UNREADABLE, self._where) from None

    def _hash(self, name: str) -> str:
        digest = hashlib.sha256()
        with self._archive.open(name) as content:
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()


@contextmanager
def open_archive(file: Path) -> Iterator[Archive]:
    """Raises StorageError for what is no archive, at once or when it is read."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield Archive(archive, str(file))
    except FileNotFoundError:
        raise StorageError("There is no file {where}.", str(file)) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):  # ... or encrypted, or compressed otherwise
        raise StorageError(_UNREADABLE, str(file)) from None
