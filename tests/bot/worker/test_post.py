"""What a worker's log lines and signs of life look like on their way to the service."""

from __future__ import annotations

import logging
import multiprocessing
from typing import Any

from structlog.contextvars import bound_contextvars

from bot.worker.messages import Alive, LogLine
from bot.worker.post import Post, PostHandler

PROMPT = "canary of a prompt"


def test_a_worker_says_what_broke_and_in_which_job_without_the_prompt() -> None:
    reader, writer = multiprocessing.Pipe(duplex=False)
    with reader, writer, bound_contextvars(job="1a2b"):
        try:
            raise KeyError(PROMPT)
        except KeyError as error:
            info = (KeyError, error, None)
            record = logging.LogRecord("bot.worker", logging.ERROR, "", 0, "attempt %s broke", (2,), info)
        PostHandler(Post(writer)).emit(record)
        line = reader.recv()
    assert isinstance(line, LogLine)
    assert (line.level, line.logger, line.text, line.job_id) == (40, "bot.worker", "attempt 2 broke", "1a2b")
    assert "KeyError" in line.exception and "canary" not in line.exception


def test_signs_of_life_come_while_the_worker_is_at_something_else_and_end_with_the_service() -> None:
    pipes: tuple[Any, Any] = multiprocessing.Pipe(duplex=False)
    reader, writer = pipes
    Post(writer).beat(0.001)
    assert [reader.recv() for _ in range(2)] == [Alive(), Alive()]
    reader.close()
    Post(writer).beat(0.001)  # nobody reads: no thread may end with an error, which pytest would tell
