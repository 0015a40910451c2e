"""A job's reply, delivered once: into the message that showed its progress, or else where the person still sees it.

Editing that message twice changes nothing, so a repeated delivery does no harm. Where it cannot be edited, because
somebody deleted it or it waited for hours, a new message is sent under a nonce, after a look for one sent earlier. A
channel that is gone or shut gets nothing; the reply goes to whoever asked, alone, if they take direct messages. Where
Discord will never take it, as a picture that it holds for explicit, that is said in words in its place, and it ends.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import aiohttp
import discord

from bot.chat.reply import reply_text
from bot.commands.parse import typed_forms
from bot.domain.errors import Undeliverable
from bot.domain.jobs import Job
from bot.frontends.discord.buttons import rows
from bot.frontends.discord.custom_ids import CustomId
from bot.frontends.discord.edit_throttle import EditThrottle
from bot.frontends.discord.layout import layout
from bot.frontends.discord.message_ref import MessageRef
from bot.frontends.discord.messenger import Messenger
from bot.frontends.discord.progress import ProgressEdits
from bot.frontends.discord.refusals import UNEDITABLE, is_final, is_shut, is_too_large, refusal_reason
from bot.frontends.discord.retry import retry
from bot.frontends.discord.uploads import Upload, uploads

SHRINK = (1, 2, 4, 8)  # a server may take less than it says
RECOMPRESSED = "Recompressed to fit Discord's limit for files."
SKEW = timedelta(hours=1)  # between our clock and Discord's
YOUNG = timedelta(minutes=30)  # half of what Discord calls young
SHUT = "The channel is shut, and who asked takes no direct messages."
LEFT_OUT = "The video is larger than Discord takes here, however small: the web page has it, below this job's number."
REFUSED = (
    "I cannot show job `{job}` here. {reason} Nothing was charged; the web page has its pictures, below that number."
)
MOVED = "I may not write any more where you asked for this, so here it is."


class Delivery:
    """Sends what ended."""

    def __init__(self, messenger: Messenger, edits: EditThrottle, progress: ProgressEdits, prefix: str) -> None:
        self._messenger, self._edits, self._progress, self._prefix = messenger, edits, progress, prefix

    async def deliver(self, job: Job) -> None:
        """Returns once the reply stands on Discord; raises what should be tried again."""
        self._progress.stop(job.id)
        place = MessageRef.of(job.address)
        async with self._edits.of(place.channel).final(place.message):
            limit = await self._messenger.file_limit(place.guild)
            for shrink in SHRINK:
                try:
                    await self._send(job, place, limit // shrink)
                    return
                except discord.HTTPException as error:
                    if is_too_large(error) and shrink != SHRINK[-1]:
                        continue
                    if not is_final(error):
                        raise
                    await self._say_refused(job, place, refusal_reason(error))
                    raise Undeliverable(refusal_reason(error)) from error

    async def _say_refused(self, job: Job, place: MessageRef, reason: str, *, below: bool = False) -> None:
        """In the place of the progress, or `below` pictures that stand there; where nothing may be written, to whoever
        asked. The words are ours alone: those of whoever asked may be what was refused.
        """
        text, nonce = REFUSED.format(job=job.short_id, reason=reason), f"{job.id[:22]}-no"
        send = partial(self._messenger.send, text=text, nonce=nonce)

        async def send_direct() -> None:
            await send(await self._messenger.direct(job.requester.user))

        say_there = partial(self._messenger.edit, place, text, files=())
        say_below = partial(send, place.channel, guild=place.guild, reply_to=_reference(place))
        for say in (say_below, send_direct) if below else (say_there, say_below, send_direct):
            with contextlib.suppress(discord.DiscordException, aiohttp.ClientError, OSError):
                await retry(say)
                return

    def _text(self, job: Job, files: list[Upload]) -> str:
        notes = [RECOMPRESSED] if any(file.shrunk for file in files) else []
        notes += [LEFT_OUT] if len(files) < len(job.outcome.frames) + bool(job.outcome.page) else []
        return typed_forms("\n".join([reply_text(job), *notes]), self._prefix)

    async def _send(self, job: Job, place: MessageRef, limit: int) -> None:
        first, *rest = await asyncio.to_thread(uploads, job, limit)
        text = self._text(job, [*first, *(file for batch in rest for file in batch)])
        place = await self._send_first(job, place, text, first)
        for number, batch in enumerate(rest, start=1):
            try:
                await self._send_more(job, place, number, batch)
            except discord.HTTPException as error:
                if is_too_large(error) or not is_final(error):
                    raise
                await self._say_refused(job, place, refusal_reason(error), below=True)
                raise Undeliverable(refusal_reason(error)) from error

    async def _send_more(self, job: Job, place: MessageRef, number: int, batch: list[Upload]) -> None:
        """Pictures that the first message had no room for."""
        if await self._messenger.send_below(place.message, number, batch, layout("", batch)):
            return
        nonce, name = f"{job.id[:22]}-{number}", batch[0].stem
        await self._send_once(
            job,
            place,
            "",
            batch,
            nonce,
            lambda message: any(each.filename.rpartition(".")[0] == name for each in message.attachments),
        )

    async def _send_first(self, job: Job, place: MessageRef, text: str, files: list[Upload]) -> MessageRef:
        """The message with the buttons; returns where it stands."""
        try:
            return await self._edit_or_send(job, place, text, files)
        except discord.HTTPException as error:
            if not is_shut(error):
                raise
        try:
            return await self._find_earlier_if_open(job, place) or await self._send_direct(job, text, files)
        except discord.HTTPException as error:
            if is_shut(error):
                raise Undeliverable(SHUT) from error
            raise

    async def _edit_or_send(self, job: Job, place: MessageRef, text: str, files: list[Upload]) -> MessageRef:
        """Where progress was shown. What cannot be edited for a while may have been followed by a reply already."""
        # Threads are archived and opened again; of old messages Discord takes a few edits at a time.
        is_old = datetime.now(UTC) - discord.utils.snowflake_time(place.message) > YOUNG
        if place.parent is not None or is_old:
            earlier = await self._find_earlier_if_open(job, place)
            if earlier is not None:
                return earlier
        try:
            await self._messenger.edit(place, text, files=files, layout=self._layout(job, text, files))
            return place
        except discord.HTTPException as error:
            if error.code not in UNEDITABLE:
                raise
        return await self._send_new(job, place, text, files)

    async def _send_direct(self, job: Job, text: str, files: list[Upload]) -> MessageRef:
        place = MessageRef(await self._messenger.direct(job.requester.user), 0)
        return await self._send_new(job, place, f"{MOVED}\n{text}", files)

    async def _send_new(self, job: Job, place: MessageRef, text: str, files: list[Upload]) -> MessageRef:
        return await self._send_once(job, place, text, files, job.id[:25], partial(_has_buttons, job))

    async def _find_earlier_if_open(self, job: Job, place: MessageRef) -> MessageRef | None:
        """Where an earlier attempt's reply stands in a channel that has been shut since, as far as we may look."""
        try:
            return await self._find_earlier(job, place, partial(_has_buttons, job))
        except discord.HTTPException as error:
            if not is_shut(error):
                raise
            return None

    async def _send_once(
        self,
        job: Job,
        place: MessageRef,
        text: str,
        files: list[Upload],
        nonce: str,
        same: Callable[[discord.Message], bool],
    ) -> MessageRef:
        """A new message, unless an earlier attempt already sent it."""
        if (earlier := await self._find_earlier(job, place, same)) is not None:
            return earlier
        view = self._layout(job, text, files)
        sent = await self._messenger.send(
            place.channel, text, guild=place.guild, files=files, layout=view, nonce=nonce, reply_to=_reference(place)
        )
        return replace(place, message=sent)

    def _layout(self, job: Job, text: str, files: list[Upload]) -> discord.ui.LayoutView:
        """Buttons stand in the first message of a reply, where its text is."""
        return layout(text, files, rows(job) if text else ())

    async def _find_earlier(
        self, job: Job, place: MessageRef, same: Callable[[discord.Message], bool]
    ) -> MessageRef | None:
        """Where an earlier attempt's message stands: it is no older than the message that showed the progress."""
        since = place.message - 1 if place.message else discord.utils.time_snowflake(job.created_at - SKEW)
        message_ids = [message.id for message in await self._messenger.own_messages(place, since) if same(message)]
        return replace(place, message=message_ids[0]) if message_ids else None


def _has_buttons(job: Job, message: discord.Message) -> bool:
    there = (row.children for row in message.components if isinstance(row, discord.ActionRow))
    wanted = CustomId(job.id, "delete").custom_id
    return any(getattr(item, "custom_id", None) == wanted for row in there for item in row)


def _reference(place: MessageRef) -> discord.MessageReference | None:
    if not place.message:
        return None
    return discord.MessageReference(
        message_id=place.message, channel_id=place.channel, guild_id=place.guild, fail_if_not_exists=False
    )
