"""What the relay needs of a front-end: a place to send replies to."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from bot.domain.jobs import Job


class Deliverer(Protocol):
    """One outside world that takes replies. Every front-end is one."""

    async def deliver(self, job: Job) -> None:
        """Send the reply for a job that ended; `bot.frontends.port.Frontend` says what may be raised."""
        ...


@runtime_checkable
class StandsBy(Protocol):
    """One whose outside world takes one host at a time."""

    @property
    def stands_by(self) -> bool:
        """Whether another host has it, and delivers."""
        ...
