"""How many jobs wait and are drawn: counted by the database, so that nobody has to read the queue to know.

The order is that of `bot.storage.fair_order`: a job's turn is its requester's running jobs and its place among
those that they have waiting; of two with the same turn the older is first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, case, delete, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.jobs import JobStatus
from bot.storage.tables.core import JobRow, QueueCountRow


@dataclass(frozen=True, slots=True)
class Amount:
    """Some jobs of a kind."""

    jobs: float
    work: float


@dataclass(frozen=True, slots=True)
class Queue:
    """As the next job of somebody finds it."""

    waiting: int  # jobs, of everybody
    own: int  # of these their own
    ahead: Mapping[str, Amount] = field(default_factory=dict)  # by kind: what is drawn before it, where it is to be

    @property
    def before(self) -> int:
        """How many jobs will be begun before it."""
        return round(sum(each.jobs for each in self.ahead.values()))


def queue_for(connection: Connection, requester_id: int | None, frontends: Collection[str]) -> Queue:
    """Jobs of other front-ends than these are drawn elsewhere: they wait too, but not ahead.

    Of somebody's jobs that are ahead only in part, each kind is taken to be so in the same part.
    """
    rows = connection.execute(_QUEUE, {"me": requester_id, "frontends": list(frontends)}).all()
    ahead = {kind: Amount(float(jobs), float(work)) for kind, _, _, jobs, work in rows if jobs}
    return Queue(sum(int(row[1]) for row in rows), sum(int(row[2]) for row in rows), ahead)


async def waiting_for(session: AsyncSession, frontends: Collection[str]) -> int:
    """How many jobs of these front-ends wait."""
    rows = select(func.coalesce(func.sum(QueueCountRow.queued), 0)).where(QueueCountRow.frontend.in_(frontends))
    return int((await session.execute(rows)).scalar_one())


def recount(connection: Connection) -> None:
    """Count all anew, whatever was counted."""
    queued, running = (case((JobRow.status == status, 1), else_=0) for status in (JobStatus.QUEUED, JobStatus.RUNNING))
    key = (JobRow.requester_id, JobRow.frontend, JobRow.kind)
    counted = (
        select(*key, func.sum(queued), func.sum(running), func.sum(queued * JobRow.work))
        .where(JobRow.status.in_((JobStatus.QUEUED, JobStatus.RUNNING)))
        .group_by(*key)
    )
    if connection.dialect.name == "postgresql":  # other hosts take jobs in and end them meanwhile, which counts as well
        connection.exec_driver_sql("LOCK TABLE jobs IN SHARE ROW EXCLUSIVE MODE")
    connection.execute(delete(QueueCountRow))
    names = ["requester_id", "frontend", "kind", "queued", "running", "work"]
    connection.execute(insert(QueueCountRow).from_select(names, counted))


def _queue() -> Select[str, int, Any, int, int]:
    counts = QueueCountRow
    me: BindParameter[str] = bindparam("me")
    own = aliased(QueueCountRow)
    turn = select(func.coalesce(func.sum(own.queued + own.running), 0) + 1).where(own.requester_id == me)
    person = aliased(QueueCountRow)
    people = (
        select(person.requester_id, func.sum(person.queued).label("queued"), func.sum(person.running).label("running"))
        .group_by(person.requester_id)
        .subquery()
    )
    before = turn.scalar_subquery() - people.c.running  # how many of that person's are
    share = case(
        (before >= people.c.queued, literal(1.0)), (before <= 0, literal(0.0)), else_=before * 1.0 / people.c.queued
    )
    here = case((counts.frontend.in_(bindparam("frontends", expanding=True)), share), else_=0.0)
    return (
        select(
            counts.kind,
            func.sum(counts.queued),
            func.sum(case((counts.requester_id == me, counts.queued), else_=0)),
            func.sum(counts.queued * here),
            func.sum(counts.work * here),
        )
        .join(people, people.c.requester_id == counts.requester_id)
        .where(counts.queued > 0)
        .group_by(counts.kind)
    )


_QUEUE = _queue()
