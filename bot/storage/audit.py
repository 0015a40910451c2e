"""AuditStore: who did what to whom, only ever added to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.clock import Clock, utc_now
from bot.storage.tables import AuditRow
from bot.values import Requester


@dataclass(frozen=True, slots=True)
class AuditEntry:
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]


class AuditStore:
    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now

    async def add(
        self, session: AsyncSession, by: Requester, action: str, subject: str, detail: Mapping[str, Any] | None = None
    ) -> None:
        actor = f"{by.platform}:{by.user}"
        session.add(AuditRow(at=self._now(), actor=actor, action=action, subject=subject, detail=dict(detail or {})))
        await session.flush()

    async def latest(self, session: AsyncSession, count: int) -> list[AuditEntry]:
        """The last entries, newest first."""
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(count))
        return [AuditEntry(row.at, row.actor, row.action, row.subject, row.detail) for row in rows]
