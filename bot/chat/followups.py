"""Answers to the commands that work on finished pictures and stories: what they ask for, and what is said of it."""

from __future__ import annotations

import re

from bot.chat.answer import Answer
from bot.chat.context import ChatContext
from bot.chat.picture_followups import enlarged, filmed, varied
from bot.chat.sources import find_job
from bot.chat.story_followups import continued, restyled, with_panel
from bot.chat.submit import Asked, submit
from bot.commands import Continue, Describe, EditCommand, Enlarge, Export, Panel, Restyle, Vary, Video
from bot.commands.followups import ExportFormat
from bot.domain.errors import Refused
from bot.domain.jobs import Job, number
from bot.domain.requester import Address, Requester
from bot.domain.requests import DescribeRequest
from bot.features.preferences import likes_of
from bot.features.story_exports import StoryExports
from bot.jobs.service import Service
from bot.text import quiet
from generation.tools.captioner import NOT_CONFIGURED
from story.request import StoryRequest


async def exported(service: Service, exports: StoryExports, job: Job, kind: ExportFormat) -> Answer:
    """Raises Refused for what is no story, or not all there any more."""
    if not isinstance(job.request, StoryRequest):
        raise Refused(f"Job `{number(job)}` is no story: its pictures are files already.")
    paths = [path for frame in job.frames if (path := service.frame_path(frame.sha256)) is not None]
    if len(paths) < len(job.request.sentences):
        raise Refused(f"A picture of job `{number(job)}` is not here any more, so the story is not whole.")
    content = await exports.get(job, paths, kind)
    words = quiet(job.request.drawing.prompt)
    return Answer(f"**{words}**\nas {kind.upper()} · job `{number(job)}`", attachment=(_name(job, kind), content))


def _name(job: Job, kind: ExportFormat) -> str:
    """The first words of the story and its job: "mia-the-red-fox-1a2b3c4d.pdf"."""
    words = re.findall(r"\w+", job.frames[0].sentence.removeprefix("[NC]").lower())[:5]
    return f"{'-'.join([*words, number(job)])}.{kind}"


async def answer(
    chat_context: ChatContext, requester: Requester, command: EditCommand, address: Address
) -> list[Answer]:
    """Raises Refused."""
    service = chat_context.service
    if isinstance(command, Export):
        return [
            await exported(
                service, chat_context.exports, await find_job(service, requester, command.job), command.format
            )
        ]
    asked = await what_it_asks(chat_context, requester, command)
    said = await submit(service, requester, asked.request, address, asked.parent)
    return [Answer("\n".join(filter(None, (said.text, asked.note))), said.job)]


async def what_it_asks(
    chat_context: ChatContext,
    requester: Requester,
    command: Describe | Enlarge | Vary | Video | Panel | Continue | Restyle,
) -> Asked:
    """The request that a command would hand in; raises Refused."""
    if isinstance(command, Describe):
        return _described(chat_context, command)
    service, most = chat_context.service, chat_context.limits.sentences
    job = await find_job(service, requester, command.job)
    match command:
        case Enlarge(_, index, factor):
            return enlarged(service, job, index, factor)
        case Vary(_, index, strength):
            return await varied(service, job, index, strength)
        case Video(_, index):
            return await filmed(service, job, index)
        case Panel():
            return with_panel(service, job, command, most, (await likes_of(service.stores, requester)).cast)
        case Continue():
            return continued(service, job, command, most, (await likes_of(service.stores, requester)).cast)
        case Restyle():
            return restyled(service, job, command)


def _described(chat_context: ChatContext, command: Describe) -> Asked:
    if not chat_context.service.describes:
        raise Refused(NOT_CONFIGURED)
    return Asked(DescribeRequest(command.image))
