"""`.imagine` and `.story`, answered."""

from __future__ import annotations

from bot.chat.context import Answer, ChatContext
from bot.chat.references import with_pictures
from bot.chat.submit import submit
from bot.commands.drawing import Imagine, Story
from bot.domain.errors import NotInWorld
from bot.domain.requester import Address, Requester
from bot.domain.requests import PlanRequest, Request
from generation.errors import UserError


async def answer(
    chat_context: ChatContext, requester: Requester, command: Imagine | Story, address: Address
) -> list[Answer]:
    """One answer each; the first refusal ends it, because what refused one refuses the next."""
    requests: tuple[Request, ...]
    if isinstance(command, Imagine):
        requests = command.requests
    else:
        requests = (PlanRequest(command.request) if command.plan_only else command.request,)
    answers: list[Answer] = []
    for request in requests:
        try:
            full = await with_pictures(chat_context.service, requester, request)
            answers.append(await submit(chat_context.service, requester, full, address))
        except UserError as error:
            asks = isinstance(error, NotInWorld) and not answers  # else what is drawn already would be drawn again
            return [*answers, Answer(str(error), refused=True, asks=asks)]
    return answers
