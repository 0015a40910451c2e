"""Answers to the commands that work on finished pictures and stories: what they ask for, and what is said of it."""

from __future__ import annotations

from bot.chat.asked import Asked
from bot.chat.context import ChatContext
from bot.chat.export import exported
from bot.chat.picture_followups import enlarged, filmed, varied
from bot.chat.sources import find_job
from bot.chat.story_followups import continued, restyled, with_panel
from bot.chat.submit import submit
from bot.commands import Continue, Describe, EditCommand, Enlarge, Export, Panel, Restyle, Vary, Video
from bot.domain.jobs import Address, Answer, DescribeRequest, Refused, Requester
from bot.features.preferences import likes_of
from generation.tools.captioner import NOT_CONFIGURED


async def answer(
    chat_context: ChatContext, requester: Requester, command: EditCommand, address: Address
) -> list[Answer]:
    """Raises Refused."""
    service = chat_context.service
    if isinstance(command, Export):
        return [await exported(service, await find_job(service, requester, command.job), command.format)]
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
