"""ReportStore: pictures that somebody finds wrong, until an admin has settled it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.requester import Requester
from bot.storage.database.clock import Clock, utc_now
from bot.storage.tables.admin import ReportRow


@dataclass(frozen=True, slots=True)
class Report:
    id: int
    job_id: str
    index: int  # of the frame; PAGE_INDEX: the whole job
    by: str  # "platform:id"
    reason: str
    at: datetime
    settled_by: str | None = None
    settled_at: datetime | None = None


class ReportStore:
    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now

    async def add(
        self, session: AsyncSession, job_id: str, index: int, by: Requester, reason: str = ""
    ) -> Report | None:
        """None when that person has reported that picture before."""
        same = (ReportRow.job_id == job_id, ReportRow.index == index, ReportRow.by == by.key)
        if await session.scalar(select(ReportRow.id).where(*same)) is not None:
            return None
        row = ReportRow(job_id=job_id, index=index, by=by.key, reason=reason, at=self._now())
        session.add(row)
        await session.flush()
        return _value(row)

    async def open(self, session: AsyncSession) -> list[Report]:
        """Those that nobody has settled, oldest first."""
        query = select(ReportRow).where(ReportRow.settled_at.is_(None)).order_by(ReportRow.id)
        return [_value(row) for row in await session.scalars(query)]

    async def settle(self, session: AsyncSession, report_id: int, by: Requester) -> bool:
        """False when there is no such report or it was settled before."""
        unsettled = (ReportRow.id == report_id, ReportRow.settled_at.is_(None))
        values = {"settled_by": by.key, "settled_at": self._now()}
        changed = await session.execute(update(ReportRow).where(*unsettled).values(values).returning(ReportRow.id))
        return changed.scalar_one_or_none() is not None


def _value(row: ReportRow) -> Report:
    return Report(row.id, row.job_id, row.index, row.by, row.reason, row.at, row.settled_by, row.settled_at)
