"""GroupWriter: the one writer of an SQLite file, which makes many small writes one commit.

A write is a plain function of a connection. It runs in the writer's own thread and in a savepoint of its own, so that
one that fails leaves the others; whoever asked for it goes on when all of them are on the disk. Urgent ones go first.

What has to await something while it writes takes a turn instead: nothing else is written until it is over.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

Result = TypeVar("Result")
Write = Callable[[Connection], Result]
MOST = 64  # writes in one commit


@dataclass(eq=False, slots=True)
class _Waiting:
    """A write, or a turn where `write` is None, and who waits for it."""

    write: Write[Any] | None
    answer: asyncio.Future[Any]
    deadline: float  # in the loop's time: up to then a locked database is waited for
    over: asyncio.Event = field(default_factory=asyncio.Event)  # of a turn


class GroupWriter:
    """Its engine begins with the write lock and waits for it only a little: who waits how long is decided here."""

    def __init__(self, engine: Engine, busy_seconds: float) -> None:
        self._engine, self._busy_seconds = engine, busy_seconds
        self._urgent: deque[_Waiting] = deque()
        self._usual: deque[_Waiting] = deque()
        self._thread = ThreadPoolExecutor(1, "sqlite-writer")
        self._work: asyncio.Task[None] | None = None

    async def run(self, write: Write[Result], *, urgent: bool = False) -> Result:
        """What `write` returns, once it is committed; or raises what it raises, and then nothing of it is stored."""
        result: Result = await self._wait_for(write, urgent).answer
        return result

    @asynccontextmanager
    async def turn(self, *, urgent: bool = False) -> AsyncIterator[float]:
        """Gives the moment, in the loop's time, up to which to wait for other programs."""
        waiting = self._wait_for(None, urgent)
        try:
            await waiting.answer
            yield waiting.deadline
        finally:
            waiting.over.set()

    def still_locked(self, error: OperationalError) -> None:
        """Another program has the database: all who have waited long enough are told so at once."""
        now = asyncio.get_running_loop().time()
        for queue in (self._urgent, self._usual):
            for waiting in [each for each in queue if each.deadline <= now]:
                queue.remove(waiting)
                _answer(waiting, None, error)

    async def close(self) -> None:
        """After what is queued."""
        if self._work is not None:
            await self._work
        await asyncio.to_thread(self._thread.shutdown)
        self._engine.dispose()

    def _wait_for(self, write: Write[Any] | None, urgent: bool) -> _Waiting:
        loop = asyncio.get_running_loop()
        waiting = _Waiting(write, loop.create_future(), loop.time() + self._busy_seconds)
        (self._urgent if urgent else self._usual).append(waiting)
        if self._work is None:
            self._work = loop.create_task(self._work_off())
        return waiting

    async def _work_off(self) -> None:
        try:
            while queue := self._urgent or self._usual:
                if queue[0].write is not None:
                    await self._commit_some()
                elif not (turn := queue.popleft()).answer.done():
                    turn.answer.set_result(None)
                    await turn.over.wait()
        finally:
            self._work = None

    async def _commit_some(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            ended = await loop.run_in_executor(self._thread, self._write_group)
        except OperationalError as error:
            if is_locked(error):
                self.still_locked(error)
            else:  # not even begun: the disk is gone, say, and nobody can write
                self._refuse_all(error)
            return
        for waiting, result, failure in ended:
            _answer(waiting, result, failure)

    def _refuse_all(self, error: OperationalError) -> None:
        for queue in (self._urgent, self._usual):
            while queue:
                _answer(queue.popleft(), None, error)

    def _write_group(self) -> list[tuple[_Waiting, Any, Exception | None]]:
        """In the thread: what waits, and what comes meanwhile, up to `MOST`, in one transaction."""
        ended: list[tuple[_Waiting, Any, Exception | None]] = []
        connection = self._engine.connect()
        try:
            transaction = connection.begin()
            try:
                while len(ended) < MOST and (waiting := self._next()) is not None:
                    ended.append((waiting, *_written(connection, waiting.write)))
                    failure = ended[-1][2]
                    if failure is not None and not connection.connection.in_transaction:
                        raise failure  # a full or broken disk ends the transaction of all
                transaction.commit()
            except Exception as error:  # of the group: each of them is told, as none is stored
                transaction.rollback()
                ended = [(waiting, None, own or error) for waiting, _, own in ended]
        finally:
            connection.close()
        return ended

    def _next(self) -> _Waiting | None:
        """The next write; None where nothing waits, or a turn is next. Only this thread takes while it runs."""
        while queue := self._urgent or self._usual:
            if queue[0].write is None:
                return None
            if not (waiting := queue.popleft()).answer.cancelled():
                return waiting
        return None


def _written(connection: Connection, write: Write[Any] | None) -> tuple[Any, Exception | None]:
    driver = connection.connection
    assert write is not None
    driver.execute("SAVEPOINT one_write")
    try:
        result, failure = write(connection), None
    except Exception as error:  # of this write alone, unless it has ended the transaction
        if not driver.in_transaction:
            return None, error
        driver.execute("ROLLBACK TO one_write")
        result, failure = None, error
    driver.execute("RELEASE one_write")
    return result, failure


def _answer(waiting: _Waiting, result: Any, error: Exception | None) -> None:
    if waiting.answer.done():  # whoever asked has gone
        return
    if error is None:
        waiting.answer.set_result(result)
    else:
        waiting.answer.set_exception(error)


def is_locked(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
