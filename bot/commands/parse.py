"""A line of chat → the command it means."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.commands.help import read_help
from bot.commands.quota import read_quota
from bot.commands.requests import imagine, random_seed, story
from bot.commands.table import COMMANDS
from bot.commands.text import check_characters, shown
from bot.commands.values import DEFAULT_LIMITS, Cancel, Command, CommandError, History, Limits, Queue

MAX_HISTORY = 20


def parse(
    text: str,
    *,
    prefix: str = ".",
    limits: Limits = DEFAULT_LIMITS,
    new_seed: Callable[[], int] = random_seed,
) -> Command | None:
    """The command in a line of chat; `None` where there is none for us, as in "..." or ".5".

    A command that cannot be done as written raises `CommandError`, whose text shows a line that works.
    """
    match = re.match(rf"\s*{re.escape(prefix)}(\w+)", text)
    name = match[1].lower() if match else ""
    if match is None or name not in COMMANDS:
        return None
    try:
        return _read(name, text[match.end() :], prefix, limits, new_seed)
    except CommandError as error:
        raise _with_form(error, name, prefix) from None


def _with_form(error: CommandError, name: str, prefix: str) -> CommandError:
    """The same error with a line that works, where the form was wrong."""
    if error.form is None:
        return error
    example = COMMANDS[name].example
    form = f"{example} {error.form}" if error.form.startswith("--") else error.form or example
    return CommandError(f"{error} Write it like this: `{prefix}{form}`", form)


def _read(name: str, rest: str, prefix: str, limits: Limits, new_seed: Callable[[], int]) -> Command:
    if rest[:1].strip():
        raise CommandError(f"Put a space after `{prefix}{name}`.")
    if name == "imagine":
        return imagine(rest, limits=limits, new_seed=new_seed)
    if name == "story":
        return story(rest, limits=limits, new_seed=new_seed)
    words = check_characters(rest).split()
    if name == "help":
        return read_help(words, prefix, limits)
    if name == "quota":
        return read_quota(words)
    return _read_job_command(name, words)


def _read_job_command(name: str, words: list[str]) -> Command:
    if len(words) > (0 if name == "queue" else 1):
        raise CommandError(f"{shown(' '.join(words))} is too much after `{name}`.")
    if name == "queue":
        return Queue()
    return _read_cancel(words) if name == "cancel" else _read_history(words)


def _read_cancel(words: list[str]) -> Cancel:
    if not words:
        return Cancel()
    if not re.fullmatch("[0-9a-f]{4,32}", words[0].lower()):
        raise CommandError(f"{shown(words[0])} is no job: `queue` and `history` show the numbers of jobs.")
    return Cancel(words[0].lower())


def _read_history(words: list[str]) -> History:
    if not words:
        return History(5)
    if not re.fullmatch("[0-9]{1,3}", words[0]) or not 1 <= int(words[0]) <= MAX_HISTORY:
        raise CommandError(f"`history` takes a whole number from 1 to {MAX_HISTORY}, not {shown(words[0])}.")
    return History(int(words[0]))
