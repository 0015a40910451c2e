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


class DiscordClient(discord.AutoShardedClient):
    """One login, over as many connections as Discord wants for the servers that the bot is on."""

    def __init__(
        self,
        listeners: Listeners,
        messenger: Messenger,
        *,
        commands: list[Payload],
        message_content: bool,
        registered: Path,  # the file that remembers which slash commands Discord knows
        proxy: str | None = None,
        shards: int = 0,  # connections; 0: as many as Discord recommends
    ) -> None:
        super().__init__(
            shard_count=shards or None,
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
        self._in_touch: set[int] = set()  # shards

    async def setup_hook(self) -> None:
        await register(self, self._commands, self._registered)
        self._messenger.use(self)
        log.info("logged in to Discord", user=str(self.user))

    async def on_shard_ready(self, shard: int) -> None:
        log.info("a share of the servers is there", shard=shard, shards=self.shard_count)
        self._heard_from(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        self._heard_from(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        log.info("a share of the servers is out of reach", shard=shard, shards=self.shard_count)
        self._in_touch.discard(shard)
        self._messenger.in_touch = False

    def _heard_from(self, shard: int) -> None:
        self._in_touch.add(shard)
        self._messenger.in_touch = len(self._in_touch) == self.shard_count

    async def on_message(self, message: discord.Message) -> None:
        if self.user is not None:
            await self._our_listeners.message(message, self.user.id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await self._our_listeners.interaction(interaction)
