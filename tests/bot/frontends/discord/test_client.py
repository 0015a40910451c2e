"""One login over several connections: what each server and every direct message says is heard once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.frontends.discord.client import ShardedDiscordClient
from tests.bot.frontends.discord.kit import Stage
from tests.discord_double import DiscordDouble


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py leaves five seconds between two shards, as Discord asks."""

    async def at_once(*_: object, **__: object) -> None:
        """There is nobody to spare."""

    monkeypatch.setattr(ShardedDiscordClient, "before_identify_hook", at_once)


async def test_where_discord_wants_shards_as_many_log_in_as_it_recommends_and_every_server_is_heard_once(
    discord: DiscordDouble, tmp_path: Path
) -> None:
    discord.gateway.shards = 3
    stage = Stage(discord, tmp_path)
    guilds = [stage.guild, *(discord.world.add_guild(f"Guild {number}", discord.owner) for number in range(6))]
    channels = [stage.channel, *(discord.world.add_channel(guild, "general") for guild in guilds[1:])]
    async with stage.running():
        await discord.until(lambda: discord.gateway.identifies == 3)
        assert {session.shard for session in discord.gateway.sessions.values()} == {0, 1, 2}
        for guild, channel in zip(guilds, channels, strict=True):
            discord.world.join(guild, stage.ann.user)
            await stage.asked(channel=channel)
        stage.ann.uses("imagine", channels[-1], prompt="an owl")
        stage.ann.says(".imagine a moth", stage.ann.inbox)
        await discord.until(lambda: len(stage.service.jobs) == len(guilds) + 2)


async def test_a_fixed_number_of_shards_is_not_asked_for(discord: DiscordDouble, tmp_path: Path) -> None:
    async with Stage(discord, tmp_path, shards=2).running():
        await discord.until(lambda: discord.gateway.identifies == 2)
    assert not discord.called("get_bot_gateway")


async def test_one_shard_that_breaks_resumes_and_the_others_stay(discord: DiscordDouble, tmp_path: Path) -> None:
    stage = Stage(discord, tmp_path, shards=2)
    async with stage.running():
        await discord.until(lambda: discord.gateway.identifies == 2)
        [own] = [each for each in discord.gateway.sessions.values() if each.hears_of(stage.guild.id)]
        assert own.socket
        await own.socket.close(code=4000)
        await stage.asked()
        assert (discord.gateway.identifies, discord.gateway.resumes) == (2, 1)
