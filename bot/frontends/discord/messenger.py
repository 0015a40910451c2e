"""Messages sent, edited and deleted by their ids, over whichever client is logged in; nothing it sends ever pings."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
import structlog

from bot.frontends.discord.message_ref import MessageRef
from bot.frontends.discord.once import sending_once
from bot.frontends.discord.text import message_text
from bot.frontends.discord.uploads import DEFAULT_LIMIT, Upload
from bot.redaction import brief

LOGIN_PATIENCE = 10.0  # seconds a delivery waits for the login before it is postponed
LENT_FOR = 14 * 60.0  # seconds: Discord takes an interaction's token for fifteen minutes
LOOK_BACK = 1000  # messages of anybody, in ten requests at most
log = structlog.get_logger(__name__)
SILENT = discord.AllowedMentions.none()


class NotConnected(ConnectionError):
    """Discord cannot be spoken to at the moment."""


@dataclass(frozen=True, slots=True)
class _Loan:
    webhook: discord.Webhook
    until: float  # seconds, of the loop's clock
    sent: set[int] = field(default_factory=set)  # numbers of messages below it that may have arrived


class Messenger:
    """What the front-end says, by channel and message."""

    def __init__(self) -> None:
        self._client: discord.Client | None = None
        self._logged_in = asyncio.Event()
        self.in_touch = False  # Discord's gateway speaks to us
        self._lent: dict[int, _Loan] = {}  # by message

    def lend(self, message: int, webhook: discord.Webhook) -> None:
        """A way to a message where the bot itself may not write; it ends soon, and is in memory only: it is a key."""
        now = asyncio.get_running_loop().time()
        self._lent = {known: loan for known, loan in self._lent.items() if loan.until > now}
        self._lent[message] = _Loan(webhook, now + LENT_FOR)

    def lent(self, message: int) -> discord.Webhook | None:
        return loan.webhook if (loan := self._loan(message)) else None

    async def send_below(
        self, message: int, number: int, files: Sequence[Upload], layout: discord.ui.LayoutView
    ) -> bool:
        """The message of that number below a lent one, however often this is asked for; False where none is lent.

        One that may have arrived is not sent again: nothing would tell the two apart, and it cannot be looked for.
        """
        if (loan := self._loan(message)) is None:
            return False
        if number in loan.sent:
            return True
        loan.sent.add(number)
        try:
            pictures = [file.file() for file in files]
            await sending_once(loan.webhook).send(files=pictures, view=layout, allowed_mentions=SILENT)
        except (discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
            if isinstance(error, aiohttp.ClientConnectorError):  # it cannot have arrived
                loan.sent.discard(number)
                raise
            log.warning("pictures may be missing below a reply", reason=brief(error))
        except discord.HTTPException:
            loan.sent.discard(number)
            raise
        return True

    def _loan(self, message: int) -> _Loan | None:
        loan = self._lent.get(message)
        return loan if loan is not None and asyncio.get_running_loop().time() < loan.until else None

    def use(self, client: discord.Client | None) -> None:
        """The client that is logged in from now on."""
        self._client = client
        if client is None:
            self._logged_in.clear()
            self.in_touch = False
        else:
            self._logged_in.set()

    @property
    def logged_in(self) -> bool:
        """Whether there is a client; where another host has Discord, there is none."""
        return self._client is not None

    async def client(self) -> discord.Client:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._logged_in.wait(), LOGIN_PATIENCE)
        if self._client is None:
            raise NotConnected("Discord cannot be reached.")
        return self._client

    async def send(
        self,
        channel: int,
        text: str,
        *,
        guild: int | None = None,
        files: Sequence[Upload] = (),
        layout: discord.ui.LayoutView | None = None,  # instead of the text
        nonce: str | None = None,  # sent twice within minutes, it makes one message
        reply_to: discord.MessageReference | None = None,
    ) -> int:
        """A new message; returns its id."""
        content: dict[str, Any] = (
            {"view": layout} if layout else {"content": message_text(text), "suppress_embeds": True}
        )
        options: dict[str, Any] = {"nonce": nonce, "reference": reply_to}
        place = (await self.client()).get_partial_messageable(channel, guild_id=guild)
        message = await place.send(
            **content,
            files=[file.file() for file in files],
            allowed_mentions=SILENT,
            mention_author=False,
            **{name: value for name, value in options.items() if value is not None},
        )
        return message.id

    async def edit(
        self,
        place: MessageRef,
        text: str,
        *,
        files: Sequence[Upload] | None = None,  # None: as they are
        layout: discord.ui.LayoutView | None = None,  # instead of the text; there is no way back from it
        buttons: discord.ui.View | None = None,  # under the text
    ) -> None:
        changes: dict[str, Any] = {} if files is None else {"attachments": [file.file() for file in files]}
        changes |= {"content": None, "view": layout} if layout else {"content": message_text(text)}
        if buttons is not None:
            changes["view"] = buttons
        changes["allowed_mentions"] = SILENT
        if lent := self.lent(place.message):
            await lent.edit_message(place.message, **changes)
        else:
            await (await self._message(place)).edit(**changes)

    async def direct(self, user: str) -> int:
        """The channel of direct messages with a user."""
        return (await (await self.client()).create_dm(discord.Object(int(user)))).id

    async def file_limit(self, guild: int | None) -> int:
        """Bytes a file may have there."""
        known = (await self.client()).get_guild(guild) if guild is not None else None
        return known.filesize_limit if known is not None else DEFAULT_LIMIT

    async def own_messages(self, place: MessageRef, since: int) -> list[discord.Message]:
        """What we sent to a channel after a snowflake."""
        client = await self.client()
        channel = client.get_partial_messageable(place.channel, guild_id=place.guild)
        history = channel.history(limit=LOOK_BACK, after=discord.Object(since))
        return [message async for message in history if message.author == client.user]

    async def _message(self, place: MessageRef) -> discord.PartialMessage:
        client = await self.client()
        return client.get_partial_messageable(place.channel, guild_id=place.guild).get_partial_message(place.message)
