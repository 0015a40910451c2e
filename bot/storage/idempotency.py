"""IdempotencyStore: which job a client's own name for a request stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.database.clock import Clock, utc_now
from bot.storage.tables.people import IdempotencyRow


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that was taken before under the same key."""

    request_hash: str  # another request under the same key has another one, and is a mistake of the client
    job_id: str
    at: datetime


class IdempotencyStore:
    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now

    async def find(self, session: AsyncSession, owner: str, key: str) -> Answered | None:
        row = await session.get(IdempotencyRow, (owner, key))
        return None if row is None else Answered(row.request_hash, row.job_id, row.at)

    async def add(self, session: AsyncSession, owner: str, key: str, request_hash: str, job_id: str) -> None:
        """In the session that stores the job. A key that is taken is an IntegrityError."""
        session.add(IdempotencyRow(owner=owner, key=key, request_hash=request_hash, job_id=job_id, at=self._now()))
        await session.flush()

    async def sweep(self, session: AsyncSession, older_than: timedelta) -> None:
        """Let go of keys that no client can still mean."""
        await session.execute(delete(IdempotencyRow).where(IdempotencyRow.at < self._now() - older_than))
