"""In which order queued jobs are drawn: whoever has the fewest running comes first, then the oldest job."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, bindparam, func, select

from bot.domain.jobs import JobStatus
from bot.storage.tables.core import CreditRow, JobRow, QueueCountRow


def is_priced() -> ColumnElement[bool]:
    """What costs nothing may be no work, as a story whose pictures all stay; there is a hold then, of no credits."""
    held = select(CreditRow.id).where(CreditRow.job_id == JobRow.id, CreditRow.kind == "hold").exists()
    return (JobRow.cost > 0) | held


def fair_order() -> Subquery:
    """For every queued job its `turn`: its requester's running jobs + its place among the requester's queued ones."""
    running = (
        select(JobRow.requester_id, func.count().label("count"))
        .where(JobRow.status == JobStatus.RUNNING)
        .group_by(JobRow.requester_id)
        .subquery()
    )
    place = func.row_number().over(partition_by=JobRow.requester_id, order_by=JobRow.number)
    return (
        select(JobRow.number, (place + func.coalesce(running.c.count, 0)).label("turn"))
        .outerjoin(running, running.c.requester_id == JobRow.requester_id)
        .where(JobRow.status == JobStatus.QUEUED)
        .subquery()
    )


_count = QueueCountRow
_running = select(_count.requester_id, func.sum(_count.running).label("jobs")).group_by(_count.requester_id).subquery()
# The first in the fair order: among first jobs the running ones of their requesters decide, then age.
# Who else claims has locked the row until their commit; on SQLite nobody else does.
NEXT = (
    select(JobRow)
    .join(_running, _running.c.requester_id == JobRow.requester_id)
    .where(JobRow.status == JobStatus.QUEUED, JobRow.frontend.in_(bindparam("frontends", expanding=True)))
    .where(is_priced())
    .order_by(_running.c.jobs, JobRow.number)
    .limit(1)
    .with_for_update(of=JobRow, skip_locked=True)
)
