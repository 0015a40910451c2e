"""What statistics read of jobs: a row for each, with whom it was for and its pictures; and what waits, how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.jobs import PAGE_INDEX, JobStatus
from bot.storage.database.clock import utc_now
from bot.storage.tables.core import FrameRow, JobRow, OutboxRow, RequesterRow


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is owed to people."""

    queue_seconds: float  # since the job was asked for that waits longest to be drawn; 0: none waits
    outbox: int  # replies
    outbox_seconds: float  # since the job ended whose reply is owed longest; 0: none is


async def jobs_between(session: AsyncSession, begin: datetime, end: datetime) -> Sequence[Any]:
    """Every job asked for from `begin` to `end`: its times, status, cost and seconds, requester and `pictures`."""
    pictures = (
        select(FrameRow.job_id, func.count().label("count"))
        .where(FrameRow.index != PAGE_INDEX)
        .group_by(FrameRow.job_id)
        .subquery()
    )
    query = (
        select(
            *(JobRow.created_at, JobRow.started_at, JobRow.status, JobRow.cost, JobRow.seconds, JobRow.engine),
            JobRow.model,
            *(JobRow.ended_at, JobRow.estimated_seconds, JobRow.device),
            *(RequesterRow.platform, RequesterRow.user, RequesterRow.name),
            func.coalesce(pictures.c.count, 0).label("pictures"),
        )
        .join(RequesterRow, RequesterRow.id == JobRow.requester_id)
        .outerjoin(pictures, pictures.c.job_id == JobRow.id)
        .where(JobRow.created_at >= begin, JobRow.created_at <= end)
    )
    return (await session.execute(query)).all()


async def backlog(session: AsyncSession) -> Backlog:
    """As it is now."""
    oldest = await session.scalar(select(func.min(JobRow.created_at)).where(JobRow.status == JobStatus.QUEUED))
    owed = select(func.count(), func.min(JobRow.ended_at)).select_from(OutboxRow)
    owed = owed.join(JobRow, JobRow.id == OutboxRow.job_id).where(OutboxRow.next_at.is_not(None))
    count, ended = (await session.execute(owed.where(OutboxRow.sent_at.is_(None)))).one()
    return Backlog(_age(oldest), count, _age(ended))


def _age(moment: datetime | None) -> float:
    return 0.0 if moment is None else max(0.0, (utc_now() - moment).total_seconds())
