"""A refusal in a caller's words: fields of the API where the chat has options, operations where it has commands.

What is refused is refused in one place for everybody, and its sentence names options as people type them ("leave out
--ar"). A program has never heard of those.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from bot.commands import CommandError, options
from bot.domain.limits import DEFAULT_LIMITS
from generation.errors import UserError

_FIELDS: Mapping[str, str] = MappingProxyType(
    {option.name: option.field for option in options(DEFAULT_LIMITS).values()}
)
OPENAI = "/v1/"  # where the addresses of OpenAI's API begin
# What the request's fields are called at an address that begins so; where nothing is said, as everywhere.
_RENAMED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        OPENAI: {"aspect_ratio": "size", "num_images": "n"},
        "/api/v1/stories": {"prompt": "story"},
    }
)
_COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "imagine": "POST /api/v1/images",
        "story": "POST /api/v1/stories",
        "history": "GET /api/v1/jobs",
        "queue": "GET /api/v1/jobs",
        "cancel": "DELETE /api/v1/jobs/{job}",
        "quota": "GET /api/v1/quota",
    }
)
_QUOTED = re.compile("(“[^”]*”)")  # the person's own words, which stay as they are
_OPTION = re.compile(r"(?<![\w-])(`?)--(?P<name>[a-z]+(?:-[a-z]+)*)(?: (?P<value>[\w:.]*\d[\w:.]*))?\1")
_COMMAND = re.compile(rf"`[.]?({'|'.join(_COMMANDS)})`")


def in_fields(error: UserError, path: str) -> tuple[str, str]:
    """The sentence for a caller at that address, and the field it is about; "" where it is about none."""
    renamed = next((names for place, names in _RENAMED.items() if path.startswith(place)), {})
    named: list[str] = []

    def field_of(match: re.Match[str]) -> str:
        if (field := _FIELDS.get(match["name"])) is None:
            return match[0]
        named.append(renamed.get(field, field))
        return f"`{named[-1]}`" + (f": {match['value']}" if match["value"] else "")

    parts = _QUOTED.split(str(error))
    parts[::2] = [_COMMAND.sub(lambda it: f"`{_COMMANDS[it[1]]}`", _OPTION.sub(field_of, each)) for each in parts[::2]]
    sentence = "".join(parts).replace("attach it", "send it").replace("attach one", "send one")
    about = error.field or ("prompt" if isinstance(error, CommandError) and not named else "")
    return sentence, renamed.get(about, about) or next(iter(named), "")
