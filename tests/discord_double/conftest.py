"""A running double, a server with one channel, and a bare HTTP client that keeps no rule by itself."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.discord_double import DiscordDouble
from tests.discord_double.world import Channel, Guild


class Bare:
    """Sends whatever it is told to, as the bot."""

    def __init__(self, double: DiscordDouble, session: aiohttp.ClientSession) -> None:
        self._double = double
        self._session = session

    async def ask(self, method: str, path: str, body: Any = None, *, token: str = "a.bot.token") -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {token}"}
        async with self._session.request(method, self._double.api_url + path, json=body, headers=headers) as answer:
            return answer.status, await answer.json(content_type=None) if await answer.read() else None

    async def upload(self, method: str, path: str, body: Any, **files: bytes) -> tuple[int, Any]:
        """`f0=b"..."` becomes `files[0]`."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", json.dumps(body))
        for name, content in files.items():
            form.add_field(f"files[{name[1:]}]", io.BytesIO(content), filename=f"{name}.png")
        headers = {"Authorization": "Bot a.bot.token"}
        async with self._session.request(method, self._double.api_url + path, data=form, headers=headers) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def discord() -> AsyncIterator[DiscordDouble]:
    async with DiscordDouble(bucket=(1000, 1.0), answer_within=300.0) as double:
        yield double


@pytest.fixture
def guild(discord: DiscordDouble) -> Guild:
    return discord.world.add_guild("Atelier", discord.owner)


@pytest.fixture
def channel(discord: DiscordDouble, guild: Guild) -> Channel:
    return discord.world.add_channel(guild, "general")


@pytest.fixture
async def bare(discord: DiscordDouble) -> AsyncIterator[Bare]:
    async with aiohttp.ClientSession() as session:
        yield Bare(discord, session)
