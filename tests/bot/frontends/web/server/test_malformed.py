"""What is no HTTP, in the log."""

from __future__ import annotations

import logging

import pytest
from aiohttp.http_exceptions import InvalidHeader

from bot.frontends.web.server.malformed import LINES_A_MINUTE, ShortOfMalformed


def record(error: Exception) -> logging.LogRecord:
    arguments = ("203.0.113.5",)
    text = "Error handling request from %s"
    return logging.LogRecord("x", logging.ERROR, "", 0, text, arguments, (type(error), error, None))


def test_it_is_one_short_line_that_repeats_nothing_of_it() -> None:
    """faults.md row 1: 4 to 5 KB of traceback for each."""
    malformed = record(InvalidHeader("Cookie: secret"))
    assert ShortOfMalformed().filter(malformed)
    assert malformed.getMessage() == "a malformed request from 203.0.113.5: InvalidHeader" and not malformed.exc_info


def test_no_more_than_some_a_minute_are_told() -> None:
    now = 100.0
    short = ShortOfMalformed(lambda: now)
    told = [short.filter(record(InvalidHeader("x"))) for _ in range(LINES_A_MINUTE + 5)]
    assert told.count(True) == LINES_A_MINUTE
    now = 161.0
    assert short.filter(record(InvalidHeader("x")))


@pytest.mark.parametrize("error", [ValueError("x"), RuntimeError("x")])
def test_what_else_goes_wrong_keeps_its_traceback(error: Exception) -> None:
    broken = record(error)
    assert ShortOfMalformed().filter(broken) and broken.exc_info
