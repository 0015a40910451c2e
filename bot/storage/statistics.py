"""What statistics read of jobs: one row for each, with whom it was for and how many pictures came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.jobs import PAGE_INDEX
from bot.storage.tables.core import FrameRow, JobRow, RequesterRow


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
