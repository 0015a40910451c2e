"""What stands after the name of each slash command, one field for every word of its line of chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, get_args

from bot.commands.admin import MAX_AUDIT
from bot.commands.arguments import MAX_INDEX
from bot.commands.catalogue import QUOTA_FORMS
from bot.commands.followups import ExportFormat, PanelAct
from bot.commands.jobs import MAX_HISTORY
from bot.commands.options import Kind
from bot.commands.privacy import SURE
from bot.commands.quota import MAX_CREDITS, MAX_DAYS
from bot.domain.credits import Window
from bot.domain.rules import NsfwRule, Period

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER, ATTACHMENT = 3, 4, 5, 6, 7, 8, 10, 11
IMAGE = "image"  # the name of the field that takes a picture: no word of a line
IMAGES = (IMAGE, "image2", "image3", "image4")  # the others are for pictures that a model looks at
_UPLOADS = ("control", IMAGE, "mask", *IMAGES[1:])
# What is offered while somebody types; for styles, LoRAs and pictures the kind of their option is named.
OWN_JOBS, UNFINISHED, TOPICS, KNOWN_CAST, KNOWN_STYLES = "jobs", "unfinished", "topics", "cast", Kind.STYLE.value


@dataclass(frozen=True, slots=True)
class Argument:
    """One field of a slash command, and the words it stands for."""

    name: str
    meaning: str
    kind: int = STRING
    required: bool = False
    choices: tuple[str, ...] = ()
    range: tuple[int, int] | None = None
    typed: str = "{}"  # in chat
    offers: str = ""

    def words(self, value: Any) -> str:
        """As it is typed in chat; nothing for what was left out."""
        return "" if value is None or value is False else self.typed.format(value)


_PICTURE = Argument("picture", "which of its pictures, counted from 1", INTEGER, range=(1, MAX_INDEX))
_JOB = Argument("job", "which job: yours are offered as you type", required=True, offers=OWN_JOBS)
_STYLE = Argument("style", "in which style", required=True, offers=KNOWN_STYLES)
_TEXT = Argument("text", "the words of it")
_USER = Argument("user", "a person", USER, typed="user {}")
_ROLE = Argument("role", "everybody with a role", ROLE, typed="role {}")
_SERVER = Argument("server", "the id of a server: everybody there", typed="server {}")
_CHANNEL = Argument("channel", "a channel", CHANNEL, typed="channel {}")


def _act(*choices: str, required: bool = False) -> Argument:
    return Argument("act", "what to do", required=required, choices=choices)


def uploads(values: Mapping[str, Any]) -> list[str]:
    """The fields that hold a picture, in the order that those of a line of chat have."""
    return [name for name in _UPLOADS if values.get(name)]


ARGUMENTS: Mapping[str, tuple[Argument, ...]] = MappingProxyType(
    {
        "imagine": (Argument("prompt", "what to draw", required=True),),
        "story": (Argument("text", "the story: one picture for every sentence", required=True),),
        "help": (Argument("topic", "a command or an option", offers=TOPICS),),
        "cancel": (Argument("job", "which job; without it, your latest", offers=UNFINISHED),),
        "history": (Argument("count", "how many", INTEGER, range=(1, MAX_HISTORY)),),
        "quota": (
            Argument("act", "for admins; without it, your own credits", choices=tuple(QUOTA_FORMS)),
            *(_USER, _ROLE, _SERVER),
            Argument("everybody", "the default for everybody", BOOLEAN, typed="default"),
            Argument("window", "per day or month", choices=get_args(Window)),
            Argument("credits", "how many", INTEGER, range=(0, MAX_CREDITS)),
            Argument("days", "how long a grant lasts", INTEGER, range=(1, MAX_DAYS), typed="--days {}"),
        ),
        "enlarge": (_JOB, _PICTURE),
        "vary": (_JOB, _PICTURE),
        "video": (_JOB, _PICTURE),
        "export": (_JOB, Argument("format", "as what", required=True, choices=get_args(ExportFormat))),
        "panel": (
            _JOB,
            Argument("picture", "which picture of the story", INTEGER, required=True, range=(1, MAX_INDEX)),
            _act(*get_args(PanelAct), required=True),
            Argument("text", "its sentence, to edit it or insert one before it"),
        ),
        "continue": (_JOB, Argument("text", "how it goes on", required=True)),
        "plan": (
            _JOB,
            Argument("what", "what to do with it", choices=("show", "draw")),
            Argument("picture", "which picture to change", INTEGER, range=(1, MAX_INDEX)),
            Argument("text", "how: place: forest"),
        ),
        "restyle": (_JOB, _STYLE),
        "cast": (
            _act("add", "remove", "keep", "sheet", "list"),
            Argument("name", "whose; or which story, to keep whom it tells of", offers=KNOWN_CAST),
            Argument("looks", "what they look like", typed=": {}"),
            Argument("sheet", "a picture of a job as their sheet: 1a2b3c4d.2; without any, one is drawn"),
        ),
        "styles": (
            _act("add", "remove"),
            Argument("name", "of the style"),
            Argument("words", "with {} where the prompt goes", typed=": {}"),
        ),
        "loras": (Argument("word", "in their name or trigger words"),),
        "defaults": (
            _act("set", "clear"),
            Argument("option", "which option", offers=TOPICS),
            Argument("value", "its value"),
            Argument("server", "for everybody on this server", BOOLEAN, typed="--server"),
        ),
        "inspire": (Argument("theme", "what about"),),
        "price": (Argument("command", "a whole command: imagine a red fox", required=True),),
        "mydata": (Argument("part", "which part, where there are several", INTEGER, range=(1, 9999)),),
        "forget": (
            Argument("job", "which job, or everything", offers=OWN_JOBS),
            Argument("sure", "you are sure", BOOLEAN, typed=SURE),
        ),
        "verify": (Argument("hash", "instead of a picture: 64 or 16 hex digits"),),
        "report": (
            Argument("job", "the number under the picture", required=True, offers=OWN_JOBS),
            Argument("reason", "what is wrong with it"),
        ),
        "stats": (Argument("period", "of which time", choices=get_args(Period)),),
        "blocklist": (_act("add", "remove", "test"), _TEXT),
        "ban": (
            *(_USER, _ROLE, _SERVER),
            Argument("duration", "30m, 12h, 7d or 4w; without it, for good"),
            Argument("reason", "why"),
        ),
        "unban": (_USER, _ROLE, _SERVER),
        "allow": (_CHANNEL, _ROLE),
        "disallow": (_CHANNEL, _ROLE),
        "nsfw": (Argument("rule", "never, in marked channels, or always", required=True, choices=get_args(NsfwRule)),),
        "audit": (
            Argument("count", "how many entries", INTEGER, range=(1, MAX_AUDIT)),
            Argument("verify", "whether anybody has changed it", BOOLEAN, typed="verify"),
        ),
    }
)

# Which commands take a picture: (what it is, whether it must be there)
PICTURES: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "imagine": ("a picture to start from", False),
        "story": ("a picture to look at in every frame", False),
        "describe": ("the picture", True),
        "verify": ("the picture", False),
        "cast": ("their sheet: a picture of them", False),
    }
)
LOOKED_AT = ("imagine", "story")  # those that take several, where the model looks at any
