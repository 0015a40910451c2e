"""What whoever answers a command is given, and what they give back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.domain.jobs import Job
from bot.domain.limits import Limits
from bot.domain.requester import Address, Requester
from bot.features.story_exports import StoryExports
from bot.jobs.service import Service
from bot.rules.moderation import Gate


@dataclass(frozen=True, slots=True)
class Answer:
    """What the chat says at once: text, and the job that was accepted, if any. Text is Markdown-light and short."""

    text: str
    job: Job | None = None
    attachment: tuple[str, bytes] | None = None  # (file name, content), for exports
    refused: bool = False  # the text says why nothing was done
    asks: bool = False  # it is a question, too: the same line with `--anyway` is done
    private: bool = False  # for nobody else's eyes: a link to come in by, words that nobody may use
    verbatim: bool = False  # nothing between its back-ticks lacks a prefix: people's words, or forms that have theirs


@dataclass(frozen=True, slots=True)
class ChatContext:
    """What every answer may need. Stores are `service.stores`; a session is opened where it is used."""

    service: Service
    limits: Limits
    exports: StoryExports
    gate: Gate  # for words that are stored now and drawn later
    desk_url: Callable[[], str]  # where the admin's desk is; empty where no front-end has one
    prefix: str = "."  # of the front-end, for lines that an answer shows


# Raises Refused, with what to do instead; the chat answers with that. Whether a requester may is asked by the handler.
Handler = Callable[[ChatContext, Requester, Any, Address], Awaitable[list[Answer]]]
