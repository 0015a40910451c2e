"""Jobs on a real database: they come at random, are drawn at a known speed, and the clock is turned by hand."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

from bot.domain.jobs import Job, JobStatus
from bot.domain.requester import Requester
from bot.jobs.estimates import Estimate, Estimates
from bot.storage.timings import note_estimate
from generation.engine import EngineInfo
from tests.bot.storage.kit import NOON, Stores, new_job

INFO = EngineInfo("echo", "Echo", "cpu", "", 64, 64, 10, 7.0)
DRAWN = {"engine": "echo", "model": "Echo", "device": "cpu"}
WORKS = (1_000, 2_000, 4_000, 12_000)
SECONDS_PER_WORK = 0.002
PEOPLE = tuple(Requester("web", name, name) for name in ("mia", "tom", "ada", "eve"))


@dataclass
class Stream:
    """Workers that draw one job at a time; in truth there may be fewer than the estimates believe."""

    stores: Stores
    workers: int
    believed: int
    noise: float = 0.15  # of the time a job takes, as a share
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    told: dict[str, float | None] = field(default_factory=dict)  # by job, in order of arrival
    took: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.estimates = Estimates(self.stores.database, self.stores.state, ["web"], self.stores.clock)
        self.estimates.drawn_by(INFO, self.believed)
        self.under_way: list[tuple[float, str, Job]] = []  # with the moment of their end

    @property
    def now(self) -> float:
        return (self.stores.clock() - NOON).total_seconds()

    async def run(self, jobs: int, pause: float) -> None:
        """So many jobs, one after every `pause` seconds on average, until all are drawn."""
        for _ in range(jobs):
            await self._until(self.now + self.chance.expovariate(1 / pause))
            await self.ask()
        await self._until(float("inf"))

    async def ask(self) -> Estimate | None:
        """What admission does with a job."""
        job = new_job(self.chance.choice(PEOPLE), created_at=self.stores.clock(), work=self.chance.choice(WORKS))
        async with self.stores.database.write() as session:
            await self.stores.jobs.add(session, job)
            if estimate := await self.estimates.of(session, job):
                await note_estimate(session, job.id, estimate.reckoned, estimate.seconds)
        self.told[job.id] = estimate and estimate.seconds
        await self._begin()
        return estimate

    async def _begin(self) -> None:
        while len(self.under_way) < self.workers and (job := await self.stores.claim()) is not None:
            takes = job.work * SECONDS_PER_WORK * self.chance.lognormvariate(0, self.noise)
            heappush(self.under_way, (self.now + takes, job.id, job))

    async def _until(self, moment: float) -> None:
        """Let the jobs end that end before then."""
        while self.under_way and self.under_way[0][0] <= moment:
            end, _, job = heappop(self.under_way)
            self.stores.clock.advance(seconds=end - self.now)
            await self.stores.finish(job, **DRAWN)
            self.took[job.id] = (self.stores.clock() - job.created_at).total_seconds()
            self.estimates.on_event(replace(job, status=JobStatus.SUCCEEDED))
            await self._begin()
        if moment != float("inf"):
            self.stores.clock.advance(seconds=moment - self.now)
