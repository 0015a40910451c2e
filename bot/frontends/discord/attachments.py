"""Pictures attached on Discord → their content, fetched from Discord's own host and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import aiohttp
import discord
import yarl

from bot.domain.errors import Refused
from bot.jobs.attachments import MAX_BYTES, TOO_LARGE

PATIENCE = 30.0  # seconds for all of them
NOT_HANDED_OVER = "Discord does not hand the attached picture over: attach it again."


async def fetch_attachments(attached: Sequence[discord.Attachment]) -> list[bytes]:
    """Raises Refused. What they hold is looked at by `bot.jobs.attachments`."""
    for each in attached:
        if each.size > MAX_BYTES:
            raise Refused(TOO_LARGE)
        if yarl.URL(each.url).origin() != yarl.URL(discord.Asset.BASE).origin():
            raise Refused(NOT_HANDED_OVER)
    try:
        async with asyncio.timeout(PATIENCE):
            return [await each.read() for each in attached]
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        raise Refused(NOT_HANDED_OVER) from error
