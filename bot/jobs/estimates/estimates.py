"""Estimates: the seconds until the pictures of a job are here, for every job that waits or is being drawn.

Nothing is said where nothing was measured, nor while the queue is paused.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.jobs import Job, JobStatus, Progress
from bot.jobs.estimates.accuracy import Accuracy, accuracy
from bot.jobs.estimates.arrivals import arrival, arrivals
from bot.jobs.estimates.speeds import Load, Speeds, measured
from bot.jobs.events import Event
from bot.rules.service_mode import Mode, mode_of
from bot.storage import Database, StateStore
from bot.storage.database.clock import Clock, utc_now
from bot.storage.database.database import BEGUN
from bot.storage.queue_counts import Amount, Queue
from bot.storage.timings import UnderWay, latest_timings, told_timings, under_way
from generation.engine import EngineInfo

LOOKED_AT = 200  # jobs that speeds are measured from
TELLING = 0.1  # share of a drawing that has to be done before its own pace says when it ends
REPORTED = timedelta(days=1)
MEASURED_FOR = 1.0  # seconds, for admissions: many may come while many are drawn


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds from now."""

    reckoned: float  # before the correction
    seconds: float  # what is said


@dataclass(slots=True)
class _Pace:
    """Of a job that is being drawn."""

    job: UnderWay
    began: float
    share: float = 0.0  # of its steps that are done

    def left(self) -> float | None:
        """Seconds, when enough is done to tell."""
        if self.share < TELLING:
            return None
        return (time.monotonic() - self.began) * (1 - self.share) / self.share


class Estimates:
    """Listens to events for how far jobs are; all else is read from the database."""

    def __init__(self, database: Database, state: StateStore, frontends: Collection[str], now: Clock = utc_now) -> None:
        self._database, self._state, self._frontends, self._now = database, state, frontends, now
        self._info: EngineInfo | None = None
        self._workers = 1
        self._speeds: Speeds | None = None  # None: to be measured anew
        self._known, self._known_until = Speeds(), -math.inf  # those measured last, of jobs that had ended until then
        self._measured_at = -math.inf
        self._outdated_at = -math.inf  # when what was measured ceased to be true
        self._paces: dict[str, _Pace] = {}

    def drawn_by(self, info: EngineInfo | None, workers: int) -> None:
        """Who draws just now. While no worker is ready, one will be."""
        self._info, self._workers = info, max(1, workers)
        self._known, self._measured_at = Speeds(), -math.inf
        self._measure_anew()

    def on_event(self, event: Event) -> None:
        """An event of the service."""
        if isinstance(event, Progress):
            return
        self._paces.pop(event.id, None)
        if event.status is JobStatus.RUNNING:
            job = UnderWay(event.id, event.kind, event.work, self._now())
            self._paces[event.id] = _Pace(job, time.monotonic())
        elif event.status is JobStatus.SUCCEEDED:
            self._measure_anew()

    def _measure_anew(self) -> None:
        self._speeds = None
        self._outdated_at = time.monotonic()

    def advanced(self, job_id: str, step: int, num_steps: int) -> float | None:
        """A job that is being drawn is so far; the seconds until it is done, when its pace tells."""
        if (pace := self._paces.get(job_id)) is None:
            return None
        pace.share = step / max(1, num_steps)
        return pace.left()

    async def left(self) -> dict[str, float]:
        """Seconds until its pictures are here, for every job under way of which that is known."""
        async with self._database.read() as session:
            found = await self.all(session)
        return {job_id: estimate.seconds for job_id, estimate in found.items()}

    async def refresh(self) -> None:
        """Measure how fast jobs are drawn, where that is not known or was not looked at for a while."""
        moment = time.monotonic()
        looked_lately = moment < self._measured_at + MEASURED_FOR and self._known != Speeds()
        if self._info is None or self._speeds is not None or looked_lately:
            return
        self._measured_at = moment
        async with self._database.read() as session:
            await self._measured(session, self._info)

    def of_new(self, kind: str, work: int, queue: Queue) -> Estimate | None:
        """For a job that is being taken in, from what is before it, after `refresh`; in whatever thread."""
        speeds, own = self._known, self._known.load(kind, work)
        running = [self._rest(speeds, pace.job) for pace in list(self._paces.values())]
        ahead = [_busy(speeds, kind, amount) for kind, amount in queue.ahead.items()]
        if self._info is None or own is None or not work or None in ahead or None in running:
            return None
        end = arrival([each for each in running if each], sum(each or 0.0 for each in ahead), own, self._workers)
        return Estimate(end, end * speeds.correction)

    async def of(self, session: AsyncSession, job: Job) -> Estimate | None:
        return (await self.all(session)).get(job.id)

    async def all(self, session: AsyncSession) -> Mapping[str, Estimate]:
        """By the id of the job; those of which nothing can be told are left out."""
        if self._info is None or await mode_of(self._state, session) is Mode.PAUSED:
            return {}
        speeds = await self._measured(session, self._info)
        jobs = await under_way(session, self._frontends)
        running = [self._rest(speeds, job) for job in jobs if job.started_at is not None]
        waiting = [speeds.load(job.kind, job.work) for job in jobs if job.started_at is None]
        ends = zip(jobs, arrivals(running, waiting, self._workers), strict=True)
        return {job.id: self._estimate(job, end, speeds) for job, end in ends if end is not None and job.work}

    async def accuracy(self, session: AsyncSession) -> Accuracy | None:
        """Of the last day's jobs; None where there were none."""
        timings = await told_timings(session, self._now() - REPORTED)
        return accuracy((each.estimated_seconds or 0.0, each.actual_seconds) for each in timings)

    async def _measured(self, session: AsyncSession, info: EngineInfo) -> Speeds:
        if self._speeds is not None:
            return self._speeds
        speeds = measured(await latest_timings(session, info.engine, LOOKED_AT), info, self._workers)
        seen_until = session.info.get(BEGUN, -math.inf)
        if seen_until >= self._known_until:  # what has an older view of the database may come to its end later
            self._known, self._known_until = speeds, seen_until
        if seen_until > self._outdated_at:
            self._speeds = speeds
        return speeds

    def _estimate(self, job: UnderWay, reckoned: float, speeds: Speeds) -> Estimate:
        """A running job's own pace needs no correction."""
        left = self._paces[job.id].left() if job.id in self._paces else None
        return Estimate(reckoned, reckoned * speeds.correction if left is None else left)

    def _rest(self, speeds: Speeds, job: UnderWay) -> Load | None:
        """What is left to do of a job that is being drawn: by its steps, else by the time since it was begun."""
        load = speeds.load(job.kind, job.work)
        if load is None or job.started_at is None:
            return load
        if (pace := self._paces.get(job.id)) and (share := pace.share):
            return Load(load.alone * (1 - share), load.busy * (1 - share))
        since = (self._now() - job.started_at).total_seconds()
        return Load(max(0.0, load.alone - since), max(0.0, load.busy - since))


def _busy(speeds: Speeds, kind: str, amount: Amount) -> float | None:
    """Seconds of a worker for some jobs of a kind: what a job of their mean work takes, so many times."""
    load = speeds.load(kind, round(amount.work / amount.jobs))
    return None if load is None else load.busy * amount.jobs
