"""The chat: one line of one person → what is said back at once. Every front-end talks through this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot.chat import GROUPS, ChatContext, Group, answer_more, submit
from bot.chat.quota import manage_quota
from bot.chat.reply import credits, number, prompt_of, quiet, seed_fact
from bot.commands import (
    Attachment,
    Cancel,
    Command,
    CommandError,
    Help,
    History,
    Imagine,
    Limits,
    Queue,
    Quota,
    QuotaExport,
    QuotaGrant,
    QuotaReset,
    QuotaSet,
    QuotaShow,
    Story,
    help_text,
    parse,
    random_seed,
)
from bot.domain.jobs import (
    PAGE_INDEX,
    Address,
    Answer,
    InspireRequest,
    Job,
    JobStatus,
    Parent,
    Refused,
    Request,
    Requester,
    VideoRequest,
)
from bot.features.preferences import with_likes
from bot.jobs.estimates import about
from bot.storage import StorageError
from generation.engine import ImageRequest
from story.request import StoryRequest

if TYPE_CHECKING:
    from bot.jobs.service import Service

MISTAKE = "Vignette made a mistake: try again, and if it stays, tell whoever runs it."
SHOWN = 10  # lines of the queue
LINE = 80  # characters of a prompt in a list

log = structlog.get_logger(__name__)


class Chat:
    """Answers. It has no state: who asks, and where the reply goes, comes with every line."""

    def __init__(self, service: Service, limits: Limits, groups: Sequence[Group] = GROUPS) -> None:
        self._service, self._groups = service, groups
        self._limits = replace(limits, any_style=True)  # what a server calls its own is looked up with its likes

    async def say(
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
            command = parse(text, prefix=prefix, limits=self._limits, attachments=attachments)
        except CommandError as error:
            return [Answer(str(error), refused=True)]
        return None if command is None else await self.do(requester, command, address, prefix=prefix)

    async def do(self, requester: Requester, command: Command, address: Address, *, prefix: str = ".") -> list[Answer]:
        """The answers to a command that a form or a slash command has made already."""
        try:
            full = await with_likes(self._service.stores, requester, command, self._limits)
            return await self._answers(requester, full, address, prefix)
        except (Refused, StorageError) as error:
            return [Answer(str(error), refused=True)]
        except Exception:  # a front-end, perhaps a plug-in, is promised an answer and handles no errors of ours
            log.exception("a command could not be answered", frontend=address.frontend)
            return [Answer(MISTAKE, refused=True)]

    async def redo(self, requester: Requester, job_id: str, address: Address) -> Answer:
        """The same request from another seed."""
        try:
            job = await self._service.job(job_id)
            if job is None:
                return Answer("That job is not known here any more.", refused=True)
            parent = Parent(job.id, PAGE_INDEX, "redo")
            return await self._submit(requester, reseeded(job.request), address, parent)
        except (Refused, StorageError) as error:
            return Answer(str(error), refused=True)

    async def _answers(self, requester: Requester, command: Command, address: Address, prefix: str) -> list[Answer]:
        match command:
            case Imagine(requests):
                return await self._submit_all(requester, requests, address)
            case Story(request):
                return [await self._submit(requester, request, address)]
            case QuotaSet() | QuotaGrant() | QuotaReset() | QuotaShow() | QuotaExport():
                return [await manage_quota(self._service.stores, requester, command)]
            case Help() | Quota() | Queue() | Cancel() | History():
                return [Answer(await self._text(requester, command, prefix))]
            case _:
                context = ChatContext(self._service, self._limits, prefix)
                return await answer_more(context, requester, command, address, self._groups)

    async def _text(self, requester: Requester, command: Help | Quota | Queue | Cancel | History, prefix: str) -> str:
        match command:
            case Help(topic):
                return help_text(topic, prefix=prefix, limits=self._limits, admin=requester.admin or requester.manages)
            case Quota():
                return str(await self._service.balance(requester))
            case Queue():
                return _queue_text(await self._service.queue(), requester, await self._service.estimates.left())
            case Cancel(job):
                return _cancelled_text(await self._service.cancel(job, requester))
            case History(count):
                return _history_text(await self._service.history(requester, count))

    async def _submit_all(self, requester: Requester, requests: Sequence[Request], address: Address) -> list[Answer]:
        """One answer each; the first refusal ends it, because what refused one refuses the next."""
        answers: list[Answer] = []
        for request in requests:
            try:
                answers.append(await self._submit(requester, request, address))
            except Refused as error:
                return [*answers, Answer(str(error), refused=True)]
        return answers

    async def _submit(
        self, requester: Requester, request: Request, address: Address, parent: Parent | None = None
    ) -> Answer:
        return await submit(self._service, requester, request, address, parent)


def reseeded(request: Request) -> Request:
    """The same from another seed, every frame of a story too; what has no seed stays as it is."""
    match request:
        case ImageRequest() | InspireRequest():
            return replace(request, seed=random_seed())
        case StoryRequest():
            return replace(request, drawing=replace(request.drawing, seed=random_seed()), seeds=(), kept=())
        case VideoRequest():
            return replace(request, request=replace(request.request, seed=random_seed()))
        case _:
            return request


def _queue_text(jobs: Sequence[Job], requester: Requester, left: Mapping[str, float]) -> str:
    if not jobs:
        return "The queue is empty."
    lines = [_queue_line(place, job, requester, left.get(job.id)) for place, job in enumerate(jobs[:SHOWN], start=1)]
    more = [f"… and {len(jobs) - SHOWN} more"] if len(jobs) > SHOWN else []
    return "\n".join(lines + more)


def _queue_line(place: int, job: Job, requester: Requester, left: float | None) -> str:
    """What others asked for is theirs to show."""
    state = "is being drawn" if job.status is JobStatus.RUNNING else "waits"
    soon = "" if left is None else f", {about(left)}"
    told = requester.admin or requester.is_same_person(job.requester)
    what = f": {quiet(prompt_of(job.request), LINE)}" if told else ""
    return f"{place}. `{number(job)}` {state}{soon}{what}"


def _cancelled_text(job: Job) -> str:
    return f"Job `{number(job)}` is cancelled; its {credits(job.cost)} {'is' if job.cost == 1 else 'are'} free again."


def _history_text(jobs: Sequence[Job]) -> str:
    lines = (f"`{number(job)}` {job.status}, {_summary(job.request)}" for job in jobs)
    return "\n".join(lines) or "You have asked for nothing yet."


def _summary(request: Request) -> str:
    return ": ".join(filter(None, (seed_fact(request), quiet(prompt_of(request), LINE))))
