"""A line of chat → the command it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.commands.admin import read_desk
from bot.commands.arguments import read_job
from bot.commands.catalogue import EDITS, FURTHER, LIKES, RIGHTS, commands
from bot.commands.characters import check_characters, shown
from bot.commands.drawing import imagine, random_seed, story
from bot.commands.errors import DEFAULT_LIMITS, Cancel, Command, CommandError, History, Limits, Queue
from bot.commands.followups import read_edit
from bot.commands.further import Attachment, FurtherCommand, Price
from bot.commands.help import read_help
from bot.commands.preferences import read_like
from bot.commands.privacy import read_right
from bot.commands.quota import read_quota

MAX_HISTORY = 20
PRICED = ("imagine", "story", "inspire", *(name for name in EDITS if name != "export"))


def parse(
    text: str,
    *,
    prefix: str = ".",
    limits: Limits = DEFAULT_LIMITS,
    new_seed: Callable[[], int] = random_seed,
    attachments: Sequence[Attachment] = (),
) -> Command | None:
    """The command in a line of chat and the pictures with it; `None` where there is none for us: "...", ".5".

    A command that cannot be done as written raises `CommandError`, whose text shows a line that works.
    """
    match = re.match(rf"\s*{re.escape(prefix)}(\w+)", text)
    name = match[1].lower() if match else ""
    if match is None or name not in commands(limits):
        return None
    try:
        return _read(name, text[match.end() :], prefix, limits, new_seed, attachments)
    except CommandError as error:
        raise _with_form(error, name, prefix, limits) from None


def _with_form(error: CommandError, name: str, prefix: str, limits: Limits) -> CommandError:
    """The same error with a line that works, where the form was wrong."""
    if error.form is None:
        return error
    example = commands(limits)[name].example
    form = f"{example} {error.form}" if error.form.startswith("--") else error.form or example
    return CommandError(f"{error} Write it like this: `{prefix}{form}`", form)


def _read(
    name: str,
    rest: str,
    prefix: str,
    limits: Limits,
    new_seed: Callable[[], int],
    attachments: Sequence[Attachment],
) -> Command:
    if rest[:1].strip():
        raise CommandError(f"Put a space after `{prefix}{name}`.")
    if name == "imagine":
        return imagine(rest, limits=limits, new_seed=new_seed, attachments=attachments)
    if name == "story":
        return story(rest, limits=limits, new_seed=new_seed, attachments=attachments)
    if name == "price":
        return _read_price(rest, prefix, limits, new_seed, attachments)
    if name in FURTHER:
        return _read_further(name, rest, limits, attachments)
    words = check_characters(rest).split()
    if name == "help":
        return read_help(words, prefix, limits)
    if name == "quota":
        return read_quota(words)
    return _read_job_command(name, words)


def _read_further(name: str, rest: str, limits: Limits, attachments: Sequence[Attachment]) -> FurtherCommand:
    if name in EDITS:
        return read_edit(name, rest, limits, attachments)
    if name in LIKES:
        return read_like(name, rest, limits)
    return read_right(name, rest, attachments) if name in RIGHTS else read_desk(name, rest)


def _read_price(
    rest: str, prefix: str, limits: Limits, new_seed: Callable[[], int], attachments: Sequence[Attachment]
) -> Price:
    """The command after `.price`, with or without its dot."""
    line = rest.strip().removeprefix(prefix)
    name = (re.match(r"\w*", line) or [""])[0].lower()
    if name in PRICED and name in commands(limits):
        command = parse(f"{prefix}{line}", prefix=prefix, limits=limits, new_seed=new_seed, attachments=attachments)
        if command is not None:
            return Price(command)
    if name in commands(limits):
        raise CommandError(f"`{name}` costs nothing.", None)
    raise CommandError("Write the command whose price you want after `price`.")


def _read_job_command(name: str, words: list[str]) -> Command:
    if len(words) > (0 if name == "queue" else 1):
        raise CommandError(f"{shown(' '.join(words))} is too much after `{name}`.")
    if name == "queue":
        return Queue()
    return _read_cancel(words) if name == "cancel" else _read_history(words)


def _read_cancel(words: list[str]) -> Cancel:
    return Cancel(read_job(words[0])) if words else Cancel()


def _read_history(words: list[str]) -> History:
    if not words:
        return History(5)
    if not re.fullmatch("[0-9]{1,3}", words[0]) or not 1 <= int(words[0]) <= MAX_HISTORY:
        raise CommandError(f"`history` takes a whole number from 1 to {MAX_HISTORY}, not {shown(words[0])}.")
    return History(int(words[0]))
