"""The port between a command and where it came from: a typed message, a slash command, a button."""

from __future__ import annotations

from typing import Protocol

from bot.chat.context import Answer
from bot.domain.requester import Requester
from bot.frontends.discord.message_ref import MessageRef


class Responder(Protocol):
    """One command's way back to the person who gave it."""

    requester: Requester

    @property
    def missing(self) -> str | None:
        """The sentence that says which permission is missing here, if one is."""
        ...

    async def post(self, text: str) -> MessageRef:
        """A message for everybody, which stays and can be edited."""
        ...

    async def defer(self, *, alone: bool) -> None:
        """Something takes a while before the first answer; `alone` says whether that is for this person alone."""
        ...

    async def defer_ephemeral(self) -> None:
        """An answer is coming, by `reply`."""
        ...

    async def reply(self, answer: Answer) -> None:
        """An answer; whoever used a slash command or a button gets it alone."""
        ...

    async def reply_ephemeral(self, text: str) -> None:
        """A sentence for this person alone."""
        ...
