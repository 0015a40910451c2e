"""Check of Discord: whether it takes the token, and whether it lets the bot read messages."""

from __future__ import annotations

import asyncio

import aiohttp
import discord

from bot.checks.check import Check
from bot.frontends.discord.frontend import NO_INTENT, WRONG_TOKEN
from bot.settings import DiscordSettings

SECONDS = 20.0


async def check_discord(settings: DiscordSettings) -> Check:
    client = discord.Client(intents=discord.Intents.none())
    try:
        async with asyncio.timeout(SECONDS), client:
            await client.login(settings.token.get_secret_value() if settings.token else "")
            return _application(await client.application_info(), settings)
    except discord.LoginFailure:
        return Check("discord", False, WRONG_TOKEN)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:  # a TimeoutError is an OSError
        return Check("discord", False, f"Discord is out of reach: {str(error) or 'it did not answer'}.")


def _application(application: discord.AppInfo, settings: DiscordSettings) -> Check:
    flags = application.flags
    if settings.message_content and not (flags.gateway_message_content or flags.gateway_message_content_limited):
        return Check("discord", False, NO_INTENT)
    read = "reads messages" if settings.message_content else "is asked by mention and slash command"
    return Check("discord", True, f"the token is {application.name}'s, which {read}")
