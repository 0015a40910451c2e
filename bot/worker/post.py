"""What a worker says to its service, from whichever thread: messages, a sign of life, and lines for the log."""

from __future__ import annotations

import contextlib
import logging
import threading
from multiprocessing.connection import Connection
from typing import Any, Protocol

from structlog.contextvars import get_contextvars

from bot.redaction import brief_traceback, without_secrets
from bot.worker.messages import Alive, FromWorker, LogLine

GONE = OSError  # what a pipe raises whose other end is closed


class Outbox(Protocol):
    """A pipe, or what stands before one."""

    def send(self, message: FromWorker, /) -> None: ...


class Post:
    """A pipe that several threads may write to."""

    def __init__(self, pipe: Connection[FromWorker, Any]) -> None:
        self._pipe, self._writing = pipe, threading.Lock()

    def send(self, message: FromWorker, /) -> None:
        with self._writing:
            self._pipe.send(message)

    def close(self) -> None:
        """After whatever is being written."""
        with self._writing:
            self._pipe.close()

    def beat(self, seconds: float) -> None:
        """Say every so often that the process runs, whatever it is at; until the service is gone."""
        threading.Thread(target=self._beat, args=(seconds,), daemon=True).start()

    def _beat(self, seconds: float) -> None:
        pause = threading.Event()
        with contextlib.suppress(GONE):
            while not pause.wait(seconds):
                self.send(Alive())


class PostHandler(logging.Handler):
    """Log lines as messages: the service writes them as its own, with the job that they are about.

    Errors of engines and libraries quote prompts, so tracebacks come without their variables.
    """

    def __init__(self, post: Post) -> None:
        super().__init__()
        self._post = post

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        text = without_secrets(record.getMessage())
        line = LogLine(
            record.levelno,
            record.name,
            text,
            without_secrets(brief_traceback(error)) if error else "",
            get_contextvars().get("job", ""),
        )
        with contextlib.suppress(GONE):  # nobody reads any more
            self._post.send(line)
