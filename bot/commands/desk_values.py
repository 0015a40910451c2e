"""What the commands of the admin's desk mean: limits of a server, people kept out, the queue held, the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Period = Literal["day", "week", "month"]
PatternKind = Literal["word", "phrase", "regex"]
NsfwRule = Literal["off", "channel", "on"]  # channel: only where the channel is marked for it
Place = Literal["channel", "role"]
BanKind = Literal["user", "role", "server"]


@dataclass(frozen=True, slots=True)
class Stats:
    period: Period = "week"


@dataclass(frozen=True, slots=True)
class BlocklistShow:
    """All patterns that count here."""


@dataclass(frozen=True, slots=True)
class BlocklistAdd:
    pattern: str  # a regex without its slashes
    kind: PatternKind


@dataclass(frozen=True, slots=True)
class BlocklistRemove:
    pattern: str


@dataclass(frozen=True, slots=True)
class BlocklistTest:
    """Whether a prompt would be refused, and by which pattern."""

    text: str


@dataclass(frozen=True, slots=True)
class Ban:
    user: str  # id as typed, with or without its platform
    duration: timedelta | None = None  # None: for good
    reason: str = ""
    kind: BanKind = "user"  # whose id it is: everybody with a role, everybody on a server


@dataclass(frozen=True, slots=True)
class Unban:
    user: str
    kind: BanKind = "user"


@dataclass(frozen=True, slots=True)
class Pause:
    """Draw nothing; requests still wait in the queue."""


@dataclass(frozen=True, slots=True)
class Resume:
    """After a pause or a drain."""


@dataclass(frozen=True, slots=True)
class Drain:
    """Take nothing new; what waits is drawn."""


@dataclass(frozen=True, slots=True)
class Allow:
    """Take requests in this channel, or of this role; where nothing is allowed by name, everything is."""

    kind: Place
    id: str


@dataclass(frozen=True, slots=True)
class Disallow:
    kind: Place
    id: str


@dataclass(frozen=True, slots=True)
class Nsfw:
    rule: NsfwRule


@dataclass(frozen=True, slots=True)
class Audit:
    """Who did what to whom, of late."""

    count: int = 20


@dataclass(frozen=True, slots=True)
class AuditVerify:
    """Whether the audit is as it was written."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A link to the admin's page, for one use."""


DeskCommand = (
    Stats
    | BlocklistShow
    | BlocklistAdd
    | BlocklistRemove
    | BlocklistTest
    | Ban
    | Unban
    | Pause
    | Resume
    | Drain
    | Allow
    | Disallow
    | Nsfw
    | Audit
    | AuditVerify
    | Desk
)
