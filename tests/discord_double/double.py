"""The double as tests hold it: a server to start, a world to fill, and everything that was seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Self, TypeVar

import pytest
import yarl
from aiohttp import web
from discord import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord_double import shapes
from tests.discord_double.cdn import Cdn
from tests.discord_double.exchange import Call, Violation
from tests.discord_double.faults import Faults
from tests.discord_double.gateway import Gateway, close_all
from tests.discord_double.interactions import ANSWER_WITHIN, Interaction
from tests.discord_double.people import Person
from tests.discord_double.rate_limits import RateLimits
from tests.discord_double.rest import Rest
from tests.discord_double.world import Attachment, Channel, Clock, Guild, Json, Message, Pings, World

T = TypeVar("T")
ALL_INTENTS = (1 << 26) - 1
MESSAGE_CONTENT_FLAG = 1 << 19  # GATEWAY_MESSAGE_CONTENT_LIMITED


class DiscordDouble:
    """`async with DiscordDouble() as discord:`, then `discord.point_client(monkeypatch)`."""

    def __init__(
        self,
        *,
        token: str = "a.bot.token",
        bucket: tuple[int, float] = (5, 1.0),
        answer_within: float = ANSWER_WITHIN,  # seconds for an interaction's first answer
    ) -> None:
        self.token = token
        self.answer_within = answer_within
        self.clock = Clock()
        self.world = World(self.clock)
        self.owner = self.world.add_user("owner")
        self.faults = Faults()
        self.limits = RateLimits(self.clock, *bucket)
        self.allowed_intents = ALL_INTENTS
        self.application_flags = MESSAGE_CONTENT_FLAG
        self.calls: list[Call] = []
        self.violations: list[Violation] = []
        self.pings: list[tuple[Message, Pings]] = []  # every notification the bot caused
        self.commands: list[Json] = []
        self.interactions: dict[str, Interaction] = {}
        self.handed_over: list[Attachment] = []  # files given to slash commands, which are on no message
        self.closed_doors: list[Any] = []  # users who take no direct messages
        self.old_edits: dict[int, list[float]] = {}
        self.gateway = Gateway(self)
        self.cdn = Cdn(self)
        self.url = ""
        self._events: asyncio.Queue[Callable[[], Any]] = asyncio.Queue()
        self._teller: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=64 << 20)
        application.router.add_route("*", "/api/v10/{path:.*}", Rest(self).answer)
        application.router.add_get("/gateway/", self.gateway.accept)
        application.router.add_get("/attachments/{channel}/{attachment}/{name}", self.cdn.serve)
        self._runner = web.AppRunner(application, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._teller = asyncio.create_task(self._tell())
        return self

    async def __aexit__(self, *failure: object) -> None:
        await close_all(self.gateway)
        if self._teller is not None:
            self._teller.cancel()
        await self._runner.cleanup()

    def point_client(self, patch: pytest.MonkeyPatch) -> None:
        """Every discord.py client of this test talks to the double."""
        patch.setattr(Route, "BASE", self.api_url)
        patch.setattr(Asset, "BASE", self.url)
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(self.gateway_url))

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"{self.url.replace('http', 'ws')}/gateway/"

    @property
    def invalid_requests(self) -> int:
        """What counts towards Discord's ban: 10,000 of 401, 403 and 429 in ten minutes."""
        return sum(call.status in (401, 403, 429) for call in self.calls)

    def called(self, operation: str) -> list[Call]:
        return [call for call in self.calls if call.operation == operation]

    def person(self, name: str, guild: Guild | None = None, *roles: str) -> Person:
        """Someone new, a member of `guild` with a new role holding the permissions named."""
        user = self.world.add_user(name)
        if guild is not None:
            held = [self.world.add_role(guild, f"{name}'s role", *roles)] if roles else []
            self.world.join(guild, user, *held)
        return Person(self, user)

    async def until(self, look: Callable[[], T], *, seconds: float = 300.0) -> T:
        """What `look` returns once it is truthy; a failure that shows the last value after `seconds`."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not (found := look()):
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"not seen within {seconds} s, last: {found!r}; texts: {self._texts()}")
            await asyncio.sleep(0.01)
        return found

    def shape(self, message: Message) -> Json:
        return shapes.message(message, self.cdn.urls(message))

    def publish(self, message: Message) -> None:
        """A message appears in its channel."""
        message.channel.messages[message.id] = message
        if message.author is self.world.bot:
            self.note_pings(message, message.pings)
        self._later(self.gateway.tell_message, "MESSAGE_CREATE", message)

    def tell_update(self, message: Message) -> None:
        self._later(self.gateway.tell_message, "MESSAGE_UPDATE", message)

    def remove(self, message: Message) -> None:
        message.channel.messages.pop(message.id, None)
        self._later(self.gateway.tell, "MESSAGE_DELETE", _place(message.channel) | {"id": str(message.id)})

    def remove_channel(self, channel: Channel) -> None:
        """A channel and all that is in it are gone."""
        shape = shapes.channel(channel)
        self.world.channels.pop(channel.id, None)
        if channel.guild is not None:
            channel.guild.channels.remove(channel)
        self._later(self.gateway.tell, "CHANNEL_DELETE", shape)

    def start_interaction(self, interaction: Interaction, event: Json) -> None:
        self.interactions[interaction.token] = interaction
        self._later(self.gateway.tell, "INTERACTION_CREATE", event)

    def note_pings(self, message: Message, pings: Pings) -> None:
        if pings:
            self.pings.append((message, pings))

    def _later(self, tell: Callable[..., Any], *arguments: Any) -> None:
        """Events leave in order, after the request that caused them was answered or not: as on Discord."""
        self._events.put_nowait(lambda: tell(*arguments))

    async def _tell(self) -> None:
        while True:
            await (await self._events.get())()

    def _texts(self) -> dict[str, list[str]]:
        return {channel.name: channel.texts for channel in self.world.channels.values()}


def _place(channel: Channel) -> Json:
    place = {"channel_id": str(channel.id)}
    return place | {"guild_id": str(channel.guild.id)} if channel.guild else place
