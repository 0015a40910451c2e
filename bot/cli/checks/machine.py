"""Checks of what needs no engine: the installed versions, the data folder, the database."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from sqlalchemy import make_url

from bot import bootstrap
from bot.cli.checks.check import Check
from bot.domain.errors import StorageError
from bot.settings import Settings
from bot.storage.database.errors import folder_errors
from bot.storage.database.migrations import current_revision, is_known_revision, wanted_revision
from bot.storage.files.data_folder import RESERVE

MEBIBYTE = 2**20


def check_versions() -> Check:
    """Every library is at least as new as pyproject.toml asks: known faults lie below those versions."""
    requirements = [Requirement(line) for line in requires("vignette") or ()]
    needed = [each for each in requirements if each.marker is None or each.marker.evaluate()]
    wrong = []
    for each in needed:
        try:
            found = version(each.name)
        except PackageNotFoundError:
            wrong.append(f"{each}, which is missing")
            continue
        if not each.specifier.contains(found, prereleases=True):
            wrong.append(f"{each} instead of {found}")
    detail = f"Install {'; '.join(wrong)}." if wrong else f"{len(needed)} libraries, all as required"
    return Check("versions", not wrong, detail)


def check_data_folder(folder: Path) -> Check:
    try:
        with folder_errors(str(folder)):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                free = shutil.disk_usage(folder).free
    except StorageError as error:
        return Check("data folder", False, error.detail)
    if free < RESERVE:
        return Check("data folder", False, f"Only {free // MEBIBYTE} MiB are free in {folder}: free some space.")
    return Check("data folder", True, f"{folder.resolve()}, {free / 1024 / MEBIBYTE:.1f} GiB free")


async def check_database(settings: Settings) -> Check:
    """To look changes nothing: the database is neither made nor brought up to date."""
    try:
        if await asyncio.to_thread(_is_still_to_be_made, settings.database):
            return Check("database", True, "the first start makes it")
        database = bootstrap.stores(settings).database
        try:
            async with database.read() as session:
                revision = await current_revision(session)
        finally:
            await database.close()
    except StorageError as error:
        return Check("database", False, error.detail)
    return await asyncio.to_thread(_compare, revision)


def _is_still_to_be_made(database: str) -> bool:
    """SQLite would make the file if it were only looked into."""
    url = make_url(database)
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()


def _compare(revision: str | None) -> Check:
    wanted = wanted_revision()
    if revision is None or revision == wanted:
        return Check("database", True, f"at revision {revision}" if revision else "empty; the next start fills it")
    if not is_known_revision(revision):
        return Check("database", False, f"It is at revision {revision}, newer than this Vignette: update Vignette.")
    return Check("database", True, f"at revision {revision}; the next start brings it to {wanted}")
