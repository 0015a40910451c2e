"""OutboxStore: the replies that are owed, until a front-end has sent them or there is no more hope.

Where several hosts look at one outbox, each sends what it has claimed: nobody else is told that it is due before the
lease has ended. When something is due is measured by the clock that leases are measured by.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.storage.database.clock import Clock, LeaseClock, database_moment, utc_now
from bot.storage.tables.core import OutboxRow

# Seconds to wait after each failure; a day in all, then the reply is given up.
DELAYS = (5, 10, 20, 40, 80, 160, 300, 300, 600, 1200, *(1800,) * 46)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One reply that is owed."""

    job_id: str
    frontend: str
    attempts: int  # that failed


class OutboxStore:
    def __init__(self, now: Clock = utc_now, moment: LeaseClock = database_moment) -> None:
        self._now, self._moment = now, moment

    async def add(self, session: AsyncSession, job_id: str, frontend: str) -> None:
        await session.run_sync(self.add_now, job_id, frontend)

    def add_now(self, session: Session, job_id: str, frontend: str) -> None:
        session.add(OutboxRow(job_id=job_id, frontend=frontend, next_at=self._moment(session)))
        session.flush()

    async def due(self, session: AsyncSession, frontends: Collection[str], limit: int = 20) -> list[Delivery]:
        """Replies to send now, the longest waiting first."""
        query = (
            select(OutboxRow)
            .where(*_is_due(await session.run_sync(self._moment), frontends))
            .order_by(OutboxRow.next_at, OutboxRow.job_id)
            .limit(limit)
        )
        return [_delivery(row) for row in await session.scalars(query)]

    def claim_now(
        self, session: Session, frontends: Collection[str], lease: timedelta, limit: int = 20
    ) -> list[Delivery]:
        """As `due`, for the caller alone until the lease ends."""
        now = self._moment(session)
        query = (
            select(OutboxRow)
            .where(*_is_due(now, frontends))
            .order_by(OutboxRow.next_at, OutboxRow.job_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = list(session.scalars(query))
        for row in rows:
            row.next_at = now + lease
        session.flush()
        return [_delivery(row) for row in rows]

    def renew_now(self, session: Session, job_ids: Collection[str], lease: timedelta) -> None:
        """Claim so much longer what is still being sent."""
        until = self._moment(session) + lease
        session.execute(update(OutboxRow).where(OutboxRow.job_id.in_(job_ids), *_OWED).values(next_at=until))

    async def mark_sent(self, session: AsyncSession, job_id: str) -> None:
        await session.run_sync(self.mark_sent_now, job_id)

    def mark_sent_now(self, session: Session, job_id: str) -> None:
        values = {"sent_at": self._now(), "next_at": None, "error": ""}
        session.execute(update(OutboxRow).where(OutboxRow.job_id == job_id).values(values))

    async def postpone(self, session: AsyncSession, delivery: Delivery, error: str) -> datetime | None:
        """Note a failure; returns when to try again, or None when this was the last try."""
        if delivery.attempts >= len(DELAYS):
            return None
        next_at = await session.run_sync(self._moment) + timedelta(seconds=DELAYS[delivery.attempts])
        await self._note(session, delivery, error, next_at)
        return next_at

    async def give_up(self, session: AsyncSession, delivery: Delivery, error: str) -> bool:
        """Owe it no more, unsent; False when it was sent or given up before."""
        return await self._note(session, delivery, error, None)

    async def _note(self, session: AsyncSession, delivery: Delivery, error: str, next_at: datetime | None) -> bool:
        owed = update(OutboxRow).where(OutboxRow.job_id == delivery.job_id, *_OWED)
        values = {"attempts": delivery.attempts + 1, "next_at": next_at, "error": error}
        noted = await session.execute(owed.values(values).returning(OutboxRow.job_id))
        return noted.scalar_one_or_none() is not None


_OWED = (OutboxRow.sent_at.is_(None), OutboxRow.next_at.is_not(None))


def _is_due(now: datetime, frontends: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return (OutboxRow.next_at <= now, OutboxRow.frontend.in_(frontends))


def _delivery(row: OutboxRow) -> Delivery:
    return Delivery(row.job_id, row.frontend, row.attempts)
