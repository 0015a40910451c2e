"""Tells those who watch a waiting job how many are before it, and how long it will be."""

from __future__ import annotations

import time
from collections.abc import Collection

from bot.domain.jobs import Progress
from bot.jobs.estimates import Estimates
from bot.jobs.events import EventBus
from bot.storage import Database, JobStore
from bot.storage.timings import under_way

TELL_SECONDS = 0.5  # between two times that all who wait are told their places


class Places:
    """Of the jobs of some front-ends in the queue."""

    def __init__(
        self,
        database: Database,
        jobs: JobStore,
        events: EventBus,
        estimates: Estimates,
        frontends: Collection[str],
    ) -> None:
        self._database, self._jobs, self._events = database, jobs, events
        self._estimates, self._frontends = estimates, frontends
        self._queued: set[str] = set()  # the jobs whose watchers know that they wait
        self._tell_at = 0.0

    def forget(self, job_id: str) -> None:
        """It waits no longer, and its watchers know."""
        self._queued.discard(job_id)

    async def tell(self) -> float:
        """Who waits where; and what became of a job that another program took out of the queue.

        At most twice a second, whatever comes and goes: each newcomer has been told its place at admission. Returns the
        seconds until they can be told again; 0: nobody watches.
        """
        if not self._events.watched:
            self._queued.clear()
            return 0.0
        if time.monotonic() >= self._tell_at:
            await self._tell()
            self._tell_at = time.monotonic() + TELL_SECONDS
            return 0.0
        return self._tell_at - time.monotonic()

    async def _tell(self) -> None:
        async with self._database.read() as session:
            waiting = [job.id for job in await under_way(session, self._frontends) if job.started_at is None]
            gone = self._queued.difference(waiting)
            news = [job for job_id in gone if (job := await self._jobs.get(session, job_id)) is not None]
            estimates = await self._estimates.all(session)
        self._queued = set(waiting)
        for job in news:
            self._events.publish(job)
        for position, job_id in enumerate(waiting, start=1):
            seconds = estimates[job_id].seconds if job_id in estimates else None
            self._events.publish(Progress(job_id, 0, 1, position, estimated_seconds=seconds))
