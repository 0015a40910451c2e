"""What a group of further commands is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, Protocol

from bot.commands import Limits
from bot.values import Address, Answer, Requester

if TYPE_CHECKING:  # the service makes the chat
    from bot.service import Service


@dataclass(frozen=True, slots=True)
class ChatContext:
    """What every answer may need. Stores are `service.stores`; a session is opened where it is used."""

    service: Service
    limits: Limits
    prefix: str = "."  # of the front-end, for lines that an answer shows


class Answerer(Protocol):
    async def __call__(
        self, chat_context: ChatContext, requester: Requester, command: Any, address: Address
    ) -> list[Answer]:
        """Raises Refused, with what to do instead; the chat answers with that. Whether one may is asked here."""
        ...


@dataclass(frozen=True, slots=True)
class Group:
    """Commands that are answered in one place."""

    commands: type | UnionType  # of the values: `EditCommand`, or some of them
    answer: Answerer
