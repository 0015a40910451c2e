"""Whether the token opens Discord and what the bot wants to read is granted, asked without going online."""

from __future__ import annotations

import aiohttp
import discord

from bot.frontends.discord.proxy import discord_proxy
from bot.redaction import brief
from bot.settings import Settings, SettingsError
from bot.text import without_credentials

PORTAL = "https://discord.com/developers/applications"
WRONG_TOKEN = f"Discord does not accept the bot's token: copy it again from {PORTAL} → your application → Bot."
NO_INTENT = (
    f"Discord does not let the bot read messages: switch on “Message Content Intent” at {PORTAL} → your application → "
    "Bot, or set `discord.message_content = false` to be asked by mention and slash command only."
)


async def login_trouble(settings: Settings) -> str:
    """A sentence that says what is wrong; empty when nothing is."""
    token = settings.discord.token
    try:
        async with discord.Client(intents=discord.Intents.none(), proxy=discord_proxy(settings.discord)) as client:
            await client.login(token.get_secret_value() if token else "")
            flags = client.application_flags
    except discord.LoginFailure:
        return WRONG_TOKEN
    except SettingsError as error:
        return str(error)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        return f"Discord cannot be reached: {without_credentials(str(error))}."
    except Exception as error:  # whatever discord.py could not read of the answer of a Discord-compatible server
        return f"What is there in Discord's place cannot be understood ({brief(error)})."
    granted = flags.gateway_message_content or flags.gateway_message_content_limited
    return "" if granted or not settings.discord.message_content else NO_INTENT
