"""The discord.py client: hears messages, slash commands and buttons, and hands them on. No more than that."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Awaitable, Collection
from pathlib import Path
from typing import Any

import aiohttp
import discord
import structlog

from bot.chat import MISTAKE
from bot.commands import Limits
from bot.frontends.discord import slash
from bot.frontends.discord.conversation import Conversation
from bot.frontends.discord.forms import written
from bot.frontends.discord.interaction_outlet import InteractionOutlet
from bot.frontends.discord.message_outlet import MessageOutlet
from bot.frontends.discord.messenger import SILENT, Messenger
from bot.frontends.discord.outlet import Outlet
from bot.frontends.discord.presses import Press
from bot.frontends.discord.pressing import Pressing
from bot.frontends.discord.registration import register
from bot.frontends.discord.requesters import requester

log = structlog.get_logger(__name__)


class DiscordClient(discord.Client):
    """One login."""

    def __init__(
        self,
        conversation: Conversation,
        pressing: Pressing,
        messenger: Messenger,
        *,
        prefix: str,
        limits: Limits,
        message_content: bool,
        admin_servers: Collection[str],  # whose managers are admins; empty: every server's
        registered: Path,  # the file that remembers which slash commands Discord knows
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
        )
        self._conversation, self._pressing, self._messenger = conversation, pressing, messenger
        self._prefix, self._limits, self._registered = prefix, limits, registered
        self._admin_servers = admin_servers

    async def setup_hook(self) -> None:
        await register(self, slash.payload(self._limits), self._registered)
        self._messenger.use(self)
        log.info("logged in to Discord", user=str(self.user))

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot or self.user is None:
            return
        outlet = MessageOutlet(self._messenger, message, requester(message.author, self._admin_servers))
        await self._answer(self._conversation.hear(self._line(message.content, self.user.id), outlet), outlet)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Slash commands, buttons, menus and forms."""
        data: dict[str, Any] = {**(interaction.data or {})}
        outlet = self._outlet(interaction)
        if interaction.type is discord.InteractionType.application_command:
            await self._answer(self._use(data, outlet), outlet)
        elif press := Press.read(data.get("custom_id", "")):
            await self._answer(self._pressed(interaction.type, press, data, outlet), outlet)

    async def _pressed(
        self, kind: discord.InteractionType, press: Press, data: dict[str, Any], outlet: InteractionOutlet
    ) -> None:
        if kind is discord.InteractionType.modal_submit:
            await self._pressing.sent(press, written(data), outlet)
        else:
            await self._pressing.pressed(press, "".join(data.get("values", ())), outlet)

    def _outlet(self, interaction: discord.Interaction[Any]) -> InteractionOutlet:
        return InteractionOutlet(self._messenger, interaction, requester(interaction.user, self._admin_servers))

    async def _use(self, used: dict[str, Any], outlet: Outlet) -> None:
        given = {option["name"]: option["value"] for option in used.get("options", ())}
        await self._conversation.hear(slash.line(self._prefix, used["name"], given, self._limits), outlet)

    def _line(self, content: str, me: int) -> str:
        """The line of chat in a message: a mention in front stands for the prefix, and alone it asks for help."""
        mention = re.match(rf"\s*<@!?{me}>\s*", content)
        if mention is None:
            return content
        words = content[mention.end() :]
        return words if words.startswith(self._prefix) else f"{self._prefix}{words or 'help'}"

    async def _answer(self, work: Awaitable[None], outlet: Outlet) -> None:
        """The outermost loop of everything people do: what goes wrong is logged, and told without its details."""
        try:
            await work
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.warning("an answer did not reach Discord", user=outlet.requester.user, reason=str(error))
        except Exception:
            log.exception("a command on Discord could not be answered", user=outlet.requester.user)
            with contextlib.suppress(discord.DiscordException):
                await outlet.whisper(MISTAKE)
