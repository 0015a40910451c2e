"""What a group of further commands is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any

from bot.commands import Limits
from bot.domain.jobs import Address, Answer, Requester

if TYPE_CHECKING:  # the service makes the chat
    from bot.jobs.service import Service


@dataclass(frozen=True, slots=True)
class ChatContext:
    """What every answer may need. Stores are `service.stores`; a session is opened where it is used."""

    service: Service
    limits: Limits
    prefix: str = "."  # of the front-end, for lines that an answer shows


# Raises Refused, with what to do instead; the chat answers with that. Whether a requester may is asked by the answer.
Answerer = Callable[[ChatContext, Requester, Any, Address], Awaitable[list[Answer]]]


@dataclass(frozen=True, slots=True)
class Group:
    """Commands that are answered in one place."""

    commands: type | UnionType  # of the values: `EditCommand`, or some of them
    answer: Answerer
