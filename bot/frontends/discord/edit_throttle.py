"""Edits of messages, paced: Discord lets a bot edit only so often in a channel, so progress waits and finals do not.

In each channel one task carries out the waiting progress, the newest of each message only, a few seconds apart. A final
edit drops its message's waiting progress, goes out at once, and never beside another edit of the channel.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import discord
import structlog

from bot.redaction import brief

log = structlog.get_logger(__name__)

Edit = Callable[[], Awaitable[object]]


class ChannelEdits:
    """The edits of one channel."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._waiting: dict[int, Edit] = {}  # by message, the longest waiting first
        self._editing = asyncio.Lock()
        self._next_at = 0.0  # by the loop's clock
        self._task: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        return not self._editing.locked() and not self._working

    @property
    def _working(self) -> bool:
        return self._task is not None and not self._task.done()

    def offer(self, message: int, edit: Edit) -> None:
        """Progress: carried out when its turn comes, unless something newer takes its place."""
        self._waiting[message] = edit
        if not self._working:
            self._task = asyncio.create_task(self._work())

    @contextlib.asynccontextmanager
    async def final(self, message: int) -> AsyncIterator[None]:
        """While this is held nothing else is edited here, and no earlier progress of the message comes after it."""
        async with self._editing:
            try:
                yield
            finally:
                self._waiting.pop(message, None)
                self._rest()

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _work(self) -> None:
        while self._waiting:
            await asyncio.sleep(self._next_at - asyncio.get_running_loop().time())
            async with self._editing:
                if self._waiting:
                    await self._carry_out(self._waiting.pop(next(iter(self._waiting))))
                    self._rest()

    def _rest(self) -> None:
        self._next_at = asyncio.get_running_loop().time() + self._seconds

    async def _carry_out(self, edit: Edit) -> None:
        try:
            await edit()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.info("a progress edit was dropped", reason=brief(error))


class EditThrottle:
    """The edits of all channels."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._channels: dict[int, ChannelEdits] = {}

    def of(self, channel: int) -> ChannelEdits:
        """The edits of a channel; channels where nothing happens are forgotten."""
        if channel not in self._channels:
            self._channels = {number: edits for number, edits in self._channels.items() if not edits.idle}
            self._channels[channel] = ChannelEdits(self._seconds)
        return self._channels[channel]

    def close(self) -> None:
        for edits in self._channels.values():
            edits.close()
