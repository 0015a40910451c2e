"""Words after a command → what they name: jobs, pictures, people, spans of time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from bot.commands.advice import nearest
from bot.commands.characters import shown
from bot.commands.errors import CommandError

MAX_INDEX = 99
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
Choice = TypeVar("Choice", bound=str)


def read_job(word: str) -> str:
    """The first characters of a job's id."""
    if not re.fullmatch("[0-9a-f]{4,32}", word.lower()):
        raise CommandError(f"{shown(word)} is no job: `queue` and `history` show the numbers of jobs.")
    return word.lower()


def read_picture(word: str, option: str) -> str:
    """A job, or after a dot a picture of it, or the name of a character, which begins with a capital; whose it is, and
    whether it is there, the service knows.
    """
    if may_be_name(word) and not re.fullmatch(r"[0-9A-F]{4,32}(\.[0-9]*)?", word):
        return word
    if not re.fullmatch(r"[0-9a-f]{4,32}(\.[1-9][0-9]?)?", word.lower()):
        given = f"{shown(word)} is none" if word else "there is none after it"
        raise CommandError(
            f"`--{option}` takes a job, a picture of it, or the name of somebody with a sheet, and {given}."
        )
    return word.lower()


def may_be_name(word: str) -> bool:
    """Whether it begins as the names of characters do: with a capital, or a letter of a script that has none."""
    return word[:1].isalpha() and not word[:1].islower()


def read_job_first(words: Sequence[str]) -> tuple[str, list[str]]:
    """A job, and the words after it."""
    if not words:
        raise CommandError("Say which job: `history` shows the numbers of yours.")
    return read_job(words[0]), [*words[1:]]


def read_index(word: str) -> int:
    """People count from 1, frames from 0."""
    if not re.fullmatch("[0-9]{1,2}", word) or not 1 <= int(word) <= MAX_INDEX:
        raise CommandError(f"{shown(word)} is no picture: they are counted from 1.")
    return int(word) - 1


def read_choice(word: str, choices: Sequence[Choice], what: str = "choice") -> Choice:
    """`what` they are, in the singular: a format, a period."""
    for choice in choices:
        if choice == word.lower():
            return choice
    if not word:
        raise CommandError(f"Say which {what}: {_either(choices)}.")
    there_is_none = f"There is no {what} {shown(word)}"
    if near := nearest(word, choices):
        raise CommandError(f"{there_is_none}: did you mean `{near}`?")
    raise CommandError(f"{there_is_none}: it is {_either(choices)}.")


def _either(words: Sequence[str]) -> str:
    """ "`pdf`, `gif` or `mp4`"."""
    *most, last = [f"`{word}`" for word in words]
    return f"{', '.join(most)} or {last}"


def read_duration(word: str) -> timedelta | None:
    """`30m`, `12h`, `7d` or `4w`; None for anything else."""
    match = re.fullmatch("([1-9][0-9]{0,3})([mhdw])", word.lower())
    return timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else None


def check_nothing_left(words: Sequence[str]) -> None:
    if words:
        raise CommandError(f"{shown(' '.join(words))} is too much.")
