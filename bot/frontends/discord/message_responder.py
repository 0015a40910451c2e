"""Answers to somebody who typed: replies under their message."""

from __future__ import annotations

from itertools import count

import discord

from bot.chat.context import Answer
from bot.domain.requester import Requester
from bot.frontends.discord.chunks import send_in_chunks
from bot.frontends.discord.message_ref import MessageRef
from bot.frontends.discord.messenger import Messenger
from bot.frontends.discord.permissions import missing_sentence
from bot.frontends.discord.retry import retry
from bot.frontends.discord.uploads import Upload

CANNOT_SEND_TO_USER = 50007
SENT_ALONE = "I have sent you that as a direct message."
CLOSED = "That is for you alone, and you take no direct messages from me: use the slash command instead."


class MessageResponder:
    """Under one message."""

    def __init__(self, messenger: Messenger, message: discord.Message, requester: Requester) -> None:
        self._messenger, self._message = messenger, message
        self._guild = message.guild.id if message.guild else None
        self.requester = requester
        self._nonces = (f"{message.id}-{number}" for number in count())  # so that no reply is sent twice

    @property
    def missing(self) -> str | None:
        guild, channel = self._message.guild, self._message.channel
        if guild is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return None
        return missing_sentence(channel.permissions_for(guild.me), channel)

    async def post(self, text: str) -> MessageRef:
        channel = self._message.channel
        return MessageRef(channel.id, await self._reply(text), self._guild).within(channel)

    async def defer(self, *, alone: bool) -> None:
        """Who typed is answered soon enough."""

    async def defer_ephemeral(self) -> None:
        """The same."""

    async def reply(self, answer: Answer) -> None:
        if answer.private and self._guild is not None:
            await self._reply_direct(answer)
            return
        await send_in_chunks(answer, await self._messenger.file_limit(self._guild), self._reply)

    async def reply_ephemeral(self, text: str) -> None:
        """By direct message; who takes none is left without."""
        try:
            await self._messenger.send(await self._messenger.direct(self.requester.user), text)
        except discord.Forbidden as error:
            if error.code != CANNOT_SEND_TO_USER:
                raise

    async def _reply_direct(self, answer: Answer) -> None:
        """By direct message, and where it went is said in the channel."""
        try:
            direct = await self._messenger.direct(self.requester.user)

            async def send(text: str, files: list[Upload]) -> int:
                return await self._messenger.send(direct, text, files=files)

            await send_in_chunks(answer, await self._messenger.file_limit(None), send)
        except discord.Forbidden as error:
            if error.code != CANNOT_SEND_TO_USER:
                raise
            await self._reply(CLOSED)
        else:
            await self._reply(SENT_ALONE)

    async def _reply(self, text: str, files: list[Upload] | None = None) -> int:
        reference = self._message.to_reference(fail_if_not_exists=False)
        channel, nonce = self._message.channel.id, next(self._nonces)
        return await retry(
            lambda: self._messenger.send(
                channel, text, guild=self._guild, files=files or (), nonce=nonce, reply_to=reference
            )
        )
