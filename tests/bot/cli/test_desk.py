"""`vignette desk`: a link for the operator of this machine."""

from __future__ import annotations

from pathlib import Path

from bot.features.access.login_links import use_link
from bot.storage.files.data_folder import DataFolder, is_taken
from tests.bot.cli.kit import document, sentence, vignette
from tests.bot.service_kit import build_stores


async def test_the_link_lets_in_once(tmp_path: Path) -> None:
    settings = {"VIGNETTE_WEB__ADDRESS": "https://vignette.example/draw/", "VIGNETTE_DATA_DIR": str(tmp_path)}
    made = document(vignette(tmp_path, "desk", "--json", settings=settings))
    address, _, token = made["link"].partition("?key=")
    assert (address, made["seconds"]) == ("https://vignette.example/draw/desk/enter", 600)

    stores = build_stores(tmp_path)
    await stores.database.open()
    login = await use_link(stores, token)
    assert login is not None
    assert (login.subject.partition(":")[0], login.admin) == ("console", True)
    assert await use_link(stores, token) is None
    await stores.database.close()


async def test_there_is_no_link_to_a_page_that_nobody_serves(tmp_path: Path) -> None:
    settings = {"VIGNETTE_DATA_DIR": str(tmp_path)}
    assert "start `vignette run`" in sentence(vignette(tmp_path, "desk", settings=settings), 1)
    folder = DataFolder(tmp_path)
    folder.take()
    made = document(vignette(tmp_path, "desk", "--json", settings=settings))
    assert made["link"].startswith("http://127.0.0.1:8420/desk/enter?key=")
    assert is_taken(tmp_path)
    folder.leave()
    assert not is_taken(tmp_path)


def test_there_is_no_link_to_a_page_that_is_off(tmp_path: Path) -> None:
    settings = {"VIGNETTE_WEB__ENABLED": "false", "VIGNETTE_DATA_DIR": str(tmp_path)}
    assert "web.enabled" in sentence(vignette(tmp_path, "desk", settings=settings), 2)
