"""A command line → the requests it asks for, read by the parser of the chat; a mistake shows a line that works."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar, get_args

from bot import commands
from bot.cli.errors import USAGE, CliError
from bot.commands import COMMANDS, CommandError, Quota, QuotaCommand
from bot.commands.arguments import read_choice
from bot.commands.followups import ExportFormat
from bot.commands.quota import read_quota
from bot.domain.limits import Limits
from bot.text import strip_markdown
from generation.engine import ImageRequest
from story.request import StoryRequest

Result = TypeVar("Result")


def image_requests(text: str, given: Mapping[str, str], limits: Limits) -> tuple[ImageRequest, ...]:
    return _read("imagine", lambda: commands.imagine(text, given, limits=limits).requests)


def story_request(text: str, given: Mapping[str, str], limits: Limits) -> StoryRequest:
    return _read("story", lambda: commands.story(text, given, limits=limits).request)


def quota_command(words: list[str]) -> Quota | QuotaCommand:
    return _read("quota", lambda: read_quota(words))


def export_format(word: str) -> ExportFormat:
    return _read("export", lambda: read_choice(word, get_args(ExportFormat), "format"))


def _read(name: str, read: Callable[[], Result]) -> Result:
    try:
        return read()
    except CommandError as error:
        raise CliError(strip_markdown(str(error)) + shell_form(name, error.form), USAGE) from error


def shell_form(name: str, form: str | None) -> str:
    """What would work in a shell, which reads braces and quotation marks itself; "" where the form was not wrong."""
    if form is None:
        return ""
    example = COMMANDS[name].example
    if name == "quota":  # here nobody is asked about on a platform, so ids are named with theirs
        form = re.sub(r"\b(user|role|server) ([0-9]+)", r"\1 discord:\2", form)
    line = f"{example} {form}" if form.startswith("--") else form or example
    line = re.sub(r"\A(imagine|story) (.+?)(?= --|\Z)", r'\1 "\2"', line)
    return f" Write it like this: vignette {line}"
