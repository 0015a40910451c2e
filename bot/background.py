"""Background work that outlives what goes wrong in it: logged, and tried again a little later."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import structlog

from bot.domain.errors import StorageError

FIRST_PAUSE, LAST_PAUSE = 0.5, 10.0  # seconds

log = structlog.get_logger(__name__)
Result = TypeVar("Result")


async def insist(doing: str, action: Callable[[], Awaitable[Result]]) -> Result:
    """Do it until storage lets us: while a database is locked or a disk is full, what was drawn waits in memory."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await action()
        except StorageError as error:
            log.error("storage refuses", doing=doing, reason=error.detail, retry_in=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LAST_PAUSE)


async def forever(doing: str, action: Callable[[], Awaitable[None]]) -> None:
    """Do it again and again. The outermost loop of a background task: a mistake in one turn does not end the others."""
    while True:
        try:
            await insist(doing, action)
        except Exception:  # one turn is lost, and the next looks at everything anew
            log.exception("a background task failed", doing=doing)
            await asyncio.sleep(LAST_PAUSE)


async def wait_for_event(event: asyncio.Event, seconds: float) -> None:
    """Until it is set, but not longer. (Before Python 3.12 `asyncio.wait_for` can swallow a cancellation here.)"""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


class Tasks:
    """Tasks with an owner: none is forgotten, none outlives `close`."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def finish(self, seconds: float) -> None:
        """Wait a little for what is under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def close(self) -> None:
        for task in (tasks := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a background task ended with an error", exc_info=error)
