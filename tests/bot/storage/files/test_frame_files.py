"""Pictures are stored whole or not at all, and found by their hash alone."""

from __future__ import annotations

import errno
import os
import resource
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import StorageError
from bot.storage import FrameFiles
from bot.storage.database.errors import folder_errors

LARGEST_FILE = 16 * 2**20  # bytes


def file_names(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


async def test_a_picture_is_found_under_its_hash(tmp_path: Path) -> None:
    files = FrameFiles(tmp_path / "frames")

    digest = await files.save(b"a picture")

    assert digest == sha256(b"a picture").hexdigest()
    assert files.find(digest) == tmp_path / "frames" / digest[:2] / f"{digest}.png" == files.path(digest)
    assert files.path(digest).read_bytes() == b"a picture"


async def test_saving_a_picture_twice_keeps_one_file(tmp_path: Path) -> None:
    files = FrameFiles(tmp_path)
    digest = await files.save(b"a picture")
    written = files.path(digest).stat().st_ino

    assert await files.save(b"a picture") == digest
    assert files.path(digest).stat().st_ino == written
    assert file_names(tmp_path) == [f"{digest}.png"]


async def test_a_removed_picture_is_gone_and_may_be_removed_again(tmp_path: Path) -> None:
    files = FrameFiles(tmp_path)
    digest = await files.save(b"a picture")

    await files.remove(digest)
    await files.remove(digest)
    assert files.find(digest) is None and file_names(tmp_path) == []


def test_a_picture_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    assert FrameFiles(tmp_path).find("0" * 64) is None


@given(st.text() | st.sampled_from(["../" * 22, "A" * 64, "0" * 63, "0" * 64 + "\n", "/etc/passwd", "．" * 64]))
def test_nothing_but_a_hash_becomes_a_path(digest: str) -> None:
    files = FrameFiles(Path("frames"))

    assert files.find(digest) is None
    with pytest.raises(ValueError, match="SHA-256"):
        files.path(digest)


def test_a_link_in_place_of_a_picture_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"token")
    files = FrameFiles(tmp_path / "frames")
    link = files.path("0" * 64)
    link.parent.mkdir(parents=True)
    link.symlink_to(secret)

    assert files.find("0" * 64) is None


async def test_what_an_interrupted_write_left_behind_is_swept_once_it_is_old(tmp_path: Path) -> None:
    files = FrameFiles(tmp_path)
    digest = await files.save(b"a picture")
    old, new = (tmp_path / digest[:2] / f"tmp{age}.part" for age in ("old", "new"))
    old.write_bytes(b"half a pic")
    os.utime(old, (1, 1))
    new.write_bytes(b"another process is writing this")

    assert await files.sweep() == 1

    assert not old.exists()
    assert new.exists()
    assert files.find(digest)


async def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "frames").write_bytes(b"a file where the folder should be")

    with pytest.raises(StorageError, match=r"The folder cannot be used \(.+\); check that it is writable\."):
        await FrameFiles(tmp_path / "frames").save(b"a picture")


@pytest.fixture
def small_files_only() -> Iterator[None]:
    """The kernel refuses to let any file grow beyond a limit: a write fails half-way, as on a full disk.

    The limit holds for this whole process, so it leaves room for a file that pytest's own output goes to.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    ("mime", "suffix"),
    [("image/jpeg", "jpg"), ("image/webp", "webp"), ("image/gif", "gif"), ("video/mp4", "mp4"), ("image/png", "png")],
)
async def test_a_file_has_the_suffix_of_its_kind_and_is_found_without_it(
    tmp_path: Path, mime: str, suffix: str
) -> None:
    files = FrameFiles(tmp_path)
    digest = await files.save(b"a file", mime)

    assert files.find(digest) == files.path(digest, mime) == tmp_path / digest[:2] / f"{digest}.{suffix}"
    assert await files.read(digest) == b"a file"


async def test_what_is_not_there_or_no_hash_cannot_be_read(tmp_path: Path) -> None:
    files = FrameFiles(tmp_path)
    assert await files.read("0" * 64) is None
    assert await files.read("../secret") is None


def test_a_kind_that_is_no_picture_has_no_place(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="text/html is no kind of picture"):
        FrameFiles(tmp_path).path("0" * 64, "text/html")


@pytest.mark.usefixtures("small_files_only")
async def test_a_write_that_fails_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="File too large"):
        await FrameFiles(tmp_path).save(b"x" * (LARGEST_FILE + 1))

    assert file_names(tmp_path) == []


def test_a_full_disk_is_said_in_a_sentence() -> None:
    sentence = r"The disk of this service is full; free some space and try again\."
    with pytest.raises(StorageError, match=sentence), folder_errors("frames"):
        raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_picture_is_on_the_disk_before_its_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    sync, rename = os.fsync, os.replace

    def noted_sync(handle: int) -> None:
        steps.append("sync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "sync file")
        sync(handle)

    def noted_rename(source: str, target: Path) -> None:
        steps.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(os, "replace", noted_rename)
    await FrameFiles(tmp_path).save(b"a picture")

    assert steps == ["sync file", "rename", "sync folder", "sync folder"]
