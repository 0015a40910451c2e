"""What can go wrong between the bot and Discord, and the channel in which it does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.domain.jobs import Job
from bot.domain.requester import Requester
from bot.jobs.service import Service
from bot.storage.tables.core import OutboxRow
from tests.bot.service_kit import until
from tests.discord_double import DiscordDouble, Person
from tests.discord_double.exchange import Call
from tests.discord_double.faults import ANY
from tests.discord_double.permissions import bits
from tests.discord_double.world import Channel, Message
from tests.e2e.discord_kit import replies


@dataclass
class Room:
    """A channel, and somebody in it."""

    discord: DiscordDouble
    service: Service
    channel: Channel
    ann: Person
    mod: Person

    @property
    def requester(self) -> Requester:
        return Requester("discord", str(self.ann.user.id))

    @property
    def replies(self) -> list[Message]:
        """What the bot says in the channel."""
        return replies(self.channel, self.discord)

    async def asks(self) -> Job:
        self.ann.says(".imagine a lighthouse --seed 7", self.channel)
        return await self.job()

    async def job(self) -> Job:
        """The one that ann asked for."""
        await until(lambda: self._jobs())
        (job,) = await self._jobs()
        return job

    async def _jobs(self) -> list[Job]:
        return await self.service.history(self.requester, 10)

    async def settled(self, job: Job) -> bool:
        """Wait until the reply is sent or given up; whether it was sent."""
        row: OutboxRow | None = None

        async def done() -> bool:
            nonlocal row
            async with self.service.stores.database.read() as session:
                row = await session.get(OutboxRow, job.id)
            return row is not None and row.next_at is None

        await until(done)
        assert row is not None
        return row.sent_at is not None

    def remove(self) -> None:
        if self.channel.id in self.discord.world.channels:
            self.discord.remove_channel(self.channel)

    def forbid(self, *permissions: str) -> None:
        assert self.channel.guild is not None
        self.channel.overwrites[self.channel.guild.id] = (0, bits(*permissions))

    def delivered(self, job: Job) -> list[Message]:
        """Every message anywhere that is the job's reply."""
        messages = self.discord.world.messages()
        return [message for message in messages if f"job:{job.id}:delete" in str(message.components)]

    async def has_paid(self) -> bool:
        balance = await self.service.balance(self.requester)
        return all(part.used > 0 for part in balance.allowances if part.owner == "You")


class Impatience:
    """Stands for `asyncio` where replies are sent: whoever waits for a silent Discord has waited long enough."""

    def __init__(self) -> None:
        self._waits: list[asyncio.Timeout] = []

    def __getattr__(self, name: str) -> object:
        return getattr(asyncio, name)

    @asynccontextmanager
    async def timeout(self, seconds: float) -> AsyncIterator[None]:
        async with asyncio.timeout(seconds) as wait:
            self._waits.append(wait)
            try:
                yield
            finally:
                self._waits.remove(wait)

    def end(self) -> None:
        for wait in self._waits:
            wait.reschedule(asyncio.get_running_loop().time())


def is_final(call: Call) -> bool:
    """Faults are for replies, not for the progress before them."""
    return bool(call.files) and ":delete" in str(call.body)


# What can go wrong with one request. Each is told what it may act on, and arms the next request.
Trouble = Callable[[Room], None]


def deletes_the_message(room: Room) -> None:
    room.discord.faults.change(ANY, lambda: [room.mod.removes(each) for each in room.replies])


def deletes_the_channel(room: Room) -> None:
    room.discord.faults.change(ANY, room.remove)


def takes_away(*permissions: str) -> Trouble:
    return lambda room: room.discord.faults.change(ANY, lambda: room.forbid(*permissions))


def connection(act: str) -> Trouble:
    """Something happens to the gateway while the reply is under way."""

    def arm(room: Room) -> None:
        gateway = room.discord.gateway
        room.discord.faults.change(ANY, lambda: keep(asyncio.ensure_future(getattr(gateway, act)())))

    return arm


_tasks: set[asyncio.Future[None]] = set()


def keep(task: asyncio.Future[None]) -> None:
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


PASSING: dict[str, Trouble] = {
    "429 of a bucket": lambda room: room.discord.faults.rate_limit(ANY, 0.05),
    "429 everywhere": lambda room: room.discord.faults.rate_limit(ANY, 0.05, scope="global"),
    "429 shared with others": lambda room: room.discord.faults.rate_limit(ANY, 0.05, scope="shared"),
    "429 for longer than we wait": lambda room: room.discord.faults.rate_limit(ANY, 99.0, scope="global"),
    "429 of Cloudflare": lambda room: room.discord.faults.ban(ANY),
    "503": lambda room: room.discord.faults.server_error(ANY, 503),
    "502, which discord.py tries again": lambda room: room.discord.faults.server_error(ANY, 502),
    "a lost answer": lambda room: room.discord.faults.lost_answer(ANY),
    "silence before": lambda room: room.discord.faults.silence(ANY),
    "silence after": lambda room: room.discord.faults.lost_answer(ANY, silence=True),
    "the gateway breaks": connection("drop"),
    "the gateway asks to reconnect": connection("ask_reconnect"),
    "the session ends": connection("invalidate"),
    "the session is forgotten": connection("forget"),
    "the message is deleted": deletes_the_message,
}


CLOSING: dict[str, Trouble] = {
    "the channel is deleted": deletes_the_channel,
    "no permission to attach files": takes_away("attach_files"),
}
