"""What `.help` says, made from the tables of commands and options."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.commands.advice import advice
from bot.commands.catalogue import COMMANDS, FIRST, FURTHER, QUOTA_FORMS
from bot.commands.characters import shown
from bot.commands.errors import CommandError
from bot.commands.options import Kind, Option, can_take, options
from bot.domain.limits import DEFAULT_LIMITS, Limits
from generation.engine import EngineInfo


@dataclass(frozen=True, slots=True)
class Help:
    topic: str | None = None  # a command or an option, without its prefix


def read_help(words: list[str], prefix: str, limits: Limits) -> Help:
    """`.help`, or about one command or option, written with or without its dots and dashes."""
    if not words:
        return Help()
    topics = [*COMMANDS, *options(limits)]
    name = words[0].removeprefix(prefix).lstrip("-–—―").lower()
    if len(words) == 1 and name in topics:
        return Help(name)
    raise CommandError(f"There is no help on {shown(' '.join(words))}: {advice(name, topics)}")


@lru_cache(maxsize=256)
def help_text(
    topic: str | None = None,
    *,
    prefix: str = ".",
    limits: Limits = DEFAULT_LIMITS,
    admin: bool = False,
    info: EngineInfo | None = None,
) -> str:
    """The answer to `.help`; to an admin it also shows the commands on other people's credits.

    What the engine says of itself, once it is loaded, tells which options of a command it does not take.
    """
    if topic is None:
        lines = [_line(f"{prefix}{command.example}", command.meaning) for command in FIRST.values()]
        # The further commands by name alone: the help on each says what it does.
        for_all = [f"**{name}**" for name, about in FURTHER.items() if not about.admin]
        for_admins = [f"**{name}**" for name, about in FURTHER.items() if about.admin]
        lines += _quota_lines(prefix) if admin else []
        lines += [f"More: {', '.join(for_all)}."]
        lines += [f"For admins: {', '.join(for_admins)}."] if admin else []
        return "\n".join([*lines, f"`{prefix}help {next(iter(FURTHER))}` explains one."])
    lines = _about_command(topic, prefix, limits, admin, info) if topic in COMMANDS else []
    if option := options(limits).get(topic):  # one, `plan`, is both
        example = f"{prefix}{COMMANDS[option.commands[0]].example} {option.form}"
        lines += [_about_option(option, info), f"For example: `{example}`"]
    return "\n".join(lines)


def _about_command(name: str, prefix: str, limits: Limits, admin: bool, info: EngineInfo | None) -> list[str]:
    command = COMMANDS[name]
    lines = [_line(f"{prefix}{command.example}", command.meaning), *command.notes]
    lines += [_line(f"{prefix}{form}", meaning) for form, meaning in command.forms]
    if name == "quota" and admin:
        lines += _quota_lines(prefix)
    own = [option for option in options(limits).values() if name in option.commands]
    beyond = [] if info is None else [option for option in own if not can_take(info, option)]
    lines += [_about_option(option, info) for option in own if option not in beyond]
    if info is not None and beyond:
        lines.append(f"{info.model} takes no {', '.join(f'`--{option.name}`' for option in beyond)}; other models do.")
    if info is not None and any(option.name == "steps" for option in own):
        # What is drawn, and paid for, where nobody says otherwise.
        steps = f"{info.num_inference_steps} step{'' if info.num_inference_steps == 1 else 's'}"
        guidance = f" with a guidance of {info.guidance_scale:g}" if info.guided and info.takes_guidance else ""
        how = f" in {steps}{guidance}" if info.takes_steps else ""
        lines.append(f"Left to itself, {info.model} draws {info.width}×{info.height} pixels{how}.")
    return lines


def _quota_lines(prefix: str) -> list[str]:
    return [_line(f"{prefix}{form}", meaning) for form, meaning in QUOTA_FORMS.values()]


def _about_option(option: Option, info: EngineInfo | None = None) -> str:
    if option.kind is Kind.STYLE and info is not None and info.styles:
        return _line(option.form, f"one of {', '.join(info.styles)}")
    has_range = option.kind in (Kind.INTEGER, Kind.NUMBER)
    return _line(option.form, option.meaning + (f" ({option.low} to {option.high})" if has_range else ""))


def _line(form: str, meaning: str) -> str:
    return f"`{form}` {meaning}"
