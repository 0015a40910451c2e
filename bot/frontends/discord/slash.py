"""Slash commands: their form, made from the same tables as the parser's, and the line of chat each use stands for.

They are plain data, as Discord takes them. A use becomes `.imagine a fox --seed 7` and walks the same path as if it had
been typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.commands import COMMANDS, Kind, Limits, Option, options
from generation.styles import STYLES

Payload = dict[str, Any]

STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 3, 4, 5, 10, 11
IMAGE = "image"  # the name of the option that takes a picture
GUILD, BOT_DM = 0, 1  # contexts: nowhere else could a reply be delivered
MANAGE_SERVER = 1 << 5  # who lacks it does not see the command; whether they are an admin is asked again
MAX_DESCRIPTION, MAX_CHOICES, MAX_TEXT = 100, 25, 6000

_TYPES = {
    Kind.INTEGER: INTEGER,
    Kind.NUMBER: NUMBER,
    Kind.RATIO: STRING,
    Kind.STYLE: STRING,
    Kind.TEXT: STRING,
    Kind.FLAG: BOOLEAN,
}
# What stands directly after a command's name: (option name, what it is, whether it must be there)
_ARGUMENTS = {
    "imagine": ("prompt", "what to draw", True),
    "story": ("text", "the story: one picture for every sentence", True),
    "help": ("topic", "a command or an option", False),
    "cancel": ("job", "the first characters of its number; without it, your latest", False),
    "history": ("count", "how many", False),
    "stats": ("period", "day, week or month", False),
    "blocklist": ("what", "add, remove or test, and the words", False),
    "ban": ("who", "an id, role ID or server ID; then for how long, and why", True),
    "unban": ("who", "an id, role ID or server ID", True),
    "allow": ("place", "channel or role, and its id", True),
    "disallow": ("place", "channel or role, and its id", True),
    "nsfw": ("rule", "off, channel or on", True),
    "audit": ("what", "how many entries, or verify", False),
    "cast": ("what", "add, remove or list, and who: add Mia: a small red fox", False),
    "styles": ("what", "add or remove, and the style: add dusk: {} at dusk", False),
    "defaults": ("what", "set or clear, and the option: set style ink; --server for all here", False),
    "inspire": ("theme", "what the ideas are to be about", False),
    "price": ("command", "the command whose price you want: imagine a fox --n 4", True),
    "mydata": ("part", "which part of it, where there is too much for one file", False),
    "forget": ("what", "a job's number or everything; then yes, if you are sure", False),
    "verify": ("hash", "of the picture, 64 or 16 hex digits; attached pictures go with a message", False),
    "report": ("job", "its number, and what is wrong with it", True),
    "enlarge": ("picture", "its number, 1a2b3c4d 1: the job, and which of its pictures", True),
    "vary": ("picture", "its number, 1a2b3c4d 1: the job, and which of its pictures", True),
    "video": ("picture", "its number, 1a2b3c4d 1: the job, and which of its pictures", True),
    "export": ("story", "its number and a format: 1a2b3c4d pdf", True),
    "panel": ("panel", "its number, and redo, edit, insert or remove: 1a2b3c4d 2 edit She finds a key.", True),
    "continue": ("story", "its number, and how it goes on: 1a2b3c4d She opens the door.", True),
    "restyle": ("job", "its number, and the style: 1a2b3c4d ink", True),
}
# Which commands take a picture: (what it is, whether it must be there)
_PICTURES = {
    "imagine": ("a picture to start from", False),
    "describe": ("the picture", True),
    "verify": ("the picture", False),
}


def payload(limits: Limits) -> list[Payload]:
    """All commands, as `PUT /applications/{id}/commands` takes them."""
    return [_command(name, limits) for name in COMMANDS]


def line(prefix: str, name: str, given: Mapping[str, Any], limits: Limits) -> str:
    """The line of chat that means the same as this use of a slash command."""
    argument = _ARGUMENTS[name][0] if name in _ARGUMENTS else ""
    words = [f"{prefix}{name}", str(given.get(argument, ""))]
    words += [_typed(options(limits)[key], value) for key, value in given.items() if key != argument]
    return " ".join(word for word in words if word)


def _typed(option: Option, value: Any) -> str:
    """One option as it is typed in chat."""
    if option.kind is Kind.FLAG:
        return f"--{option.name}" if value else ""
    if option.kind is Kind.TEXT:
        return f"--{option.name} {value}"  # reads to the next option or the end of the line
    return f"--{option.name} {value:g}" if isinstance(value, float) else f"--{option.name} {value}"


def _command(name: str, limits: Limits) -> Payload:
    described = [_argument(*_ARGUMENTS[name])] if name in _ARGUMENTS else []
    described += [_picture(*_PICTURES[name])] if name in _PICTURES else []
    described += [_option(option) for option in options(limits).values() if name in option.commands]
    return {
        "type": 1,
        "name": name,
        "description": COMMANDS[name].meaning[:MAX_DESCRIPTION],
        "options": described,
        "contexts": [GUILD, BOT_DM],
        "integration_types": [0],
    } | ({"default_member_permissions": MANAGE_SERVER} if COMMANDS[name].admin else {})


def _argument(name: str, description: str, required: bool) -> Payload:
    kind = INTEGER if name == "count" else STRING
    return {"type": kind, "name": name, "description": description, "required": required} | (
        {"max_length": MAX_TEXT} if kind == STRING else {"min_value": 1}
    )


def _picture(description: str, required: bool) -> Payload:
    return {"type": ATTACHMENT, "name": IMAGE, "description": description, "required": required}


def _option(option: Option) -> Payload:
    shape: Payload = {
        "type": _TYPES[option.kind],
        "name": option.name,
        "description": option.meaning[:MAX_DESCRIPTION],
        "required": False,
    }
    if option.kind in (Kind.INTEGER, Kind.NUMBER):
        shape |= {"min_value": option.low, "max_value": option.high}
    if option.kind is Kind.STYLE and len(STYLES) <= MAX_CHOICES:
        shape["choices"] = [{"name": style, "value": style} for style in STYLES]
    return shape
