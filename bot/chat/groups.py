"""Which group answers which further command."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import admin, followups, preferences, privacy
from bot.chat.context import ChatContext, Group
from bot.commands import FurtherCommand
from bot.commands.desk_values import DeskCommand
from bot.commands.further import EditCommand, LikeCommand, RightsCommand
from bot.domain.jobs import Address, Answer, Requester

GROUPS: tuple[Group, ...] = (
    Group(EditCommand, followups.answer),
    Group(LikeCommand, preferences.answer),
    Group(RightsCommand, privacy.answer),
    Group(DeskCommand, admin.answer),
)


async def answer_more(
    chat_context: ChatContext,
    requester: Requester,
    command: FurtherCommand,
    address: Address,
    groups: Sequence[Group] = GROUPS,
) -> list[Answer]:
    """The answers of the first group that knows the command; LookupError where none does, which is our mistake."""
    for group in groups:
        if isinstance(command, group.commands):
            return await group.answer(chat_context, requester, command, address)
    raise LookupError(f"{type(command).__name__} is switched on, and nobody answers it")
