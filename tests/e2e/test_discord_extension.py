"""Vignette loaded into a plain commands.Bot: that bot keeps what is its own, and draws."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord as library
import pytest
from discord.ext import commands

from tests.discord_double import DiscordDouble
from tests.discord_double.world import Channel
from tests.e2e.discord_kit import PATIENCE, finished, latest


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordDouble]:
    """That bot did not say that its messages ping nobody, so every message of ours has to say it."""
    async with DiscordDouble(bucket=(50, 1.0), answer_within=PATIENCE) as double:
        double.point_client(monkeypatch)
        yield double
        assert not double.violations
        assert not [call.body for call in double.calls if call.can_ping and "from the host" not in str(call.body)]


@pytest.fixture
def channel(discord: DiscordDouble) -> Channel:
    return discord.world.add_channel(discord.world.add_guild("Atelier", discord.owner), "general")


class Host(commands.Bot):
    """Somebody else's bot, with a typed command, a slash command and a name of ours."""

    def __init__(self) -> None:
        intents = library.Intents.default()
        intents.message_content = True
        super().__init__("!", intents=intents, help_command=None)
        self.used: list[str] = []

    async def setup_hook(self) -> None:
        @self.command()
        async def hello(context: commands.Context[Any]) -> None:
            await context.send("Hello from the host.")

        @self.tree.command(name="ban", description="of this bot")
        async def ban(interaction: library.Interaction[Any]) -> None:
            self.used.append("ban")
            await interaction.response.send_message("Banned from the host.")

        await self.load_extension("bot.frontends.discord")
        await self.tree.sync()


async def test_a_bot_of_somebody_else_draws_once_the_extension_is_loaded(
    discord: DiscordDouble, channel: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGNETTE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VIGNETTE_ENGINE__NAME", "echo")
    ann, host = discord.person("ann", channel.guild), Host()
    running = asyncio.create_task(host.start(discord.token))
    try:
        await discord.until(lambda: discord.gateway.connected)
        ann.says("!hello", channel)
        await discord.until(lambda: "Hello from the host." in channel.texts)

        ann.says(".imagine a red fox --seed 7", channel)
        message = await finished(discord, latest(channel, discord))
        again = ann.clicks(message, "Redo")
        await finished(discord, lambda: again.original)
        used = ann.uses("imagine", channel, prompt="an owl", seed=3)
        await finished(discord, lambda: used.original)
        typing = ann.types("vary", channel, "job", "owl")
        await discord.until(lambda: typing.extra and typing.extra["choices"])
        ann.uses("ban", channel)
        await discord.until(lambda: "Banned from the host." in channel.texts)
        assert host.used == ["ban"]

        await host.unload_extension("bot.frontends.discord")
        assert [command.name for command in host.tree.get_commands()] == ["ban"]
        known = len(channel.texts)
        ann.says(".imagine a moth", channel)
        ann.says("!hello", channel)
        await discord.until(lambda: len(channel.texts) == known + 3)
        assert channel.texts[-1] == "Hello from the host."
    finally:
        await host.close()
        with contextlib.suppress(asyncio.CancelledError):
            await running
