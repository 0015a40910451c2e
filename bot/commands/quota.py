"""`.quota` and its admin forms: whose credits, in which window, how many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from bot.commands.advice import advice, meant, nearest
from bot.commands.catalogue import QUOTA_FORMS
from bot.commands.characters import shown
from bot.commands.errors import CommandError
from bot.domain.credits import Subject, SubjectKind, Window


@dataclass(frozen=True, slots=True)
class Quota:
    """One's own credits."""


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


MAX_CREDITS = 10**9
MAX_DAYS = 366  # a grant may last
_MENTION = re.compile(r"<@(?P<role>&)?!?(?P<id>[0-9]{1,20})>")  # as Discord writes @name and @role
_ID = re.compile(r"[\w.:@+-]{1,128}")
_KINDS: dict[str, SubjectKind] = {kind: kind for kind in get_args(SubjectKind)}
_WINDOWS: dict[str, Window] = {window: window for window in get_args(Window)}


def read_quota(words: list[str]) -> Quota | QuotaCommand:
    """The quota command of the words after `.quota`."""
    if not words:
        return Quota()
    verb = words[0].lower()
    if verb not in QUOTA_FORMS:
        near = nearest(verb, QUOTA_FORMS)
        form = QUOTA_FORMS[near][0] if near else "quota"
        raise CommandError(f"`quota` knows no {shown(words[0])}: {advice(verb, QUOTA_FORMS)}", form)
    try:
        return _read_verb(verb, words[1:])
    except CommandError as error:
        raise CommandError(str(error), QUOTA_FORMS[verb][0]) from None


def _read_verb(verb: str, words: list[str]) -> QuotaCommand:
    if verb == "export":
        _check_nothing_left(words)
        return QuotaExport()
    subject, words = _subject(words)
    if verb == "show":
        _check_nothing_left(words)
        return QuotaShow(subject)
    if not words or words[0].lower() not in _WINDOWS:
        near = meant(words[0] if words else "", _WINDOWS)
        raise CommandError(f"Say `day` or `month` after whose credits they are{near}")
    window, words = _WINDOWS[words[0].lower()], words[1:]
    if verb == "reset":
        _check_nothing_left(words)
        return QuotaReset(subject, window)
    least = 0 if verb == "set" else 1
    if not words or not re.fullmatch("[0-9]{1,10}", words[0]) or not least <= int(words[0]) <= MAX_CREDITS:
        raise CommandError(f"Credits are a whole number from {least} to {MAX_CREDITS}, after `day` or `month`.")
    credits, words = int(words[0]), words[1:]
    days, words = _days(words) if verb == "grant" else (None, words)
    _check_nothing_left(words)
    return QuotaSet(subject, window, credits) if verb == "set" else QuotaGrant(subject, window, credits, days)


def _subject(words: list[str]) -> tuple[Subject, list[str]]:
    """Who is meant: `user 1234`, `role 1234`, `server 1234`, `server` (this one), `default`, or a mention."""
    first = words[0].lower() if words else ""
    if mention := _MENTION.fullmatch(first):
        return Subject("role" if mention["role"] else "user", mention["id"]), words[1:]
    if first not in _KINDS:
        whose = "`user`, `role` or `server` with an id, a mention, or `default`"
        raise CommandError(f"Say whose credits: {whose}{meant(first, _KINDS)}")
    is_bare_server = first == "server" and (len(words) == 1 or words[1].lower() in _WINDOWS)
    if first == "default" or is_bare_server:
        return Subject(_KINDS[first]), words[1:]
    return Subject(_KINDS[first], read_id(first, words[1] if len(words) > 1 else "")), words[2:]


def read_id(kind: str, word: str) -> str:
    """The id of a user, role, server or channel, as typed or out of a mention; raises CommandError."""
    if mention := _MENTION.fullmatch(word):
        if kind not in ("user", "role") or (kind == "role") != bool(mention["role"]):
            raise CommandError(f"{shown(word)} is no {kind}.")
        return mention["id"]
    if not _ID.fullmatch(word):
        raise CommandError(f"`{kind}` needs an id after it" + (f", not {shown(word)}." if word else "."))
    return word


def _days(words: list[str]) -> tuple[int | None, list[str]]:
    """`--days 7`, also as phones write the two dashes."""
    if not words or words[0].lower() not in ("--days", "–days", "—days"):
        return None, words
    word = words[1] if len(words) > 1 else ""
    if not re.fullmatch("[0-9]{1,3}", word) or not 1 <= int(word) <= MAX_DAYS:
        raise CommandError(f"`--days` takes a whole number from 1 to {MAX_DAYS}.")
    return int(word), words[2:]


def _check_nothing_left(words: list[str]) -> None:
    if words:
        raise CommandError(f"{shown(' '.join(words))} is too much.")
