"""`.mydata`, `.forget`, `.verify`, `.report`: how they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.advice import nearest
from bot.commands.arguments import check_nothing_left, read_job, read_job_first
from bot.commands.characters import check_characters, shown
from bot.commands.errors import CommandError
from bot.commands.followups import only_picture
from bot.domain.requests import Attachment


@dataclass(frozen=True, slots=True)
class MyData:
    """All that is stored of oneself, as a file; where it is too large for one, in parts."""

    part: int = 1


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase one job or all that is stored of oneself; neither: say what there is to erase."""

    job: str | None = None
    everything: bool = False
    sure: bool = False  # not yet: only say what would be erased


@dataclass(frozen=True, slots=True)
class Verify:
    """Whether we drew it: an attached picture or a hash."""

    hash: str  # SHA-256 (64 hex digits) or perceptual hash (16)
    attached: bool = False  # it is the SHA-256 of a stored attachment


@dataclass(frozen=True, slots=True)
class Report:
    """A picture that should not be."""

    job: str
    reason: str = ""
    index: int | None = None  # None: the whole job


PrivacyCommand = MyData | Forget | Verify | Report


MAX_REASON = 500  # characters
SURE = "yes"


def read_privacy(name: str, rest: str, attachments: Sequence[Attachment]) -> PrivacyCommand:
    """The command of what stands after its name; raises CommandError."""
    words = check_characters(rest).split()
    if name == "mydata":
        check_nothing_left(words[1:])
        if words and not re.fullmatch("[1-9][0-9]{0,3}", words[0]):
            raise CommandError(f"{shown(words[0])} is no part: they are counted from 1.", "mydata 2")
        return MyData(int(words[0])) if words else MyData()
    if name == "forget":
        return _forget(words)
    if name == "verify":
        check_nothing_left(words[1:])
        if not words:
            return Verify(only_picture(attachments, "Attach the picture to `verify`.").sha256, attached=True)
        if not re.fullmatch("[0-9a-f]{16}|[0-9a-f]{64}", words[0].lower()):
            raise CommandError(f"{shown(words[0])} is no hash: attach the picture, or write 64 or 16 hex digits.")
        return Verify(words[0].lower())
    job, reason = read_job_first(words)
    return read_report(job, " ".join(reason))


def read_report(job: str, text: str) -> Report:
    """What a line or a form reports; raises CommandError."""
    reason = " ".join(check_characters(text).split())
    if len(reason) > MAX_REASON:
        raise CommandError(f"That is {len(reason):,} characters; at most {MAX_REASON} are read.", None)
    return Report(job, reason)


def _forget(words: Sequence[str]) -> Forget:
    sure = len(words) > 1 and words[1].lower() == SURE
    check_nothing_left(words[2 if sure else 1 :])
    if not words:
        return Forget()
    if words[0].lower() == "everything":
        return Forget(everything=True, sure=sure)
    if len(words[0]) > 4 and nearest(words[0], ["everything"]):
        raise CommandError(f"`forget` knows no {shown(words[0])}: did you mean `everything`?", "forget everything")
    return Forget(read_job(words[0]), sure=sure)
