"""Which group answers which further command."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat_more import desk, edits, likes, rights
from bot.chat_more.port import ChatContext, Group
from bot.commands import FurtherCommand
from bot.commands.desk_values import DeskCommand
from bot.commands.further import EditCommand, LikeCommand, RightsCommand
from bot.values import Address, Answer, Requester

GROUPS: tuple[Group, ...] = (
    Group(EditCommand, edits.answer),
    Group(LikeCommand, likes.answer),
    Group(RightsCommand, rights.answer),
    Group(DeskCommand, desk.answer),
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
