"""`.stats`, `.blocklist`, `.ban`, `.pause`, `.allow`, `.nsfw`, `.audit`, `.desk` and the like: how they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import get_args

from bot.commands.advice import nearest
from bot.commands.arguments import check_nothing_left, read_choice, read_duration
from bot.commands.characters import check_characters, shown
from bot.commands.errors import CommandError
from bot.commands.quota import read_id
from bot.domain.rules import BanKind, NsfwRule, PatternKind, Period, Place


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


AdminCommand = (
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


MAX_AUDIT, MAX_TEXT = 100, 500
_CHANNEL = re.compile(r"<#([0-9]{1,20})>")  # as Discord writes #channel
_ALONE: Mapping[str, AdminCommand] = MappingProxyType(
    {"pause": Pause(), "resume": Resume(), "drain": Drain(), "desk": Desk()}
)


def read_admin(name: str, rest: str) -> AdminCommand:
    """The command of what stands after its name; raises CommandError."""
    words = check_characters(rest).split()
    if name in _ALONE:
        check_nothing_left(words)
        return _ALONE[name]
    if name == "blocklist":
        return _blocklist(words)
    if name in ("ban", "unban"):
        return _ban(name, words)
    if name in ("allow", "disallow"):
        return _place(name, words)
    if name == "audit":
        return _audit(words)
    check_nothing_left(words[1:])
    if name == "nsfw":
        return Nsfw(read_choice(words[0] if words else "", get_args(NsfwRule), "rule"))
    return Stats(read_choice(words[0], get_args(Period), "period")) if words else Stats()


def _blocklist(words: Sequence[str]) -> AdminCommand:
    if not words:
        return BlocklistShow()
    verb, text = read_choice(words[0], ("add", "remove", "test"), "blocklist command"), " ".join(words[1:])
    if not text or len(text) > MAX_TEXT:
        raise CommandError(f"Write what to {verb}, at most {MAX_TEXT} characters.", f"blocklist {verb} some words")
    if verb == "test":
        return BlocklistTest(text)
    regex = len(text) > 2 and text[0] == text[-1] == "/"
    pattern = text[1:-1] if regex else text
    if regex:
        try:
            re.compile(pattern)
        except re.error as error:
            raise CommandError(f"{shown(pattern)} is no regular expression: {error}.", None) from None
    if verb == "remove":
        return BlocklistRemove(pattern)
    return BlocklistAdd(pattern, "regex" if regex else "phrase" if " " in text else "word")


def _ban(name: str, words: Sequence[str]) -> Ban | Unban:
    # A person, unless `role` or `server` stands before the id; a mention says by itself what it is.
    first = words[0].lower() if words else ""
    kind: BanKind = "role" if first.startswith("<@&") else "user"
    for each in get_args(BanKind):
        if first == each:
            kind, words = each, words[1:]
    user, words = read_id(kind, words[0] if words else ""), words[1:]
    if name == "unban":
        check_nothing_left(words)
        return Unban(user, kind)
    duration = read_duration(words[0]) if words else None
    reason = " ".join(words[0 if duration is None else 1 :])
    if len(reason) > MAX_TEXT:
        raise CommandError(f"A reason has at most {MAX_TEXT} characters.", None)
    return Ban(user, duration, reason, kind)


def _place(name: str, words: Sequence[str]) -> Allow | Disallow:
    kind: Place = read_choice(words[0] if words else "", get_args(Place), "place")
    check_nothing_left(words[2:])
    word = words[1] if len(words) > 1 else ""
    mention = _CHANNEL.fullmatch(word) if kind == "channel" else None
    id = mention[1] if mention else read_id(kind, word)
    return Allow(kind, id) if name == "allow" else Disallow(kind, id)


def _audit(words: Sequence[str]) -> Audit | AuditVerify:
    check_nothing_left(words[1:])
    if not words:
        return Audit()
    if words[0].lower() == "verify":
        return AuditVerify()
    if not words[0].isdecimal() and nearest(words[0], ["verify"]):
        raise CommandError(f"`audit` knows no {shown(words[0])}: did you mean `verify`?", "audit verify")
    if not re.fullmatch("[0-9]{1,3}", words[0]) or not 1 <= int(words[0]) <= MAX_AUDIT:
        raise CommandError(f"`audit` takes a whole number from 1 to {MAX_AUDIT}, or `verify`, not {shown(words[0])}.")
    return Audit(int(words[0]))
