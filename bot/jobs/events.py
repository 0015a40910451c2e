"""Live events of jobs, in memory: each watcher sees every status and the latest progress, and holds up nobody."""

from __future__ import annotations

import asyncio
import weakref
from collections import deque
from collections.abc import AsyncIterator, Callable

import structlog

from bot.domain.jobs import Job, Progress

Event = Progress | Job
MAX_WAITING = 1000

log = structlog.get_logger(__name__)


class Subscription:
    """One watcher's events. Progress that was not read yet gives way to newer progress of its job; a status never does.

    A watcher that falls `MAX_WAITING` events behind is let go: its events end, and it can watch anew.
    """

    def __init__(self, job_id: str | None) -> None:
        self._job_id = job_id
        self._waiting: deque[Event] = deque()
        self._arrived = asyncio.Event()
        self._over = False

    def put(self, event: Event) -> None:
        job_id = event.job_id if isinstance(event, Progress) else event.id
        if self._over or self._job_id not in (None, job_id):
            return
        if isinstance(event, Progress):
            self._forget_progress(event.job_id)
        self._waiting.append(event)
        if len(self._waiting) > MAX_WAITING:
            self.close()
        self._arrived.set()

    def close(self) -> None:
        self._over = True
        self._arrived.set()

    async def events(self) -> AsyncIterator[Event]:
        """What was put since the watch began; ends when it is closed and read."""
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            if self._over:
                return
            self._arrived.clear()
            await self._arrived.wait()

    def _forget_progress(self, job_id: str) -> None:
        stale = [event for event in self._waiting if isinstance(event, Progress) and event.job_id == job_id]
        for event in stale:
            self._waiting.remove(event)


class EventBus:
    """Hands each event to every watch that is still referred to."""

    def __init__(self) -> None:
        self._watches: weakref.WeakSet[Subscription] = weakref.WeakSet()
        self._listeners: list[Callable[[Event], None]] = []
        self.unfinished: set[str] = set()  # jobs that somebody was told of, and not yet of their end

    def listen(self, heard: Callable[[Event], None]) -> None:
        """Call this at once with every event there is anyway; unlike a watch, it asks for none."""
        self._listeners.append(heard)

    def subscribe(self, job_id: str | None = None) -> Subscription:
        watch = Subscription(job_id)
        self._watches.add(watch)
        self.unfinished |= {job_id} if job_id else set()
        return watch

    @property
    def watched(self) -> bool:
        return len(self._watches) > 0

    def publish(self, event: Event) -> None:
        for heard in self._listeners:
            heard(event)
        self.pass_on(event)

    def pass_on(self, event: Event) -> None:
        """Of what happened on another host, which counts it itself: only who watches hears of it."""
        if isinstance(event, Job):
            (self.unfinished.discard if event.status.ended else self.unfinished.add)(event.id)
        for watch in list(self._watches):
            watch.put(event)

    def publish_job(self, job: Job) -> None:
        """Tell everybody of a status that is stored."""
        self.publish(job)
        if job.status.ended:
            log.info(
                "job ended", job=job.id, status=job.status.value, seconds=job.outcome.seconds, error=job.outcome.error
            )

    def close(self) -> None:
        for watch in list(self._watches):
            watch.close()
