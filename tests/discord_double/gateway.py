"""The gateway: sessions that can be dropped, resumed and invalidated, and events as the bot's intents allow."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.discord_double import shapes
from tests.discord_double.world import Guild, Json, Message

if TYPE_CHECKING:
    from tests.discord_double.double import DiscordDouble

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, REQUEST_MEMBERS = 0, 1, 2, 6, 7, 8
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1, 1 << 9, 1 << 12, 1 << 15
AUTHENTICATION_FAILED, SHARDING_REQUIRED, DISALLOWED_INTENTS = 4004, 4011, 4014


@dataclass(slots=True)
class Session:
    """What a bot that identified is owed, connected or not."""

    intents: int
    shard: int = 0
    shards: int = 1  # of the bot; this one is told of its share of the servers
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sent: list[Json] = field(default_factory=list)  # every event, for RESUME
    socket: web.WebSocketResponse | None = None

    def hears_of(self, guild: int | None) -> bool:
        """Direct messages are the first shard's (https://docs.discord.com/developers/events/gateway#sharding)."""
        return ((guild or 0) >> 22) % self.shards == self.shard


class Gateway:
    """Accepts connections, keeps sessions, tells events."""

    def __init__(self, double: DiscordDouble) -> None:
        self._double = double
        self.sessions: dict[str, Session] = {}
        self.shards = 1  # as many as are recommended
        self.refusing = False  # as when Discord is down: the handshake fails
        self.identifies = 0
        self.resumes = 0
        self.heartbeats = 0

    @property
    def connected(self) -> bool:
        return any(session.socket is not None and not session.socket.closed for session in self.sessions.values())

    async def accept(self, request: web.Request) -> web.StreamResponse:
        if self.refusing:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            payload = json.loads(frame.data)
            await self._hear(socket, payload["op"], payload["d"])
        for session in self.sessions.values():
            if session.socket is socket:
                session.socket = None
        return socket

    async def _hear(self, socket: web.WebSocketResponse, opcode: int, data: Any) -> None:
        if opcode == IDENTIFY:
            await self._identify(socket, data)
        elif opcode == RESUME:
            await self._resume(socket, data)
        elif opcode == HEARTBEAT:
            self.heartbeats += 1
            await socket.send_json({"op": HEARTBEAT_ACK, "d": None, "s": None, "t": None})
        elif opcode == REQUEST_MEMBERS:
            await self._members(data)

    async def tell(self, event: str, data: Json, *, intent: int = 0) -> None:
        """An event to every session whose intents include it; those that are away get it when they resume."""
        about = data.get("id" if event == "GUILD_CREATE" else "guild_id")
        for session in self.sessions.values():
            if session.intents & intent == intent and session.hears_of(int(about) if about else None):
                await self._send(session, event, data)

    async def tell_message(self, event: str, message: Message) -> None:
        if message.channel.guild and not message.channel.guild.has(self._double.world.bot):
            return
        intent = GUILD_MESSAGES if message.channel.guild else DIRECT_MESSAGES
        shape = shapes.message_event(message, self._double.cdn.urls(message))
        for session in self.sessions.values():
            if session.intents & intent and session.hears_of(message.channel.guild and message.channel.guild.id):
                await self._send(session, event, shape if self._readable(session, message) else _blank(shape))

    async def introduce(self, guild: Guild) -> None:
        await self.tell("GUILD_CREATE", shapes.guild(guild), intent=GUILDS)

    async def ask_reconnect(self) -> None:
        """Opcode 7: the client must come back and resume."""
        for session in self.sessions.values():
            if session.socket is not None:
                await session.socket.send_json({"op": RECONNECT, "d": None, "s": None, "t": None})

    async def repeat(self, count: int = 1) -> None:
        """The last events are told once more, as after a connection that broke at a bad moment."""
        for session in self.sessions.values():
            for payload in session.sent[-count:]:
                await self._send(session, payload["t"], payload["d"])

    async def forget(self) -> None:
        """The connection breaks, and with it the session: who wants to resume is told to identify anew."""
        sessions, self.sessions = self.sessions, {}
        for session in sessions.values():
            if session.socket is not None:
                await session.socket.close(code=4000)

    async def invalidate(self) -> None:
        """Opcode 9 at once: the session is over."""
        for session in self.sessions.values():
            if session.socket is not None:
                await session.socket.send_json({"op": INVALID_SESSION, "d": False, "s": None, "t": None})

    async def drop(self, code: int = 4000) -> None:
        """The connection breaks."""
        for session in self.sessions.values():
            if session.socket is not None:
                await session.socket.close(code=code)

    async def pulse(self) -> None:
        """Ask for a heartbeat and see it come: the client's gateway task is alive."""
        before = self.heartbeats
        for session in self.sessions.values():
            if session.socket is not None and not session.socket.closed:
                await session.socket.send_json({"op": HEARTBEAT, "d": None, "s": None, "t": None})
        await self._double.until(lambda: self.heartbeats > before)

    async def _identify(self, socket: web.WebSocketResponse, asked: Json) -> None:
        if asked["token"] != self._double.token:
            await socket.close(code=AUTHENTICATION_FAILED)
            return
        if asked["intents"] & ~self._double.allowed_intents:
            await socket.close(code=DISALLOWED_INTENTS)
            return
        if "shard" not in asked and self.shards > 1:
            await socket.close(code=SHARDING_REQUIRED)
            return
        self.identifies += 1
        shard, shards = asked.get("shard", (0, 1))
        session = Session(asked["intents"], shard, shards, socket=socket)
        others = {each.id: each for each in self.sessions.values() if each.shards == shards and each.shard != shard}
        self.sessions = others | {session.id: session}
        await self._send(session, "READY", self._ready(session))
        for guild in self._guilds(session):
            await self._send(session, "GUILD_CREATE", shapes.guild(guild))

    async def _resume(self, socket: web.WebSocketResponse, asked: Json) -> None:
        session = self.sessions.get(asked["session_id"])
        if session is None or asked["token"] != self._double.token:
            await socket.send_json({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
            return
        self.resumes += 1
        session.socket = socket
        for payload in [payload for payload in session.sent if payload["s"] > (asked["seq"] or 0)]:
            await socket.send_json(payload)
        await self._send(session, "RESUMED", {})

    async def _send(self, session: Session, event: str, data: Json) -> None:
        payload = {"op": DISPATCH, "t": event, "s": len(session.sent) + 1, "d": data}
        session.sent.append(payload)
        if session.socket is not None and not session.socket.closed:
            await session.socket.send_json(payload)

    async def _members(self, asked: Json) -> None:
        guild = self._double.world.guilds[int(asked["guild_id"])]
        wanted = {int(item) for item in asked.get("user_ids") or ()}
        members = [shapes.member(guild, user) for user, _ in guild.members.values() if not wanted or user.id in wanted]
        chunk = {"guild_id": str(guild.id), "members": members, "chunk_index": 0, "chunk_count": 1}
        await self.tell("GUILD_MEMBERS_CHUNK", chunk | {"nonce": asked.get("nonce")})

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": shapes.myself(self._double.world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in self._guilds(session)],
            "shard": [session.shard, session.shards],
            "session_id": session.id,
            "resume_gateway_url": self._double.gateway_url,
            "application": {"id": str(self._double.world.bot.id), "flags": self._double.application_flags},
        }

    def _guilds(self, session: Session) -> list[Guild]:
        """Those where the bot is, as far as they are this shard's."""
        bot, guilds = self._double.world.bot, self._double.world.guilds.values()
        return [guild for guild in guilds if guild.has(bot) and session.hears_of(guild.id)]

    def _readable(self, session: Session, message: Message) -> bool:
        """Without the intent, text is told only in direct messages, when the bot is mentioned, and its own."""
        bot = self._double.world.bot
        mentioned = message.author is bot or bot in message.pings.users
        return bool(session.intents & MESSAGE_CONTENT) or message.channel.guild is None or mentioned


def _blank(shape: Json) -> Json:
    hidden: dict[str, Any] = {"content": "", "attachments": [], "embeds": [], "components": []}
    return shape | hidden


async def close_all(gateway: Gateway) -> None:
    await asyncio.gather(*(session.socket.close() for session in gateway.sessions.values() if session.socket))
