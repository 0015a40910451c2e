"""Check of Discord: whether it takes the token, and whether it lets the bot read messages."""

from __future__ import annotations

import asyncio

from bot.cli.checks.check import Check
from bot.frontends.discord.login_check import login_trouble
from bot.settings import Settings

NO_TOKEN = "no token is set, so the bot is not on Discord: VIGNETTE_DISCORD__TOKEN in the environment sets it"
SECONDS = 20.0  # discord.py itself tries five times


async def check_discord(settings: Settings) -> Check:
    if settings.discord.token is None:
        return Check("discord", True, NO_TOKEN)
    try:
        async with asyncio.timeout(SECONDS):
            trouble = await login_trouble(settings)
    except TimeoutError:
        trouble = f"Discord did not answer within {SECONDS:g} seconds: check this machine's connection, or try later."
    reads = "messages can be read" if settings.discord.message_content else "mentions and slash commands can be read"
    return Check("discord", not trouble, trouble or f"the token is accepted, and {reads}")
