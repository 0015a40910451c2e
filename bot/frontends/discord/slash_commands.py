"""Slash commands: their form, made from the same tables as the parser's, and the line of chat each use stands for.

They are plain data, as Discord takes them. A use becomes `.imagine a fox --seed 7` and walks the same path as if it had
been typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.commands import COMMANDS, Kind, Option, can_take, options
from bot.commands.options import SAID_EACH_TIME
from bot.domain.limits import Limits
from bot.frontends.discord.slash_options import (
    ARGUMENTS,
    ATTACHMENT,
    BOOLEAN,
    IMAGE,
    IMAGES,
    INTEGER,
    LOOKED_AT,
    NUMBER,
    PICTURES,
    STRING,
    Argument,
)
from generation.engine import MAX_REFERENCES, EngineInfo

Payload = dict[str, Any]

SERVER, BOT_DM, PRIVATE_CHANNEL = 0, 1, 2  # contexts
SERVER_INSTALL, USER_INSTALL = 0, 1
MANAGE_SERVER = 1 << 5  # who lacks it does not see the command; whether they are an admin is asked again
MAX_DESCRIPTION, MAX_CHOICES, MAX_TEXT = 100, 25, 6000
SIZES = ("1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16", "2:1", "1:2", "21:9")

_TYPES = {
    Kind.INTEGER: INTEGER,
    Kind.NUMBER: NUMBER,
    Kind.RATIO: STRING,
    Kind.STYLE: STRING,
    Kind.LORAS: STRING,
    Kind.TEXT: STRING,
    Kind.CHOICE: STRING,
    Kind.FLAG: BOOLEAN,
    Kind.PICTURES: STRING,
    Kind.ATTACHED: ATTACHMENT,
    Kind.FOLLOWED: ATTACHMENT,
}
_CHOICES = {Kind.RATIO: SIZES}


def payload(limits: Limits, info: EngineInfo | None = None) -> list[Payload]:
    """All commands, as `PUT /applications/{id}/commands` takes them; without what the engine, once it is known, cannot
    look at.
    """
    return [_command(name, limits, info) for name in COMMANDS]


def line(prefix: str, name: str, values: Mapping[str, Any], limits: Limits) -> str:
    """The line of chat that means the same as this use of a slash command."""
    arguments = ARGUMENTS.get(name, ())
    named = {argument.name for argument in arguments}
    words = [f"{prefix}{name}", *(argument.words(values.get(argument.name)) for argument in arguments)]
    words += [_typed(options(limits)[key], value) for key, value in values.items() if key not in named]
    return " ".join(word for word in words if word)


def _typed(option: Option, value: Any) -> str:
    """One option as it is typed in chat."""
    if option.kind in (Kind.FLAG, Kind.ATTACHED, Kind.FOLLOWED):
        return f"--{option.name}" if value else ""
    if option.kind is Kind.TEXT:
        return f"--{option.name} {value}"  # reads to the next option or the end of the line
    return f"--{option.name} {value:g}" if isinstance(value, float) else f"--{option.name} {value}"


def _command(name: str, limits: Limits, info: EngineInfo | None) -> Payload:
    described = [_argument(argument) for argument in ARGUMENTS.get(name, ())]
    if name in PICTURES:
        described += _pictures(name, MAX_REFERENCES if info is None else info.references)
    own = [option for option in options(limits).values() if name in option.commands]
    described += [_option(option) for option in own if info is None or _stays(option) or can_take(info, option)]
    shape = {"type": 1, "name": name, "description": COMMANDS[name].meaning[:MAX_DESCRIPTION], "options": described}
    return shape | (_FOR_ADMINS if COMMANDS[name].admin else _FOR_ALL)


def _stays(option: Option) -> bool:
    """Whether it is described for every engine: only pictures come and go with what draws."""
    return option.name not in SAID_EACH_TIME


_FOR_ALL: Payload = {
    "contexts": [SERVER, BOT_DM, PRIVATE_CHANNEL],
    "integration_types": [SERVER_INSTALL, USER_INSTALL],
}
_FOR_ADMINS: Payload = {
    "contexts": [SERVER],
    "integration_types": [SERVER_INSTALL],
    "default_member_permissions": MANAGE_SERVER,
}


def _pictures(name: str, references: int) -> list[Payload]:
    """A field for each picture: one, and as many more as a model looks at."""
    meaning, required = PICTURES[name]
    most = 1 if name not in LOOKED_AT else references if name == "story" else max(1, references)
    further = [_field(ATTACHMENT, each, "another picture to look at") for each in IMAGES[1:most]]
    return [_field(ATTACHMENT, IMAGE, meaning, required=required), *further] if most else []


def _argument(argument: Argument) -> Payload:
    shape = _field(argument.kind, argument.name, argument.meaning, required=argument.required)
    if argument.choices:
        shape["choices"] = _choices(argument.choices)
    elif argument.offers:
        shape["autocomplete"] = True
    elif argument.kind == STRING:
        shape["max_length"] = MAX_TEXT
    if argument.range:
        shape |= {"min_value": argument.range[0], "max_value": argument.range[1]}
    return shape


def _option(option: Option) -> Payload:
    shape = _field(_TYPES[option.kind], option.name, option.meaning)
    if option.kind in (Kind.INTEGER, Kind.NUMBER):
        shape |= {"min_value": option.low, "max_value": option.high}
    if option.kind in _CHOICES:
        shape["choices"] = _choices(_CHOICES[option.kind])
    if option.choices:
        shape["choices"] = _choices(option.choices)
    if option.kind in (Kind.STYLE, Kind.PICTURES, Kind.LORAS):
        shape["autocomplete"] = True  # a server has styles of its own, a person pictures, and a model LoRAs
    return shape


def _field(kind: int, name: str, description: str, *, required: bool = False) -> Payload:
    return {"type": kind, "name": name, "description": description[:MAX_DESCRIPTION], "required": required}


def _choices(words: tuple[str, ...]) -> list[Payload]:
    return [{"name": word, "value": word} for word in words[:MAX_CHOICES]]
