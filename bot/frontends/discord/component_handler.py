"""Presses carried out: buttons, choices in menus, forms; each becomes the command that it stands for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.chat.actions import ACTIONS
from bot.domain.jobs import Job
from bot.domain.requests import Attachment, attached_images
from bot.frontends.discord.buttons import choice_row, picture_rows
from bot.frontends.discord.conversation import Conversation
from bot.frontends.discord.custom_ids import PICTURES, CustomId
from bot.frontends.discord.interaction_responder import InteractionResponder
from bot.frontends.discord.modals import edited_line, modal
from bot.jobs.service import Service
from bot.text import escape_markdown

LOOKUP_PATIENCE = 2.0  # seconds: Discord wants an answer within three
DOUBLE_CLICK = 1.5  # seconds in which the same press again is taken for the same one
BUSY = "I am too busy to look that up: press it again in a moment."
FORGOTTEN = "That job is not known here any more."
GONE = "That cannot be done any more: type its command instead."
TOO_LONG = "Its words are too many for a form: type the command instead."
TWICE = "You pressed that a moment ago, and it is being done."


class ComponentHandler:
    """What is pressed on Discord, and what is done about it."""

    def __init__(self, conversation: Conversation, service: Service, *, prefix: str) -> None:
        self._conversation, self._service = conversation, service
        self._prefix = prefix
        self._recent: dict[tuple[str, str], float] = {}  # (who, what) → until when it counts as the same press

    async def on_press(self, press: CustomId, chosen: str, responder: InteractionResponder) -> None:
        """A button, or with what was chosen a menu."""
        if press.verb == PICTURES:
            await self._offer_picture(press, int(chosen), responder)
            return
        action = ACTIONS.get(press.verb)
        if action is None:
            await responder.reply_ephemeral(GONE)
        elif press.verb == "delete":
            await self._conversation.delete(press.job, responder)
        elif action.asks:
            await self._ask(press, responder)
        elif action.offers and not chosen:
            await responder.offer(action.label, [choice_row(press, self._service.info)])
        else:
            await self._do(press, chosen, responder)

    async def on_modal(self, press: CustomId, words: str, responder: InteractionResponder) -> None:
        """A form."""
        action = ACTIONS.get(press.verb)
        if action is None:
            await responder.reply_ephemeral(GONE)
        elif press.verb != "prompt":
            await self._do(press, words, responder)
        elif job := await self._job(press, responder):
            # Options may stand among the words, so they are read as the line of chat they were printed from.
            attachments = [*map(Attachment, attached_images(job.request))]
            await self._conversation.handle_line(self._prefix + edited_line(job, words), responder, attachments)

    async def on_anyway(self, responder: InteractionResponder) -> None:
        """The button under a question."""
        async with self._first(responder.requester.user, f"anyway {responder.pressed}") as first:
            if first:
                await self._conversation.draw_anyway(responder)
            else:
                await responder.reply_ephemeral(TWICE)

    async def _do(self, press: CustomId, words: str, responder: InteractionResponder) -> None:
        async with self._first(responder.requester.user, f"{press.custom_id} {words}") as first:
            if not first:
                await responder.reply_ephemeral(TWICE)
            elif press.verb == "redo":
                await self._conversation.redo(press.job, responder)
            else:
                await self._conversation.act(press, words, responder)

    async def _ask(self, press: CustomId, responder: InteractionResponder) -> None:
        if job := await self._job(press, responder):
            form = modal(press, job)
            await (responder.reply_ephemeral(TOO_LONG) if form is None else responder.ask(form))

    async def _offer_picture(self, press: CustomId, place: int, responder: InteractionResponder) -> None:
        if job := await self._job(press, responder):
            frame = next((frame for frame in job.outcome.frames if frame.index + 1 == place), None)
            if frame is None:
                await responder.reply_ephemeral(FORGOTTEN)
            else:
                title = f"Picture {place}: {escape_markdown(frame.sentence)}" if frame.sentence else f"Picture {place}"
                await responder.offer(title, picture_rows(job, frame))

    async def _job(self, press: CustomId, responder: InteractionResponder) -> Job | None:
        """Looked up in time to answer with it; None where that was told already."""
        try:
            async with asyncio.timeout(LOOKUP_PATIENCE):
                job = await self._service.job(press.job)
        except TimeoutError:
            await responder.reply_ephemeral(BUSY)
            return None
        if job is None:
            await responder.reply_ephemeral(FORGOTTEN)
        return job

    @asynccontextmanager
    async def _first(self, user: str, what: str) -> AsyncIterator[bool]:
        """Whether this is not the second half of a double click."""
        clock = asyncio.get_running_loop().time
        self._recent = {key: until for key, until in self._recent.items() if until > clock()}
        if (user, what) in self._recent:
            yield False
            return
        self._recent[user, what] = float("inf")  # while it is under way
        try:
            yield True
        finally:
            self._recent[user, what] = clock() + DOUBLE_CLICK
