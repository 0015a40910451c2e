"""The front-end port: translates one outside world to lines of chat and finished jobs. Plug-ins implement this too.

An entry point of the group `vignette.frontends` names a class that is called with the settings and nothing else.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from bot.chat.chat import Chat
from bot.domain.jobs import Job
from bot.jobs.ports import Deliverer
from bot.jobs.service import Service


class Frontend(Deliverer, Protocol):
    """One outside world."""

    @property
    def name(self) -> str:
        """What `Address.frontend` of its jobs is; a service draws and delivers only for front-ends it runs.

        A front-end that ends with its process, and could not deliver after a restart, takes `ephemeral_name("…")`: its
        jobs are drawn by no other process, and when it dies they fail and give their credits back.
        """
        ...

    async def start(self, chat: Chat, service: Service) -> None:
        """Begin to listen; returns once it does."""
        ...

    async def deliver(self, job: Job) -> None:
        """Send the reply for a job that ended. Whatever is raised makes the service try again, for a day.

        Undeliverable ends it at once: nobody can be reached. Either way a job that succeeded costs nothing then.

        A process can die after the reply went out and before that was noted, so the same job can come twice: use an
        idempotency key (the job's id) where the outside world knows one.
        """
        ...

    async def close(self) -> None: ...


@runtime_checkable
class HasDesk(Protocol):
    """A front-end on which the admin's desk is."""

    @property
    def desk_url(self) -> str: ...


@runtime_checkable
class CanLoseTouch(Protocol):
    """A front-end whose outside world can be out of reach while we run."""

    @property
    def outage(self) -> str:
        """The sentence that says why it is; empty while it is not."""
        ...


@runtime_checkable
class KeepsCopies(Protocol):
    """A front-end that keeps something of what it was given: files made of it, say."""

    async def forget(self, names: Sequence[str]) -> None:
        """Remove what was made of these jobs (ids) and pictures (SHA-256): they are erased."""
        ...


def desk_url(frontends: Sequence[Frontend]) -> str:
    """Where the admin's desk is; empty where no front-end has one."""
    return next((each.desk_url for each in frontends if isinstance(each, HasDesk)), "")


def outages(frontends: Sequence[Frontend]) -> dict[str, str]:
    """Of those that can lose touch, each with why it has; empty where it has not."""
    return {each.name: each.outage for each in frontends if isinstance(each, CanLoseTouch)}


async def forget_copies(frontends: Sequence[Frontend], names: Sequence[str]) -> None:
    """Let every front-end remove what it made of these jobs (ids) and pictures (SHA-256): they are erased."""
    for frontend in frontends:
        if isinstance(frontend, KeepsCopies):
            await frontend.forget(names)


def ephemeral_name(name: str) -> str:
    """A name of this process alone: "console" → "console:9f86d081884c7d65"."""
    return f"{name}:{secrets.token_hex(8)}"
