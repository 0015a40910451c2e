"""A backup brings back what was there, from a service that runs, between databases, and never by halves."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from hashlib import sha256
from pathlib import Path

import pytest

from bot.domain.errors import StorageError
from bot.storage.backup.making import back_up
from bot.storage.backup.restoring import restore
from bot.storage.database.copies import sqlite_url
from bot.storage.files.data_folder import DataFolder
from bot.storage.files.frame_files import FrameFiles
from bot.storage.files.shared_store import SharedStore
from tests.bot.storage.kit import FOX, Stores, new_frame, open_stores
from tests.postgresql import Server

PICTURE = b"the bytes of a picture"


async def filled(stores: Stores) -> None:
    """A job that waits, and one that ended with a picture."""
    await stores.submit()
    digest = await stores.files.save(PICTURE)
    await stores.finish(await stores.claimed(), frames=(new_frame(stores.files, sha256=digest),))
    await stores.submit(request=FOX, cost=3)


async def put_back(folder: Path, file: Path, *, replace: bool = False) -> None:
    target = sqlite_url(folder / "vignette.db")
    await restore(target, DataFolder(folder), FrameFiles(folder / "frames"), file, replace=replace)


@asynccontextmanager
async def open_stores_of(folder: Path) -> AsyncIterator[Stores]:
    """What was restored, opened as it is."""
    there = Stores(sqlite_url(folder / "vignette.db"), folder / "frames")
    await there.database.open()
    yield there
    await there.database.close()


@pytest.fixture
async def backup(tmp_path: Path, stores: Stores) -> Path:
    """Of a database that is open."""
    await filled(stores)
    await back_up(stores.url, stores.files, file := tmp_path / "backup.zip")
    return file


async def test_a_backup_of_an_open_database_brings_back_every_row_and_picture(
    tmp_path: Path, stores: Stores, backup: Path
) -> None:
    await put_back(new := tmp_path / "new?% folder", backup)

    async with open_stores_of(new) as there:
        assert await there.contents() == await stores.contents()
        assert await there.files.read(sha256(PICTURE).hexdigest()) == PICTURE
    assert sorted(path.name for path in new.iterdir()) == ["frames", "run.lock", "vignette.db"]
    assert mode_of(backup) == 0o600, "others could read it"


async def test_what_is_there_is_replaced_only_where_that_is_said(tmp_path: Path, backup: Path) -> None:
    async with open_stores(new := tmp_path / "new") as there:
        await there.submit(cost=7)
        before = await there.contents()
    with pytest.raises(StorageError, match="add --replace if that is meant"):
        await put_back(new, backup)
    async with open_stores_of(new) as there:
        assert await there.contents() == before

    await put_back(new, backup, replace=True)
    async with open_stores_of(new) as there:
        assert len((await there.contents())["jobs"]) == 2


async def test_nothing_is_restored_below_a_service_that_runs(tmp_path: Path, backup: Path) -> None:
    running = DataFolder(tmp_path / "new")
    running.take()
    with pytest.raises(StorageError, match="Another Vignette already runs"):
        await put_back(tmp_path / "new", backup)
    running.leave()


async def test_nothing_is_restored_below_a_program_that_has_the_database_open(tmp_path: Path, backup: Path) -> None:
    async with open_stores(new := tmp_path / "new") as there:
        await there.submit(cost=7)
        with pytest.raises(StorageError) as error:
            await put_back(new, backup, replace=True)
        assert "in use by another program" in error.value.detail
        assert len((await there.contents())["jobs"]) == 1


async def test_a_damaged_database_is_replaced_by_a_backup(tmp_path: Path, backup: Path) -> None:
    (new := tmp_path / "new").mkdir()
    (new / "vignette.db").write_bytes(b"no database at all" * 1000)
    (new / "vignette.db-wal").write_bytes(b"nor a log")

    await put_back(new, backup, replace=True)
    async with open_stores_of(new) as there:
        assert len((await there.contents())["jobs"]) == 2


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def left_of_backups(folder: Path) -> list[Path]:
    return list(folder.glob("*backup*"))


def cut(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:-200])


def rewritten(backup: Path, name: str, content: bytes | None) -> None:
    """The same archive with another content of that file, or without it."""
    with zipfile.ZipFile(backup) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    found = next((each for each in files if each.startswith(name)), name)
    files[found] = content or b""
    with zipfile.ZipFile(backup, "w") as archive:
        for each, written in files.items():
            if each != found or content is not None:
                archive.writestr(each, written)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("frames/", b"other bytes", "damaged picture"),
        ("frames/", None, "is no backup of Vignette"),
        ("vignette.db", b"other bytes", "is no backup of Vignette"),
        ("manifest.json", None, "is no backup of Vignette"),
        ("manifest.json", b"[]", "is no backup of Vignette"),
        ("../outside", b"a path of its own", "is no backup of Vignette"),
    ],
)
async def test_a_backup_that_is_not_as_it_was_written_is_refused_before_anything_changes(
    tmp_path: Path, backup: Path, name: str, content: bytes | None, sentence: str
) -> None:
    rewritten(backup, name, content)
    with pytest.raises(StorageError, match=sentence):
        await put_back(new := tmp_path / "new", backup)
    assert [path.name for path in new.iterdir()] == ["run.lock"]


async def test_a_backup_that_is_cut_short_is_refused(tmp_path: Path, backup: Path) -> None:
    cut(backup)
    with pytest.raises(StorageError, match="is no backup of Vignette, or it is cut short"):
        await put_back(tmp_path / "new", backup)


async def test_a_backup_of_a_newer_vignette_is_refused(tmp_path: Path, stores: Stores) -> None:
    with closing(sqlite3.connect(stores.folder.parent / "vignette.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    await back_up(stores.url, stores.files, file := tmp_path / "backup.zip")
    with pytest.raises(StorageError, match="made by a newer Vignette"):
        await put_back(new := tmp_path / "new", file)
    assert [path.name for path in new.iterdir()] == ["run.lock"]


async def test_a_disk_that_is_full_leaves_no_half_backup(
    tmp_path: Path, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(stores)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match="full"):
        await back_up(stores.url, stores.files, tmp_path / "backup.zip")
    assert not left_of_backups(tmp_path)


async def test_what_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as error:
        await back_up(sqlite_url(tmp_path / "none.db"), FrameFiles(tmp_path / "frames"), tmp_path / "backup.zip")
    assert "nothing to back up" in error.value.detail
    with pytest.raises(StorageError) as error:
        await put_back(tmp_path / "new", tmp_path / "none.zip")
    assert "There is no file" in error.value.detail


async def test_a_backup_goes_from_sqlite_to_postgresql_and_back(
    tmp_path: Path, stores: Stores, backup: Path, postgresql: Server
) -> None:
    """Numbers go on behind the last one there, and a second restore asks first."""
    url = await asyncio.to_thread(postgresql.new_database)
    place = DataFolder(tmp_path / "new")
    await restore(url, place, FrameFiles(place.path / "frames"), backup, replace=False)
    there = Stores(url, place.path / "frames")
    await there.database.open()
    assert await there.contents() == await stores.contents()
    await there.submit()
    with pytest.raises(StorageError) as error:
        await restore(url, place, there.files, backup, replace=True)
    assert "in use by another program" in error.value.detail
    expected = await there.contents()
    await there.database.close()
    with pytest.raises(StorageError, match="add --replace"):
        await restore(url, place, there.files, backup, replace=False)

    await back_up(url, there.files, second := tmp_path / "second.zip")
    await put_back(tmp_path / "home", second)
    async with open_stores_of(tmp_path / "home") as home:
        assert await home.contents() == expected


async def test_a_backup_holds_pictures_that_lie_in_a_store_alone_and_keeps_no_copies_of_them(
    tmp_path: Path, stores: Stores
) -> None:
    url = f"file://{tmp_path}/store"
    digest = await FrameFiles(tmp_path / "of another host", SharedStore(url)).save(PICTURE, "image/webp")
    os.utime(tmp_path / "store" / digest[:2] / f"{digest}.webp", times=(4e9, 4e9))  # its clock is ahead of ours
    await stores.finish(await stores.submit(), frames=(new_frame(stores.files, sha256=digest),))

    here = FrameFiles(tmp_path / "here", SharedStore(url))
    manifest = await back_up(stores.url, here, file := tmp_path / "backup.zip")
    assert manifest.pictures == 1 and here.find(digest) is None
    await put_back(new := tmp_path / "new", file)
    assert (new / "frames" / digest[:2] / f"{digest}.webp").read_bytes() == PICTURE
