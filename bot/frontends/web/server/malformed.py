"""What is no HTTP, logged: one short line that repeats nothing of it, and a limited number of lines a minute.

aiohttp logs every such request with a traceback, whose text is the line it stumbled over: a cookie, say.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from aiohttp.http_exceptions import HttpProcessingError

NAME = "bot.frontends.web.malformed"
LINES_A_MINUTE = 60


class ShortOfMalformed(logging.Filter):
    """Makes a line of a record with a traceback; anything else passes as it is."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now, self._since, self._said = now, 0.0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError):
            return True
        if not self._may_speak():
            return False
        remote = str(record.args[0]) if isinstance(record.args, tuple) and record.args else "somebody"
        record.msg, record.args = "a malformed request from %s: %s", (remote, type(error).__name__)
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
        return True

    def _may_speak(self) -> bool:
        now = self._now()
        if now - self._since >= 60:
            self._since, self._said = now, 0
        self._said += 1
        return self._said <= LINES_A_MINUTE


def server_logger() -> logging.Logger:
    """What aiohttp's server logs with."""
    logger = logging.getLogger(NAME)
    if not any(isinstance(each, ShortOfMalformed) for each in logger.filters):
        logger.addFilter(ShortOfMalformed())
    return logger
