"""What a line of chat can mean: one frozen value per command."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.commands.further import FurtherCommand
from bot.commands.switched_on import ON
from generation.engine import ImageRequest
from story.request import StoryRequest

SubjectKind = Literal["user", "role", "server", "default"]
Window = Literal["day", "month"]


class CommandError(Exception):
    """What is wrong with a command and the right form; its text is for the person who typed it."""

    def __init__(self, problem: str, form: str | None = "") -> None:
        super().__init__(problem)
        # What would work: a line without its prefix, an option ("--seed 7"), "" for the command's own example; or None,
        # where the form was right.
        self.form = form


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one command may ask for, and which of the further commands and options there are."""

    prompt_length: int = 2000  # characters
    sentences: int = 12
    images: int = 4
    permutations: int = 8
    steps: int = 100
    further: frozenset[str] = ON
    any_style: bool = False  # a name that is no style of ours may be a server's own: who does the command looks


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Imagine:
    """One request, or one for every choice out of the `{fox,owl}` groups."""

    requests: tuple[ImageRequest, ...]
    given: frozenset[str] = field(default=frozenset(), compare=False)  # the names of the options that were typed


@dataclass(frozen=True, slots=True)
class Story:
    request: StoryRequest
    given: frozenset[str] = field(default=frozenset(), compare=False)  # the names of the options that were typed


@dataclass(frozen=True, slots=True)
class Help:
    topic: str | None = None  # a command or an option, without its prefix


@dataclass(frozen=True, slots=True)
class Quota:
    """One's own credits."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What is being drawn and what waits."""


@dataclass(frozen=True, slots=True)
class Cancel:
    job: str | None = None  # the first characters of a job's id; None: one's latest


@dataclass(frozen=True, slots=True)
class History:
    count: int


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose credits an admin means."""

    kind: SubjectKind
    id: str = ""  # as typed; "" for the default, and for the server where the command was written


@dataclass(frozen=True, slots=True)
class QuotaSet:
    subject: Subject
    window: Window
    credits: int


@dataclass(frozen=True, slots=True)
class QuotaGrant:
    subject: Subject
    window: Window
    credits: int
    days: int | None = None  # until it expires; None: until the month ends


@dataclass(frozen=True, slots=True)
class QuotaReset:
    subject: Subject
    window: Window


@dataclass(frozen=True, slots=True)
class QuotaShow:
    subject: Subject


@dataclass(frozen=True, slots=True)
class QuotaExport:
    """Every entry of the ledger."""


QuotaCommand = QuotaSet | QuotaGrant | QuotaReset | QuotaShow | QuotaExport
Command = Imagine | Story | Help | Quota | Queue | Cancel | History | QuotaCommand | FurtherCommand
