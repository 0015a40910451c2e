"""One service for each data folder, and one for each SQLite file wherever its data folder is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import StorageError
from bot.domain.jobs import JobStatus
from bot.storage import Database
from bot.storage.database.copies import sqlite_url
from bot.storage.stores import Stores
from tests.bot.service_kit import build_app, drawn, running


async def test_a_second_service_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)):
        with pytest.raises(StorageError, match="Another Vignette already runs on"):
            await build_app(tmp_path).start()
    async with running(build_app(tmp_path)) as service:
        assert (await drawn(service)).status is JobStatus.SUCCEEDED


async def test_a_second_service_on_another_folder_is_refused_the_same_sqlite_file(tmp_path: Path) -> None:
    (other := tmp_path / "other").mkdir()
    async with running(build_app(tmp_path)):
        (other / "link.db").symlink_to(tmp_path / "vignette.db")
        same = Stores.build(Database(sqlite_url(other / "link.db")), other / "frames")
        with pytest.raises(StorageError) as refused:
            await build_app(other, stores=same).start()
        assert "Another Vignette serves the database" in refused.value.detail
        assert str(tmp_path) not in str(refused.value), "strangers read that"
        async with running(build_app(other)):  # refused, it holds its folder no longer
            pass
