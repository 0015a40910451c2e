"""Answers to somebody who used a slash command or pressed a button.

Discord wants the first answer within three seconds and takes none by this way after fifteen minutes, so what stays is
from then on an ordinary message of the channel. What may be tried again is what stands there once however often it
arrives: the first answer, of which Discord takes one, and the words in the place it announced, which are an edit.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import count
from typing import Any, TypeVar

import discord
from discord.http import Route, handle_message_parameters

from bot.chat.context import Answer
from bot.domain.requester import Requester
from bot.frontends.discord.buttons import Row, view
from bot.frontends.discord.chunks import send_in_chunks
from bot.frontends.discord.message_ref import MessageRef
from bot.frontends.discord.messenger import SILENT, Messenger
from bot.frontends.discord.once import sending_once
from bot.frontends.discord.permissions import missing_sentence
from bot.frontends.discord.retry import retry
from bot.frontends.discord.text import message_text
from bot.frontends.discord.uploads import Upload

ALREADY_ANSWERED = 40060

T = TypeVar("T")


class InteractionResponder:
    """The way back of one interaction."""

    def __init__(self, messenger: Messenger, interaction: discord.Interaction[Any], requester: Requester) -> None:
        self._messenger, self._interaction = messenger, interaction
        self.requester = requester
        self._taken = False  # whether an answer of ours was taken although nothing told us so
        self._nonces = (f"{interaction.id}-{number}" for number in count())
        self._begun = False  # whether the first answer is announced and not yet there

    @property
    def missing(self) -> str | None:
        interaction = self._interaction
        if interaction.guild_id is None or self._foreign:
            return None
        return missing_sentence(interaction.app_permissions, interaction.channel)

    @property
    def _foreign(self) -> bool:
        """Whether the bot itself is not here, only this person brought it: it may answer, and nothing else."""
        interaction = self._interaction
        if interaction.guild_id is not None:
            return not interaction.is_guild_integration()
        return interaction.context.private_channel

    @property
    def moderates(self) -> bool:
        """Whether this person may delete what others wrote here."""
        return self._interaction.permissions.manage_messages

    @property
    def pressed(self) -> int | None:
        """The message whose button was pressed."""
        return None if self._interaction.message is None else self._interaction.message.id

    async def acknowledge(self) -> None:
        """The press has arrived; the message stays as it is."""
        await self._first(self._interaction.response.defer)

    async def ask(self, form: discord.ui.Modal) -> None:
        await self._interaction.response.send_modal(form)

    async def offer(self, text: str, rows: Sequence[Row]) -> None:
        """Buttons for this person alone."""
        await self._interaction.response.send_message(
            message_text(text), view=view(rows), ephemeral=True, allowed_mentions=SILENT
        )

    async def remove(self) -> None:
        """Delete the message whose button was pressed."""
        with contextlib.suppress(discord.NotFound):
            if self._foreign:
                await self._interaction.delete_original_response()
            elif (message := self._interaction.message) is not None:
                await message.delete()

    async def post(self, text: str) -> MessageRef:
        interaction = self._interaction
        if interaction.channel_id is None:
            raise ValueError("an interaction without a channel")
        if self._begun or (self._foreign and self._answered):
            message = await self._follow_up(text, alone=False)
        elif self._answered:
            message = await self._post(interaction.channel_id, text)
        else:
            message = await self._respond_or_post(interaction.channel_id, text)
        if self._foreign:
            self._messenger.lend(message, interaction.followup)
        return MessageRef(interaction.channel_id, message, interaction.guild_id).within(interaction.channel)

    async def defer(self, *, alone: bool) -> None:
        self._begun = True
        await self._first(partial(self._interaction.response.defer, ephemeral=alone, thinking=True))

    async def defer_ephemeral(self) -> None:
        if not self._begun:
            await self.defer(alone=True)

    async def reply(self, answer: Answer) -> None:
        if not self._answered:
            await self.defer_ephemeral()
        await send_in_chunks(answer, self._interaction.filesize_limit, self._follow_up)

    async def reply_ephemeral(self, text: str) -> None:
        if self._answered:
            await self.reply(Answer(text))
        else:
            await self._respond(text, ephemeral=True)

    async def _follow_up(self, text: str, files: Sequence[Upload] = (), *, alone: bool = True) -> int:
        """The first one after `defer` takes the place it announced, with whoever that is for; returns its id."""
        if self._begun:
            message = await retry(lambda: self._fill(text, files))
            self._begun = False
            return message
        sent = await sending_once(self._interaction.followup).send(
            message_text(text),
            files=[file.file() for file in files],
            ephemeral=alone,
            allowed_mentions=SILENT,
            suppress_embeds=True,
            wait=True,
        )
        return sent.id

    async def _fill(self, text: str, files: Sequence[Upload]) -> int:
        """By hand, as discord.py edits without flags; a link that is shown as a card has been visited."""
        interaction = self._interaction
        route = Route(
            "PATCH",
            "/webhooks/{application_id}/{interaction_token}/messages/@original",
            application_id=interaction.application_id,
            interaction_token=interaction.token,
        )
        with handle_message_parameters(
            message_text(text),
            attachments=[file.file() for file in files],
            flags=discord.MessageFlags(suppress_embeds=True),
            allowed_mentions=SILENT,
        ) as sent:
            content: dict[str, Any] = {"form": sent.multipart} if sent.files else {"json": sent.payload}
            return int((await interaction.client.http.request(route, files=sent.files, **content))["id"])

    async def _respond(self, text: str, *, ephemeral: bool = False) -> int:
        send = partial(self._interaction.response.send_message, message_text(text), ephemeral=ephemeral)
        response = await self._first(partial(send, allowed_mentions=SILENT, suppress_embeds=True))
        if response is None or not response.message_id:  # without an id Discord is asked which message it became
            return (await self._interaction.original_response()).id
        return response.message_id

    async def _respond_or_post(self, channel: int, text: str) -> int:
        try:
            return await self._respond(text)
        except discord.NotFound:  # we were slow, and Discord takes no answer any more
            return await self._post(channel, text)

    async def _post(self, channel: int, text: str) -> int:
        """An ordinary message of the channel."""
        guild, nonce = self._interaction.guild_id, next(self._nonces)
        return await retry(lambda: self._messenger.send(channel, text, guild=guild, nonce=nonce))

    @property
    def _answered(self) -> bool:
        return self._taken or self._interaction.response.is_done()

    async def _first(self, answer: Callable[[], Awaitable[T]]) -> T | None:
        """The first answer, given once; None when Discord had taken it already and could not tell us so."""
        try:
            return await retry(answer)
        except discord.HTTPException as error:
            if error.code != ALREADY_ANSWERED:
                raise
            self._taken = True
            return None
