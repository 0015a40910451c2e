"""Lines of chat, read as a front-end reads them."""

from __future__ import annotations

import pytest

from bot.commands import Command, CommandError, Imagine, parse
from bot.domain.requests import Attachment
from generation.engine import ImageRequest

PICTURE = Attachment("ab" * 32)
JOB = "1a2b3c4d"
ATTACHED = [Attachment(f"{number:064x}") for number in range(3)]


def read(line: str, *attachments: Attachment) -> Command | None:
    return parse(line, new_seed=lambda: 42, attachments=attachments)


def refusal(line: str, *attachments: Attachment) -> str:
    with pytest.raises(CommandError) as raised:
        read(line, *attachments)
    return str(raised.value)


def imagined(line: str, attached: int) -> ImageRequest:
    """The one request of a line with the first so many of `ATTACHED`."""
    command = parse(line, new_seed=lambda: 7, attachments=ATTACHED[:attached])
    assert isinstance(command, Imagine)
    [request] = command.requests
    return request
