"""Lines of chat, read as a front-end reads them."""

from __future__ import annotations

import pytest

from bot.commands import Command, CommandError, parse
from bot.domain.requests import Attachment

PICTURE = Attachment("ab" * 32)
JOB = "1a2b3c4d"


def read(line: str, *attachments: Attachment) -> Command | None:
    return parse(line, new_seed=lambda: 42, attachments=attachments)


def refusal(line: str, *attachments: Attachment) -> str:
    with pytest.raises(CommandError) as raised:
        read(line, *attachments)
    return str(raised.value)
