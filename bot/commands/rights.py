"""`.mydata`, `.forget`, `.verify`, `.report`: how they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.commands.edits import only_picture
from bot.commands.further import Attachment, Forget, MyData, Report, RightsCommand, Verify
from bot.commands.text import check_characters, shown
from bot.commands.values import CommandError
from bot.commands.words import check_nothing_left, read_job, read_job_first

MAX_REASON = 500  # characters


def read_right(name: str, rest: str, attachments: Sequence[Attachment]) -> RightsCommand:
    """The command of what stands after its name; raises CommandError."""
    words = check_characters(rest).split()
    if name == "mydata":
        check_nothing_left(words)
        return MyData()
    if name == "forget":
        return _forget(words)
    return _verify(words, attachments) if name == "verify" else _report(words)


def _forget(words: Sequence[str]) -> Forget:
    check_nothing_left(words[1:])
    if not words:
        return Forget()
    everything = words[0].lower() == "everything"
    return Forget(everything=True) if everything else Forget(read_job(words[0]))


def _verify(words: Sequence[str], attachments: Sequence[Attachment]) -> Verify:
    check_nothing_left(words[1:])
    if not words:
        return Verify(only_picture(attachments, "Attach the picture to `verify`.").sha256, attached=True)
    if not re.fullmatch("[0-9a-f]{16}|[0-9a-f]{64}", words[0].lower()):
        raise CommandError(f"{shown(words[0])} is no hash: attach the picture, or write 64 or 16 hex digits.")
    return Verify(words[0].lower())


def _report(words: Sequence[str]) -> Report:
    job, rest = read_job_first(words)
    reason = " ".join(rest)
    if len(reason) > MAX_REASON:
        raise CommandError(f"That is {len(reason):,} characters; at most {MAX_REASON} are read.", None)
    return Report(job, reason)
