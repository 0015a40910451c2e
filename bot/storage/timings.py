"""How long jobs took, which are under way, and what was said of their time: read as plain columns, for the estimate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.jobs import JobStatus
from bot.storage.fair_order import fair_order
from bot.storage.tables.core import JobRow


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A job that waits or is being drawn."""

    id: str
    kind: str
    work: int
    started_at: datetime | None = None  # None: it waits


@dataclass(frozen=True, slots=True)
class Timing:
    """A job that was drawn."""

    kind: str
    model: str
    device: str
    work: int
    created_at: datetime
    started_at: datetime  # its last attempt
    ended_at: datetime
    reckoned_seconds: float | None = None
    estimated_seconds: float | None = None

    @property
    def actual_seconds(self) -> float:
        """From asking to the pictures."""
        return (self.ended_at - self.created_at).total_seconds()


async def under_way(session: AsyncSession, frontends: Collection[str]) -> list[UnderWay]:
    """Of these front-ends: running jobs, then queued ones in the order in which they will be claimed."""
    columns = (JobRow.id, JobRow.kind, JobRow.work)
    ours = JobRow.frontend.in_(frontends)
    running = select(*columns, JobRow.started_at).where(ours, JobRow.status == JobStatus.RUNNING)
    order = fair_order()
    queued = select(*columns).join(order, order.c.number == JobRow.number).where(ours)
    rows = (
        *await session.execute(running.order_by(JobRow.number)),
        *await session.execute(queued.order_by(order.c.turn, JobRow.number)),
    )
    return [UnderWay(*row) for row in rows]


async def latest_timings(session: AsyncSession, engine: str, count: int) -> list[Timing]:
    """The last jobs that this engine drew, newest first."""
    drawn = (JobRow.status == JobStatus.SUCCEEDED, JobRow.engine == engine, JobRow.work > 0)
    return await _timings(session, *drawn, count=count)


async def told_timings(session: AsyncSession, since: datetime) -> list[Timing]:
    """The drawn jobs of which something was said, asked for since then; newest first."""
    said = (JobRow.estimated_seconds.is_not(None), JobRow.created_at >= since)
    return await _timings(session, JobRow.status == JobStatus.SUCCEEDED, *said)


async def _timings(session: AsyncSession, *conditions: ColumnElement[bool], count: int | None = None) -> list[Timing]:
    columns = (
        *(JobRow.kind, JobRow.model, JobRow.device, JobRow.work, JobRow.created_at, JobRow.started_at, JobRow.ended_at),
        *(JobRow.reckoned_seconds, JobRow.estimated_seconds),
    )
    timed = (JobRow.started_at.is_not(None), JobRow.ended_at.is_not(None))
    query = select(*columns).where(*conditions, *timed).order_by(JobRow.number.desc()).limit(count)
    return [Timing(*row) for row in await session.execute(query)]  # type: ignore[arg-type]  # no nulls


async def note_estimate(session: AsyncSession, job_id: str, reckoned: float, estimated: float) -> None:
    """What was said of a job that was just taken in."""
    values = {"reckoned_seconds": reckoned, "estimated_seconds": estimated}
    await session.execute(update(JobRow).where(JobRow.id == job_id).values(values))
