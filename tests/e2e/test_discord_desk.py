"""The admin's commands over Discord: what is for one person alone, and the channel's flag."""

from __future__ import annotations

from pathlib import Path

from tests.discord_double import DiscordDouble
from tests.discord_double.world import Channel
from tests.e2e.discord_kit import bot, finished, latest
from tests.e2e.test_discord import channel, discord

__all__ = ["channel", "discord"]  # fixtures


async def test_the_audit_goes_to_the_admin_alone(discord: DiscordDouble, channel: Channel, tmp_path: Path) -> None:
    assert channel.guild is not None
    admin, ann = discord.person("ada", channel.guild, "manage_guild"), discord.person("ann", channel.guild)
    async with bot(discord, tmp_path, admin_servers=[str(channel.guild.id)]):
        admin.says(".ban 999 7d spam", channel)
        await discord.until(lambda: any("may ask for nothing" in text for text in channel.texts))
        admin.says(".audit 1", channel)
        await discord.until(lambda: "I have sent you that as a direct message." in channel.texts)
        assert any("**ban.add**" in text for text in admin.inbox.texts)
        assert not any("ban.add" in text for text in channel.texts)
        ann.says(".audit", channel)
        await discord.until(lambda: "Only admins can do that." in channel.texts)


async def test_pictures_for_adults_are_drawn_where_the_channel_is_marked(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    assert channel.guild is not None
    cellar = discord.world.add_channel(channel.guild, "cellar")
    cellar.nsfw = True
    ann = discord.person("ann", channel.guild)
    async with bot(discord, tmp_path):
        ann.says(".imagine a nude by a window", channel)
        await discord.until(lambda: any("age-restricted" in text for text in channel.texts))
        ann.says(".imagine a nude by a window", cellar)
        assert (await finished(discord, latest(cellar, discord))).attachments
        ann.says(".imagine a nude by a window", ann.inbox)
        await discord.until(lambda: any("age-restricted" in text for text in ann.inbox.texts))
