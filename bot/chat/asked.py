"""What a command on something finished comes to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.jobs import Parent, Request


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to hand in."""

    request: Request
    parent: Parent | None = None
    note: str = ""  # what else is to be said of it
