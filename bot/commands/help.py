"""What `.help` says, made from the tables of commands and options."""

from __future__ import annotations

from difflib import get_close_matches

from bot.commands.options import Kind, Option, options
from bot.commands.table import COMMANDS, QUOTA_FORMS
from bot.commands.text import shown
from bot.commands.values import DEFAULT_LIMITS, CommandError, Help, Limits


def read_help(words: list[str], prefix: str, limits: Limits) -> Help:
    """`.help`, or about one command or option, written with or without its dots and dashes."""
    if not words:
        return Help()
    topics = [*COMMANDS, *options(limits)]
    name = words[0].removeprefix(prefix).lstrip("-–—―").lower()
    if len(words) == 1 and name in topics:
        return Help(name)
    near = get_close_matches(name, topics, n=1)
    advice = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(topics)}."
    raise CommandError(f"There is no help on {shown(' '.join(words))}: {advice}")


def help_text(
    topic: str | None = None, *, prefix: str = ".", limits: Limits = DEFAULT_LIMITS, admin: bool = False
) -> str:
    """The answer to `.help`; to an admin it also shows the commands on other people's credits."""
    if topic is None:
        lines = [_line(f"{prefix}{command.example}", command.meaning) for command in COMMANDS.values()]
        return "\n".join([*lines, *(_quota_lines(prefix) if admin else [])])
    if topic in COMMANDS:
        return "\n".join(_about_command(topic, prefix, limits, admin))
    option = options(limits)[topic]
    example = f"{prefix}{COMMANDS[option.commands[0]].example} {option.form}"
    return f"{_about_option(option)}\nFor example: `{example}`"


def _about_command(name: str, prefix: str, limits: Limits, admin: bool) -> list[str]:
    command = COMMANDS[name]
    lines = [_line(f"{prefix}{command.example}", command.meaning), *command.notes]
    if name == "quota" and admin:
        lines += _quota_lines(prefix)
    return lines + [_about_option(option) for option in options(limits).values() if name in option.commands]


def _quota_lines(prefix: str) -> list[str]:
    return [_line(f"{prefix}{form}", meaning) for form, meaning in QUOTA_FORMS.values()]


def _about_option(option: Option) -> str:
    has_range = option.kind in (Kind.INTEGER, Kind.NUMBER)
    return _line(option.form, option.meaning + (f" ({option.low} to {option.high})" if has_range else ""))


def _line(form: str, meaning: str) -> str:
    return f"`{form}` {meaning}"
