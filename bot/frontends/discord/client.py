"""The discord.py client: logs in, registers the slash commands, and hands on what it hears. No more than that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discord
import structlog

from bot.frontends.discord.listeners import Listeners
from bot.frontends.discord.messenger import SILENT, Messenger
from bot.frontends.discord.registration import register
from bot.frontends.discord.slash_commands import Payload

log = structlog.get_logger(__name__)


RATE_LIMIT_PATIENCE = 30.0  # seconds; who would wait longer tries again later, and is not cancelled while all wait


class DiscordClient(discord.Client):
    """One login."""

    def __init__(
        self,
        listeners: Listeners,
        messenger: Messenger,
        *,
        commands: list[Payload],
        message_content: bool,
        registered: Path,  # the file that remembers which slash commands Discord knows
        proxy: str | None = None,
    ) -> None:
        super().__init__(
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, message_content=message_content
            ),
            allowed_mentions=SILENT,
            # Neither members nor messages are kept: both grow with the servers, and neither is needed.
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            max_ratelimit_timeout=RATE_LIMIT_PATIENCE,
            proxy=proxy,
        )
        self._our_listeners, self._messenger = listeners, messenger
        self._commands, self._registered = commands, registered

    async def setup_hook(self) -> None:
        await register(self, self._commands, self._registered)
        self._messenger.use(self)
        log.info("logged in to Discord", user=str(self.user))

    async def on_ready(self) -> None:
        self._messenger.in_touch = True

    async def on_resumed(self) -> None:
        self._messenger.in_touch = True

    async def on_disconnect(self) -> None:
        self._messenger.in_touch = False

    async def on_message(self, message: discord.Message) -> None:
        if self.user is not None:
            await self._our_listeners.message(message, self.user.id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await self._our_listeners.interaction(interaction)
