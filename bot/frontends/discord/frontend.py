"""The Discord front-end: keeps one client logged in, and says in a sentence why when it cannot."""

from __future__ import annotations

import asyncio

import aiohttp
import discord
import structlog

from bot.background import Tasks, forever
from bot.chat.chat import Chat
from bot.domain.errors import StorageError
from bot.domain.jobs import Job
from bot.frontends.discord import slash_commands
from bot.frontends.discord.autocomplete import Autocomplete
from bot.frontends.discord.client import DiscordClient, ShardedDiscordClient
from bot.frontends.discord.component_handler import ComponentHandler
from bot.frontends.discord.conversation import Conversation
from bot.frontends.discord.delivery import Delivery
from bot.frontends.discord.edit_throttle import EditThrottle
from bot.frontends.discord.listeners import Listeners
from bot.frontends.discord.login_check import NO_INTENT, WRONG_TOKEN
from bot.frontends.discord.message_ref import FRONTEND
from bot.frontends.discord.messenger import Messenger
from bot.frontends.discord.progress import ProgressEdits
from bot.frontends.discord.proxy import discord_proxy
from bot.jobs.service import Service
from bot.redaction import brief
from bot.settings import Settings, SettingsError

EDIT_SECONDS = 3.0  # between two edits in one channel
FIRST_PAUSE, LAST_PAUSE = 1.0, 60.0  # seconds before the next login when Discord is out of reach
SHARDING_REQUIRED = 4011  # https://docs.discord.com/developers/topics/opcodes-and-status-codes
LOST = "The database was out of reach, so another host may have taken over."
OUT_OF_REACH = "Discord is out of reach; the bot logs in again by itself."

log = structlog.get_logger(__name__)


class DiscordFrontend:
    """Implements the front-end port for Discord."""

    name = FRONTEND

    def __init__(self, settings: Settings, *, edit_seconds: float = EDIT_SECONDS) -> None:
        self.trouble = ""  # the sentence that says why it does not run
        self.stands_by = False  # another host on this database has Discord
        self._settings, self._sharded = settings, settings.discord.shards > 1
        self._messenger, self._edits = Messenger(), EditThrottle(edit_seconds)
        self._progress = ProgressEdits(self._messenger, self._edits)
        self._delivery = Delivery(self._messenger, self._edits, self._progress, settings.discord.prefix)
        self._tasks = Tasks()

    async def start(self, chat: Chat, service: Service) -> None:
        """Begin to log in. That Discord is out of reach must not keep the other front-ends from starting."""
        self._tasks.start(self._stay_logged_in(chat, service))
        self._follow(service)

    async def deliver(self, job: Job) -> None:
        await self._delivery.deliver(job)

    async def close(self) -> None:
        self._edits.close()
        await self._tasks.close()

    def _follow(self, service: Service) -> None:
        self._tasks.start(forever("showing progress on Discord", lambda: self._progress.follow(service)))

    @property
    def outage(self) -> str:
        """Why Discord and we are out of touch; empty while we are not."""
        return self.trouble or ("" if self._messenger.in_touch or self.stands_by else OUT_OF_REACH)

    async def _stay_logged_in(self, chat: Chat, service: Service) -> None:
        clock, pause = asyncio.get_running_loop().time, FIRST_PAUSE
        while True:
            begun = clock()
            error = await self._one_turn(chat, service)
            service.tally.outages[self.name] += 1
            if sentence := _final(error):
                self.trouble = sentence  # this front-end ends; the others go on
                log.error(sentence)
                return
            pause = FIRST_PAUSE if clock() - begun > LAST_PAUSE else min(2 * pause, LAST_PAUSE)
            log.warning("Discord is out of reach", reason=brief(error) if error else "it closed", retry_in=pause)
            await asyncio.sleep(pause)

    async def _one_turn(self, chat: Chat, service: Service) -> BaseException | None:
        """From when no other host speaks here to the end of a login, and what ended it."""
        try:
            async with service.stores.database.role(self._role(), waiting=self._stand_by) as lost:
                self.stands_by = False
                login, loss = asyncio.create_task(self._one_login(chat, service)), asyncio.create_task(lost.wait())
                try:
                    await asyncio.wait((login, loss), return_when=asyncio.FIRST_COMPLETED)
                    return await login if login.done() else StorageError(LOST)
                finally:
                    for task in (login, loss):
                        task.cancel()
                    await asyncio.gather(login, loss, return_exceptions=True)
        except StorageError as error:
            return error

    def _role(self) -> str:
        token = self._settings.discord.token
        return f"discord {token.get_secret_value() if token else ''}"  # of which only a hash reaches the server

    def _stand_by(self) -> None:
        self.stands_by = True
        log.info("another host has Discord; this one takes over when it is gone")

    async def _one_login(self, chat: Chat, service: Service) -> BaseException | None:
        """From a login to its end, and what ended it.

        A Discord-compatible server sends what discord.py cannot read, and one of its tasks that ends cancelled looks as
        if it were we who are.
        """
        try:
            await self._log_in(self._client(chat, service))
        except (Exception, asyncio.CancelledError) as error:  # whatever it is, we log in again
            task = asyncio.current_task()
            if isinstance(error, asyncio.CancelledError) and (task is None or task.cancelling()):
                raise
            if not isinstance(error, discord.DiscordException | aiohttp.ClientError | OSError | SettingsError):
                log.error("discord.py broke, and logs in anew", exc_info=error)
            self._sharded |= isinstance(error, discord.ConnectionClosed) and error.code == SHARDING_REQUIRED
            return error
        return None

    async def _log_in(self, client: DiscordClient) -> None:
        """From login to the end of the connection; discord.py itself reconnects what breaks in between."""
        token = self._settings.discord.token
        async with client:
            try:
                await client.start(token.get_secret_value() if token else "")
            finally:
                self._messenger.use(None)

    def _client(self, chat: Chat, service: Service) -> DiscordClient:
        settings = self._settings
        client = ShardedDiscordClient if self._sharded else DiscordClient
        return client(
            self._build_listeners(chat, service),
            self._messenger,
            commands=slash_commands.payload(settings.limits.of_a_command, service.info),
            message_content=settings.discord.message_content,
            registered=settings.data_dir / "discord-commands.sha256",
            proxy=discord_proxy(settings.discord),
            shards=settings.discord.shards,
        )

    def _build_listeners(self, chat: Chat, service: Service) -> Listeners:
        settings, limits = self._settings.discord, self._settings.limits.of_a_command
        conversation = Conversation(
            chat, service, self._messenger, self._progress, prefix=settings.prefix, limits=limits
        )
        return Listeners(
            conversation,
            ComponentHandler(conversation, service, prefix=settings.prefix),
            Autocomplete(service, limits),
            self._messenger,
            prefix=settings.prefix,
            limits=limits,
            admin_servers=settings.admin_servers,
        )


def _final(error: BaseException | None) -> str:
    """The sentence for what another login would not change; empty for everything else."""
    match error:
        case discord.LoginFailure():
            return WRONG_TOKEN
        case discord.PrivilegedIntentsRequired():
            return NO_INTENT
        case SettingsError():
            return str(error)
        case _:
            return ""
