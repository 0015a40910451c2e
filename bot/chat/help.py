"""`.help`, answered."""

from __future__ import annotations

from bot.chat.context import Answer, ChatContext
from bot.commands.help import Help, help_text
from bot.domain.requester import Address, Requester


async def answer(chat_context: ChatContext, requester: Requester, command: Help, address: Address) -> list[Answer]:
    """To admins also what is for them."""
    admin = requester.admin or requester.manages
    info = chat_context.service.info if command.topic else None
    text = help_text(command.topic, prefix=chat_context.prefix, limits=chat_context.limits, admin=admin, info=info)
    return [Answer(text, verbatim=True)]
