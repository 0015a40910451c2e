"""Small troubles on the way to Discord, waited out: for requests that do no harm when they arrive twice.

Hand-written: tenacity awaits declared coroutine functions only, and what is tried again here are lambdas; it would be
a dependency in the place of six lines.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

PAUSES = (0.2, 0.5, 1.0)  # seconds; discord.py itself waits longer where Discord says that it is in trouble
PASSING = (discord.DiscordServerError, aiohttp.ClientError, OSError)

T = TypeVar("T")


async def retry(action: Callable[[], Awaitable[T]]) -> T:
    """What `action` returns, tried again after a lost answer or an error of Discord's own; raises the last one."""
    for pause in PAUSES:
        try:
            return await action()
        except PASSING:
            await asyncio.sleep(pause)
    return await action()
