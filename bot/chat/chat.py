"""The chat: one line of one person → what is said back at once. Every front-end talks through this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import get_args

import structlog

from bot.chat import admin, cast, drawing, followups, help, jobs, preferences, privacy, quota
from bot.chat.context import Answer, ChatContext, Handler
from bot.chat.submit import submit
from bot.commands import (
    AdminCommand,
    Command,
    CommandError,
    FollowUpCommand,
    Help,
    Imagine,
    JobCommand,
    PreferenceCommand,
    Price,
    PrivacyCommand,
    Quota,
    QuotaCommand,
    Story,
    parse,
    random_seed,
)
from bot.commands.parse import typed_forms
from bot.commands.preferences import CastCommand
from bot.domain.errors import NotInWorld
from bot.domain.jobs import PAGE_INDEX, Parent
from bot.domain.limits import Limits
from bot.domain.requester import Address, Requester
from bot.domain.requests import Attachment, with_new_seed
from bot.features.preferences import apply_preferences
from bot.features.story_exports import StoryExports
from bot.jobs.service import Service
from bot.rules.moderation import Gate
from generation.errors import UserError

MISTAKE = "Vignette made a mistake: try again, and if it stays, tell whoever runs it."

HANDLERS: Mapping[type, Handler] = MappingProxyType(
    {
        Imagine: drawing.answer,
        Story: drawing.answer,
        Help: help.answer,
        Quota: quota.answer_balance,
        **dict.fromkeys(get_args(JobCommand), jobs.answer),
        **dict.fromkeys(get_args(QuotaCommand), quota.answer),
        **dict.fromkeys(get_args(FollowUpCommand), followups.answer),
        **dict.fromkeys(get_args(PreferenceCommand), preferences.answer),
        **dict.fromkeys(get_args(CastCommand), cast.answer),
        Price: preferences.answer,
        **dict.fromkeys(get_args(PrivacyCommand), privacy.answer),
        **dict.fromkeys(get_args(AdminCommand), admin.answer),
    }
)

log = structlog.get_logger(__name__)


class Chat:
    """Answers. Who asks, and where the reply goes, comes with every line."""

    def __init__(
        self,
        service: Service,
        limits: Limits,
        exports: StoryExports,
        gate: Gate,
        desk_url: Callable[[], str] = str,
        handlers: Mapping[type, Handler] = HANDLERS,
    ) -> None:
        # What a server calls its own style is looked up with its preferences.
        self._context = ChatContext(service, replace(limits, any_style=True), exports, gate, desk_url)
        self._handlers = handlers

    async def handle_text(
        self,
        requester: Requester,
        text: str,
        address: Address,
        *,
        prefix: str = ".",
        attachments: Sequence[Attachment] = (),
    ) -> list[Answer] | None:
        """The answers to a line of chat; None when it is no command. Bad input is answered, never raised.

        `attachments` are the pictures that came with it, stored already.
        """
        try:
            command = parse(text, prefix=prefix, limits=self._context.limits, attachments=attachments)
        except CommandError as error:
            return [Answer(typed_forms(str(error), prefix), refused=True)]
        return None if command is None else await self.handle(requester, command, address, prefix=prefix)

    async def handle(
        self, requester: Requester, command: Command, address: Address, *, prefix: str = "."
    ) -> list[Answer]:
        """The answers to a command that a form or a slash command has made already."""
        context = replace(self._context, prefix=prefix)
        try:
            full = await apply_preferences(context.service.stores, requester, command, context.limits)
            answers = await self._handlers[type(full)](context, requester, full, address)
            return [
                answer if answer.verbatim else replace(answer, text=typed_forms(answer.text, prefix))
                for answer in answers
            ]
        except UserError as error:
            return [Answer(typed_forms(str(error), prefix), refused=True, asks=isinstance(error, NotInWorld))]
        except Exception:  # a front-end, perhaps a plug-in, is promised an answer and handles no errors of ours
            log.exception("a command could not be answered", frontend=address.frontend)
            return [Answer(MISTAKE, refused=True)]

    async def redo(self, requester: Requester, job_id: str, address: Address) -> Answer:
        """The same request from another seed."""
        service = self._context.service
        try:
            job = await service.job(job_id)
            if job is None:
                return Answer("That job is not known here any more.", refused=True)
            parent = Parent(job.id, PAGE_INDEX, "redo")
            return await submit(service, requester, with_new_seed(job.request, random_seed()), address, parent)
        except UserError as error:
            return Answer(str(error), refused=True)
