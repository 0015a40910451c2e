"""`.queue`, `.cancel` and `.history`: what they mean and how they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.commands.arguments import read_job
from bot.commands.characters import shown
from bot.commands.errors import CommandError

MAX_HISTORY = 20


@dataclass(frozen=True, slots=True)
class Queue:
    """What is being drawn and what waits."""


@dataclass(frozen=True, slots=True)
class Cancel:
    job: str | None = None  # the first characters of a job's id; None: one's latest


@dataclass(frozen=True, slots=True)
class History:
    count: int


JobCommand = Queue | Cancel | History
JOBS = ("queue", "cancel", "history")  # their names


def read_job_command(name: str, words: list[str]) -> JobCommand:
    """`.queue`, `.cancel` or `.history`, from the words after it."""
    if len(words) > (0 if name == "queue" else 1):
        raise CommandError(f"{shown(' '.join(words))} is too much after `{name}`.")
    if name == "queue":
        return Queue()
    if name == "cancel":
        return Cancel(read_job(words[0])) if words else Cancel()
    if not words:
        return History(5)
    if not re.fullmatch("[0-9]{1,3}", words[0]) or not 1 <= int(words[0]) <= MAX_HISTORY:
        raise CommandError(f"`history` takes a whole number from 1 to {MAX_HISTORY}, not {shown(words[0])}.")
    return History(int(words[0]))
