"""Answers to the commands that work on finished pictures and stories: what they ask for, and what is said of it."""

from __future__ import annotations

from bot.chat.context import Answer, ChatContext
from bot.chat.picture_followups import enlarge, film, vary
from bot.chat.reply import title_fact
from bot.chat.sources import find_finished_job
from bot.chat.story_followups import continue_story, edit_panel, plan, restyle
from bot.chat.submit import FollowUp, submit
from bot.commands import Continue, Describe, Enlarge, Export, FollowUpCommand, Panel, Plan, Restyle, Vary, Video
from bot.commands.followups import ExportFormat
from bot.domain.errors import Refused
from bot.domain.jobs import Job
from bot.domain.requester import Address, Requester
from bot.domain.requests import DescribeRequest, prompt_text
from bot.features.preferences import load_preferences
from bot.features.story_exports import StoryExports, book_name, require_story
from bot.jobs.service import Service
from bot.text import escape_markdown
from generation.tools.captioner import NOT_CONFIGURED


async def export_story(service: Service, exports: StoryExports, job: Job, kind: ExportFormat) -> Answer:
    """Raises Refused for what is no story, or not all there any more."""
    content = await exports.get(job, require_story(job, service.stores.files.find), kind)
    named, words = title_fact(job.request), escape_markdown(prompt_text(job.request))
    said = "\n".join(filter(None, (f"**{words}**", named, f"as {kind.upper()} · job `{job.short_id}`")))
    return Answer(said, attachment=(book_name(job, kind), content))


async def answer(
    chat_context: ChatContext, requester: Requester, command: FollowUpCommand, address: Address
) -> list[Answer]:
    """Raises Refused."""
    service = chat_context.service
    if isinstance(command, Export):
        return [
            await export_story(
                service, chat_context.exports, await find_finished_job(service, requester, command.job), command.format
            )
        ]
    asked = await build_follow_up(chat_context, requester, command)
    said = await submit(service, requester, asked.request, address, asked.parent)
    return [Answer("\n".join(filter(None, (said.text, asked.note))), said.job)]


async def build_follow_up(
    chat_context: ChatContext,
    requester: Requester,
    command: Describe | Enlarge | Vary | Video | Panel | Continue | Plan | Restyle,
) -> FollowUp:
    """The request that a command would hand in; raises Refused."""
    if isinstance(command, Describe):
        return _described(chat_context, command)
    service, most = chat_context.service, chat_context.limits.sentences
    job = await find_finished_job(service, requester, command.job)
    if isinstance(command, Plan | Restyle):
        return plan(job, command) if isinstance(command, Plan) else restyle(service, job, command)
    match command:
        case Enlarge(_, index, factor):
            return enlarge(service, job, index, factor)
        case Vary(_, index, strength):
            return await vary(service, job, index, strength)
        case Video(_, index):
            return await film(service, job, index)
        case Panel():
            return edit_panel(service, job, command, most, await load_preferences(service.stores, requester))
        case Continue():
            return continue_story(service, job, command, most, await load_preferences(service.stores, requester))


def _described(chat_context: ChatContext, command: Describe) -> FollowUp:
    if not chat_context.service.describes:
        raise Refused(NOT_CONFIGURED)
    return FollowUp(DescribeRequest(command.image))
