"""What the service feels of itself: whether its database writes and how fast, and how late its event loop turns."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import perf_counter

import structlog

from bot.background import Tasks, forever
from bot.domain.errors import StorageError
from bot.jobs.metrics import Metrics
from bot.storage import Database, StateStore

PROBE_SECONDS = 15.0  # between two writes that only see whether it can be written
FRESH_SECONDS = 1.0  # one that is so young is asked for no other: whoever asks often costs no more
PATIENCE = 5.0  # seconds; a database that takes longer writes nothing for people who wait
LAG_SECONDS = 0.5  # between two looks at the event loop
KEY = "probed_at"

log = structlog.get_logger(__name__)


class Vitals:
    """Measures all the while between `start` and `stop`, and whenever it is asked."""

    def __init__(self, database: Database, state: StateStore, metrics: Metrics) -> None:
        self._database, self._state, self._metrics = database, state, metrics
        self._probe: asyncio.Task[bool] | None = None
        self._probed = float("-inf")
        self._loops = Tasks()

    def start(self) -> None:
        self._loops.start(forever("probing the database", self._look))
        self._loops.start(forever("watching the event loop", self._feel_lag))

    async def stop(self) -> None:
        await self._loops.close()
        if self._probe is not None:
            await asyncio.wait({self._probe}, timeout=PATIENCE)

    async def writes(self) -> bool:
        """Whether the database takes a write, told by one that is not older than a second."""
        now = asyncio.get_running_loop().time()
        if self._probe is None or (self._probe.done() and now - self._probed >= FRESH_SECONDS):
            self._probed, self._probe = now, asyncio.create_task(self._write())
        done, _ = await asyncio.wait({self._probe}, timeout=PATIENCE)
        return bool(done) and self._probe.result()

    async def _write(self) -> bool:
        began = perf_counter()
        try:
            async with self._database.write() as session:
                await self._state.set(session, KEY, datetime.now(UTC).isoformat(timespec="seconds"))
        except StorageError as error:
            log.warning("the database takes no writes", reason=error.detail)
            return False
        self._metrics.note_write(perf_counter() - began)
        return True

    async def _look(self) -> None:
        await self.writes()
        await asyncio.sleep(PROBE_SECONDS)

    async def _feel_lag(self) -> None:
        clock = asyncio.get_running_loop().time
        due = clock() + LAG_SECONDS
        await asyncio.sleep(LAG_SECONDS)
        self._metrics.note_lag(max(0.0, clock() - due))
