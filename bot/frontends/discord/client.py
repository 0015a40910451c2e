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
    """One login over one connection."""

    def __init__(
        self,
        listeners: Listeners,
        messenger: Messenger,
        *,
        commands: list[Payload],
        message_content: bool,
        registered: Path,  # the file that remembers which slash commands Discord knows
        proxy: str | None = None,
        shards: int = 0,  # connections, of a client that has several; 0: as many as Discord recommends
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

    async def setup_hook(self) -> None:
        await register(self, self._commands, self._registered)
        self._messenger.use(self)
        log.info("logged in to Discord", user=str(self.user))

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Every event passes here. Listeners would be tasks, which the last event of a login would leave behind."""
        self._note(event, *args)
        super().dispatch(event, *args, **kwargs)

    def _note(self, event: str, *_: Any) -> None:
        """Whether Discord and we are in touch."""
        if event in ("ready", "resumed", "disconnect"):
            self._messenger.in_touch = event != "disconnect"

    async def on_message(self, message: discord.Message) -> None:
        if self.user is not None:
            await self._our_listeners.message(message, self.user.id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await self._our_listeners.interaction(interaction)


class ShardedDiscordClient(DiscordClient, discord.AutoShardedClient):
    """One login over several connections, each for its share of the servers.

    discord.py 2.7.1 begins a shard anew whose first try to resume fails, and what was said meanwhile is never heard;
    over one connection it goes on trying to resume. So this is only for bots that Discord wants to have several.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._in_touch: set[int] = set()  # shards

    def _note(self, event: str, *args: Any) -> None:
        if event not in ("shard_ready", "shard_resumed", "shard_disconnect"):
            return
        [shard] = args
        if event == "shard_disconnect":
            self._in_touch.discard(shard)
        else:
            self._in_touch.add(shard)
        log.info("a share of the servers", news=event, shard=shard, shards=self.shard_count)
        self._messenger.in_touch = len(self._in_touch) == self.shard_count
