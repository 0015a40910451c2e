"""BanStore: who may ask for nothing, until when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.requester import Requester
from bot.storage.database.clock import Clock, utc_now
from bot.storage.tables.admin import BanRow


@dataclass(frozen=True, slots=True)
class Ban:
    subject: str  # "platform:id"
    until: datetime | None  # None: for good
    reason: str
    by: str  # "platform:id"
    at: datetime


class BanStore:
    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now

    async def ban(
        self, session: AsyncSession, subject: str, by: Requester, until: datetime | None = None, reason: str = ""
    ) -> Ban:
        """Instead of any ban there was."""
        row = BanRow(subject=subject, until=until, reason=reason, by=by.key, at=self._now())
        await session.merge(row)
        await session.flush()
        return _value(row)

    async def lift(self, session: AsyncSession, subject: str) -> bool:
        """False when nobody was banned under that name."""
        row = await session.get(BanRow, subject)
        if row is not None:
            await session.delete(row)
            await session.flush()
        return row is not None and self._holds(row)

    async def find(self, session: AsyncSession, subject: str) -> Ban | None:
        """The ban that holds now."""
        row = await session.get(BanRow, subject)
        return _value(row) if row is not None and self._holds(row) else None

    async def all(self, session: AsyncSession) -> list[Ban]:
        """Those that hold now, the newest first."""
        holds = or_(BanRow.until.is_(None), BanRow.until > self._now())
        return [_value(row) for row in await session.scalars(select(BanRow).where(holds).order_by(BanRow.at.desc()))]

    def _holds(self, row: BanRow) -> bool:
        return row.until is None or row.until > self._now()


def _value(row: BanRow) -> Ban:
    return Ban(row.subject, row.until, row.reason, row.by, row.at)
