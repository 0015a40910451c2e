"""The data folder has one owner, and is never filled to the brim."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import StorageError
from bot.storage.files.data_folder import DataFolder


def test_a_folder_is_taken_by_one_and_free_again_when_left(tmp_path: Path) -> None:
    first, second = DataFolder(tmp_path / "data"), DataFolder(tmp_path / "data")
    first.take()
    with pytest.raises(StorageError, match=r"Another Vignette already runs on .*data: stop it"):
        second.take()
    first.leave()
    second.take()
    second.leave()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be used"):
        DataFolder(tmp_path / "file" / "data").take()


async def test_a_folder_on_an_ordinary_disk_has_room(tmp_path: Path) -> None:
    assert await DataFolder(tmp_path).has_room()
