"""The proxy on the way to Discord: as set, or as the environment says (hermes-agent#6184, discord.py#98)."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from bot.frontends.discord.login_check import login_trouble
from bot.frontends.discord.proxy import discord_proxy
from bot.settings import Settings, SettingsError

VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def settings(folder: Path, **discord: str) -> Settings:
    return Settings(data_dir=folder, discord={"token": "a.bot.token", **discord})


async def test_the_proxy_of_the_environment_is_asked_for_discord(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def refuse(request: web.BaseRequest) -> web.Response:
        host = request.headers["Host"].partition(":")[0]
        asked.append((request.method, host, request.headers.get("Proxy-Authorization")))
        return web.Response(status=407)

    runner = web.ServerRunner(web.Server(refuse))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("HTTPS_PROXY", f"http://ann:secret@127.0.0.1:{runner.addresses[0][1]}")
    monkeypatch.setattr("asyncio.sleep", _at_once)
    try:
        trouble = await login_trouble(settings(tmp_path))
    finally:
        await runner.cleanup()
    assert asked[0] == ("CONNECT", "discord.com", "Basic YW5uOnNlY3JldA==")
    assert trouble.startswith("Discord cannot be reached") and "secret" not in trouble


async def _at_once(seconds: float) -> None:
    """discord.py waits between its tries."""


def test_the_setting_counts_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert discord_proxy(settings(tmp_path).discord) is None
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    assert discord_proxy(settings(tmp_path).discord) == "http://proxy.example:3128"
    own = settings(tmp_path, proxy="https://other.example").discord
    assert discord_proxy(own) == "https://other.example"
    assert "other.example" not in repr(own)
    monkeypatch.setenv("NO_PROXY", "discord.com")
    assert discord_proxy(settings(tmp_path).discord) is None


async def test_a_proxy_that_discord_cannot_be_reached_through_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://proxy.example:1080")
    with pytest.raises(SettingsError, match="begins with http:// or https://"):
        discord_proxy(settings(tmp_path).discord)
    assert "begins with http://" in await login_trouble(settings(tmp_path))
