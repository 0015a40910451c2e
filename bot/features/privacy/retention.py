"""Retention: what is older than the operator wants to keep is erased, once a day."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog

from bot.background import Tasks, forever
from bot.jobs.idempotency import KEPT
from bot.jobs.unnamed_pictures import remove_unnamed
from bot.storage import Database, FrameFiles, IdempotencyStore
from bot.storage.database.clock import Clock, utc_now
from bot.storage.erasure import ErasureStore, named_pictures

EVERY = 24 * 3600.0  # seconds
SETTLED = 24 * 3600.0  # seconds after which a picture that no job names is on its way nowhere
AT_ONCE = 200  # jobs in one commit: others wait for it

log = structlog.get_logger(__name__)
Remove = Callable[[Sequence[str], Sequence[str]], Awaitable[None]]  # jobs that are erased, pictures nobody has now


class Retention:
    """Erases jobs `keep_days` after their end, as `.forget` would, and files that no job names; 0 keeps every job."""

    def __init__(
        self, database: Database, files: FrameFiles, keep_days: int, removed: Remove, now: Clock = utc_now
    ) -> None:
        self._database, self._files, self._removed = database, files, removed
        self._keep_days, self._now = keep_days, now
        self._store, self._keys, self._tasks = ErasureStore(now), IdempotencyStore(now), Tasks()

    def start(self) -> None:
        self._tasks.start(forever("erasing what is old", self._turn))

    async def stop(self) -> None:
        await self._tasks.close()

    async def _turn(self) -> None:
        await self.sweep()
        await asyncio.sleep(EVERY)

    async def sweep(self) -> int:
        """Erase what is due; returns how many jobs. Raises StorageError."""
        async with self._database.write() as session:
            await self._store.forget_spenders(session)
            await self._keys.sweep(session, KEPT)
        erased = 0
        while self._keep_days and (count := await self._erase_some()):
            erased += count
        if self._keep_days:
            async with self._database.write() as session:
                await self._store.erase_idle(session)
        async with self._database.read() as session:
            named = await named_pictures(session)
        swept = await remove_unnamed(self._database, self._files, await self._files.unnamed(named, SETTLED))
        if erased or swept:
            log.info("what was old is erased", jobs=erased, files=swept, keep_days=self._keep_days)
        return erased

    async def _erase_some(self) -> int:
        due = self._now() - timedelta(days=self._keep_days)
        async with self._database.write() as session:
            ids = await self._store.ended_before(session, due, AT_ONCE)
            gone = await self._store.erase_jobs(session, ids) if ids else []
        await self._removed(ids, gone)
        return len(ids)
