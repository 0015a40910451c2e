"""Vignette inside somebody else's bot: `await bot.load_extension("bot.frontends.discord")`, before it connects.

That bot logs in and syncs its command tree as ever; its own commands, listeners and buttons stay as they are, and win
where a name is taken. Settings are read as `vignette run` reads them, but for the token, which is that bot's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.app import App
from bot.chat.chat import Chat
from bot.frontends.discord import slash_commands
from bot.frontends.discord.frontend import EDIT_SECONDS, DiscordFrontend
from bot.frontends.discord.listeners import Listeners
from bot.jobs.service import Service
from bot.settings import Settings, load

log = structlog.get_logger(__name__)
_COMMANDS = (discord.InteractionType.application_command, discord.InteractionType.autocomplete)
Use = Callable[[discord.Interaction[Any]], Awaitable[None]]


class GuestFrontend(DiscordFrontend):
    """The same front-end, with a client that others log in."""

    def __init__(self, settings: Settings, host: commands.Bot, *, edit_seconds: float = EDIT_SECONDS) -> None:
        super().__init__(settings, edit_seconds=edit_seconds)
        self._host = host
        self._listeners: Listeners | None = None

    async def start(self, chat: Chat, service: Service) -> None:
        self._listeners = self._build_listeners(chat, service)
        self._follow(service)
        self._messenger.use(self._host)
        self._host.add_listener(self.on_message)
        self._host.add_listener(self.on_interaction)
        for payload in slash_commands.payload(self._settings.limits.of_a_command, service.info):
            try:
                self._host.tree.add_command(LineCommand(payload, self._listeners.interaction))
            except app_commands.CommandAlreadyRegistered:
                log.warning("this bot has a slash command of that name already", name=payload["name"])

    async def close(self) -> None:
        self._messenger.use(None)
        self._host.remove_listener(self.on_message)
        self._host.remove_listener(self.on_interaction)
        for command in self._host.tree.get_commands():
            if isinstance(command, LineCommand):
                self._host.tree.remove_command(command.name)
        await super().close()

    async def on_message(self, message: discord.Message) -> None:
        if self._listeners is not None and self._host.user is not None:
            await self._listeners.message(message, self._host.user.id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Buttons, menus and forms; slash commands come by that bot's tree."""
        if self._listeners is not None and interaction.type not in _COMMANDS:
            await self._listeners.interaction(interaction)


class LineCommand(app_commands.Command[Any, [], None]):
    """One of our slash commands in the tree of another bot."""

    def __init__(self, payload: slash_commands.Payload, use: Use) -> None:
        async def used(interaction: discord.Interaction[Any]) -> None:
            await use(interaction)

        super().__init__(name=payload["name"], description=payload["description"], callback=used)
        self._payload, self._use = payload, use

    def to_dict(self, tree: Any) -> dict[str, Any]:
        return self._payload

    async def _invoke_autocomplete(self, interaction: discord.Interaction[Any], name: str, namespace: Any) -> None:
        """discord.py would ask a function of each parameter; here the payload says what there is."""
        await self._use(interaction)


class Vignette(commands.Cog):
    """What `load_extension` leaves with the bot that loaded it; unloading takes it away, and so does that bot's end."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def cog_unload(self) -> None:
        """What was being drawn goes back to the queue."""
        await self._app.stop()


async def setup(bot: commands.Bot) -> None:
    """Called by `load_extension`; raises SettingsError or StorageError, with what to do."""
    from bot import bootstrap  # it chooses front-ends, this one among them

    settings = load()
    app = bootstrap.app(settings, [GuestFrontend(settings, bot)])
    await app.start()
    await bot.add_cog(Vignette(app))
