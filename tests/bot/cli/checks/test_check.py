"""`vignette check`: every answer, good and bad."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.cli.checks.check import Check
from bot.cli.checks.discord import check_discord
from bot.cli.checks.engine import check_engines, held_together, panels_looked_at
from bot.cli.checks.machine import check_data_folder, check_database, check_versions
from bot.cli.checks.service import check_service
from bot.rules.service_mode import Mode, set_mode
from bot.settings import DiscordSettings, EngineSettings, Settings, WebSettings
from bot.storage.database.migrations import wanted_revision
from bot.storage.files.data_folder import DataFolder
from generation.engine import EngineInfo
from tests.bot.cli.kit import document, vignette
from tests.bot.frontends.web.site import site
from tests.bot.service_kit import build_stores
from tests.discord_double import DiscordDouble


def settings(folder: Path, engine: str = "echo", token: str | None = None) -> Settings:
    return Settings(data_dir=folder, engine=EngineSettings(name=engine), discord=DiscordSettings(token=token))


def test_a_machine_that_has_all_is_told_so(tmp_path: Path) -> None:
    told = document(vignette(tmp_path, "check", "--json"))
    assert told["ok"] is True
    details = {check["name"]: check["detail"] for check in told["checks"]}
    assert list(details) == [
        "settings",
        "versions",
        "data folder",
        "database",
        "engine",
        "device",
        "pictures",
        "context",
        "discord",
        "service",
    ]
    assert details["service"] == "none runs on this data folder"
    assert details["discord"].startswith("no token is set")
    assert details["device"] == "cpu, because there is no model to compute"
    assert not (tmp_path / "data" / "vignette.db").exists()


def test_wrong_settings_are_a_check_too(tmp_path: Path) -> None:
    done = vignette(tmp_path, "check", "--json", settings={"VIGNETTE_WEB__PORT": "many"})
    [check] = json.loads(done.stdout)["checks"]
    assert done.returncode == 2 and check["ok"] is False
    assert "`web.port`" in check["detail"] and done.stderr.strip() == check["detail"]


async def test_an_engine_that_is_not_there_says_which_are(tmp_path: Path) -> None:
    [check] = await check_engines(settings(tmp_path, engine="nothing"))
    assert not check.ok and "Installed engines: diffusers, echo" in check.detail


def test_what_holds_the_frames_of_a_story_together_is_told() -> None:
    info = EngineInfo("diffusers", "SDXL", "cpu", "", 64, 64, 8, 2.0)
    assert held_together(info).startswith("none: ")
    assert held_together(replace(info, shares_attention=True)).startswith("shared attention: ")


def test_who_looks_at_the_frames_of_stories_is_told() -> None:
    looked = [
        panels_looked_at(Settings(engine=EngineSettings(panel_checker="/srv/models/owl", panel_redraws=most)))
        for most in (2, 0)
    ]
    assert looked[0] == "owl looks at each frame of a story; what fails is drawn again, 2 times at most"
    assert looked[1] == "owl looks at each frame of a story; nothing is drawn again"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    check = check_data_folder(tmp_path / "data")
    assert not check.ok and str(tmp_path / "data") in check.detail
    assert check_data_folder(tmp_path / "new").ok


def test_the_installed_versions_are_those_required() -> None:
    assert check_versions().ok


async def test_a_database_is_looked_at_and_left_alone(tmp_path: Path) -> None:
    assert (await check_database(settings(tmp_path))).detail == "the first start makes it"
    assert os.listdir(tmp_path) == []
    stores = build_stores(tmp_path)
    await stores.database.open()
    await stores.database.close()
    assert (await check_database(settings(tmp_path))).detail == f"at revision {wanted_revision()}"


async def test_a_database_newer_than_the_code_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "vignette.db")) as newer:
        newer.executescript(
            "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('9999')"
        )
    check = await check_database(settings(tmp_path))
    assert not check.ok and "newer than this Vignette" in check.detail


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vignette.db").write_text("not a database, but long enough to look like one" * 20)
    check = await check_database(settings(tmp_path))
    assert not check.ok and "is not a database" in check.detail


async def test_discord_is_asked_whether_it_takes_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with DiscordDouble() as discord:
        discord.point_client(monkeypatch)
        good = await check_discord(settings(tmp_path, token=discord.token))
        wrong = await check_discord(settings(tmp_path, token="another.bot.token"))
        discord.application_flags = 0
        mute = await check_discord(settings(tmp_path, token=discord.token))
    assert good.ok and "messages can be read" in good.detail
    assert not wrong.ok and "does not accept the bot's token" in wrong.detail
    assert not mute.ok and "Message Content Intent" in mute.detail


async def test_a_service_that_runs_here_is_asked_what_it_lacks(tmp_path: Path) -> None:
    async with site(tmp_path, loaded=False) as web:
        port = urlsplit(web.url).port
        given = settings(tmp_path).model_copy(update={"web": WebSettings.model_construct(port=port)})
        await web.service.ready()
        assert await check_service(given) == Check("service", True, "it runs and is ready")
        async with web.service.stores.database.write() as session:
            await set_mode(web.service.stores.state, session, Mode.DRAINING)
        told = await check_service(given)
        assert not told.ok and told.detail.startswith("It runs and is not ready. draining: It is about to stop")
    folder = DataFolder(tmp_path)
    folder.take()  # and nobody listens
    told = await check_service(given)
    assert not told.ok and told.detail.startswith("One runs but does not answer")
    folder.leave()
