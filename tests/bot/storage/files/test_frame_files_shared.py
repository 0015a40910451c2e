"""What is promised of pictures holds wherever they are; and where hosts share a store, each finds what others drew."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from bot.domain.errors import StorageError
from bot.storage import FrameFiles
from bot.storage.files.shared_store import SharedStore

PNG = b"\x89PNG a picture"
OLD = -60.0  # seconds: even what was written just now is older


@pytest.fixture
def bucket() -> Iterator[str]:
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]
    yield "memory://bucket/pictures"
    MemoryFileSystem.store.clear()


@pytest.fixture(params=["folder", "mounted", "memory", "file"])
def hosts(request: pytest.FixtureRequest, tmp_path: Path) -> list[FrameFiles]:
    """One host alone, or two that share a folder, or a store in memory or behind `file://`."""
    if request.param == "folder":
        return [FrameFiles(tmp_path)] * 2
    if request.param == "mounted":
        return [FrameFiles(tmp_path, shared=True), FrameFiles(tmp_path, shared=True)]
    url = request.getfixturevalue("bucket") if request.param == "memory" else f"file://{tmp_path}/store"
    return [FrameFiles(tmp_path / host, SharedStore(url)) for host in ("one", "two")]


async def test_what_one_host_saves_another_reads_and_finds(hosts: list[FrameFiles]) -> None:
    one, two = hosts
    digest, video = await one.save(PNG), await one.save(b"a film", "video/mp4")

    assert digest == sha256(PNG).hexdigest()
    assert await two.read(digest) == PNG
    await two.fetch([digest, video, video, "0" * 64, "../secret"])
    found = two.find(video)
    assert found and found.suffix == ".mp4" and found.read_bytes() == b"a film"
    assert two.find("0" * 64) is None and await two.read("0" * 64) is None and await two.read("../secret") is None


async def test_what_one_host_removes_is_gone_for_hosts_that_have_no_copy(hosts: list[FrameFiles]) -> None:
    one, two = hosts
    digest = await one.save(PNG)
    await one.remove(digest)
    await one.remove(digest)
    assert await one.read(digest) is None and await two.read(digest) is None


async def test_saving_twice_keeps_one_picture(hosts: list[FrameFiles]) -> None:
    one, two = hosts
    digest = await one.save(PNG)
    assert await two.save(PNG) == digest
    assert await one.unnamed([], OLD) == [digest]


async def test_pictures_that_nothing_names_are_told_once_they_are_old(hosts: list[FrameFiles]) -> None:
    one, two = hosts
    named, lost = await one.save(PNG), await one.save(b"nobody's")
    assert await two.unnamed([named], OLD) == [lost]
    assert await two.unnamed([named], 3600.0) == []
    for digest in await two.unnamed([named], OLD):
        await two.remove(digest)
    assert await two.read(named) == PNG and await two.unnamed([named], OLD) == []


def parts(url: str) -> list[str]:
    files, root = fsspec.core.url_to_fs(url)
    return [path for path in files.find(root) if path.endswith(".part")]


async def test_an_interrupted_write_shows_no_half_picture_and_is_swept(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("the connection broke")

    files = FrameFiles(tmp_path / "one", SharedStore(bucket))
    with monkeypatch.context() as patch:
        patch.setattr(MemoryFileSystem, "mv", broken)
        with pytest.raises(StorageError, match=r"The store of pictures cannot be used; check"):
            await files.save(PNG)
    other = FrameFiles(tmp_path / "two", SharedStore(bucket))
    assert len(parts(bucket)) == 1 and await other.read(sha256(PNG).hexdigest()) is None
    assert await other.sweep(3600.0) == 0
    assert await other.sweep(OLD) == 1 and not parts(bucket)


async def test_a_picture_that_was_changed_in_the_store_is_not_taken_for_it(bucket: str, tmp_path: Path) -> None:
    digest = await FrameFiles(tmp_path / "one", SharedStore(bucket)).save(PNG)
    files, root = fsspec.core.url_to_fs(bucket)
    files.pipe_file(f"{root}/{digest[:2]}/{digest}.png", b"something else")
    other = FrameFiles(tmp_path / "two", SharedStore(bucket))
    await other.fetch([digest])
    assert other.find(digest) is None and await other.read(digest) is None


async def test_a_store_that_does_not_answer_is_a_sentence_that_shows_strangers_no_address(tmp_path: Path) -> None:
    files = FrameFiles(tmp_path, SharedStore("nosuchstore://bucket/of/mine"))
    with pytest.raises(StorageError, match=r"check `storage.pictures`") as caught:
        await files.save(PNG)
    assert "of/mine" not in str(caught.value) and "nosuchstore://bucket/of/mine (" in caught.value.detail
