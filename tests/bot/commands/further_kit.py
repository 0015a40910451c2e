"""The further commands, all of them switched on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import FURTHER, Attachment, Command, CommandError, Limits, parse

EVERYTHING = replace(Limits(), further=frozenset([*FURTHER, "tile", "chaos"]))
PICTURE = Attachment("ab" * 32)
JOB = "1a2b3c4d"


def read(line: str, *attachments: Attachment) -> Command | None:
    return parse(line, limits=EVERYTHING, new_seed=lambda: 42, attachments=attachments)


def refusal(line: str, *attachments: Attachment) -> str:
    with pytest.raises(CommandError) as raised:
        read(line, *attachments)
    return str(raised.value)
