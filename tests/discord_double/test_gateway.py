"""The double's gateway, seen by the real discord.py: login, intents, events, resuming, and staying alive."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import discord as library
import pytest

from tests.discord_double import DiscordDouble
from tests.discord_double.world import Channel, Guild

INTENTS = library.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)


class Listener(library.Client):
    """Remembers what it was told."""

    def __init__(self, intents: library.Intents = INTENTS) -> None:
        super().__init__(intents=intents, chunk_guilds_at_startup=False, guild_ready_timeout=0.1)
        self.heard: list[str] = []

    async def on_message(self, message: library.Message) -> None:
        self.heard.append(message.content)


@contextlib.asynccontextmanager
async def listening(double: DiscordDouble, client: Listener) -> AsyncIterator[asyncio.Task[None]]:
    async with client:
        task = asyncio.create_task(client.start(double.token))
        await double.until(lambda: double.gateway.connected and client.guilds)
        yield task
        await client.close()
        await task


@pytest.fixture(autouse=True)
def pointed(discord: DiscordDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    discord.point_client(monkeypatch)


async def test_what_people_say_is_heard(discord: DiscordDouble, guild: Guild, channel: Channel) -> None:
    client = Listener()
    async with listening(discord, client):
        discord.person("ann", guild).says("hello", channel)
        await discord.until(lambda: client.heard == ["hello"])
    assert not discord.violations


async def test_without_the_intent_only_mentions_and_direct_messages_are_readable(
    discord: DiscordDouble, guild: Guild, channel: Channel
) -> None:
    client = Listener(library.Intents(guilds=True, guild_messages=True, dm_messages=True))
    async with listening(discord, client):
        ann = discord.person("ann", guild)
        ann.says("secret", channel)
        ann.says(f"<@{discord.world.bot.id}> open", channel)
        ann.says("direct", ann.inbox)
        await discord.until(lambda: len(client.heard) == 3)
        assert client.heard == ["", f"<@{discord.world.bot.id}> open", "direct"]


async def test_an_intent_that_was_not_granted_closes_the_gateway_for_good(discord: DiscordDouble) -> None:
    discord.allowed_intents = 0
    async with Listener() as client:
        with pytest.raises(library.PrivilegedIntentsRequired):
            await client.start(discord.token)


@pytest.mark.parametrize("trouble", ["drop", "ask_reconnect"])
async def test_events_of_an_interruption_are_told_after_it(
    discord: DiscordDouble, guild: Guild, channel: Channel, trouble: str
) -> None:
    client = Listener()
    async with listening(discord, client) as task:
        ann = discord.person("ann", guild)
        ann.says("before", channel)
        await discord.until(lambda: client.heard)
        await getattr(discord.gateway, trouble)()
        ann.says("meanwhile", channel)
        await discord.until(lambda: client.heard == ["before", "meanwhile"])
        await discord.gateway.pulse()
        assert (discord.gateway.identifies, discord.gateway.resumes, task.done()) == (1, 1, False)


async def test_a_wrong_token_cannot_log_in(discord: DiscordDouble) -> None:
    async with Listener() as client:
        with pytest.raises(library.LoginFailure):
            await client.start("stolen")
