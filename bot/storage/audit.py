"""AuditStore: who did what to whom, only ever added to, each entry sealed by the one before it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.requester import Requester
from bot.storage.database.clock import Clock, utc_now
from bot.storage.tables.core import AuditRow


@dataclass(frozen=True, slots=True)
class AuditEntry:
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]


class AuditStore:
    """An entry's hash covers its content and the hash before it: to change one is to change all that follow.

    Entries cut off at the end are missed only by whoever noted the last hash; the `head` is there for that.
    """

    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now

    async def add(
        self, session: AsyncSession, by: Requester, action: str, subject: str, detail: Mapping[str, Any] | None = None
    ) -> None:
        entry = AuditEntry(self._now(), by.key, action, subject, dict(detail or {}))
        session.add(AuditRow(**audit_row(await self.head(session), entry)))
        await session.flush()

    async def head(self, session: AsyncSession) -> str:
        """The hash of the last entry; "" when there is none."""
        return await session.scalar(select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)) or ""

    async def verify(self, session: AsyncSession) -> AuditEntry | None:
        """The first entry that was changed, or that follows one that is gone; None when all is as it was written."""
        previous = ""
        async for row in await session.stream_scalars(select(AuditRow).order_by(AuditRow.id)):
            entry = _value(row)
            if row.previous != previous or row.hash != seal(previous, entry):
                return entry
            previous = row.hash
        return None

    async def latest(self, session: AsyncSession, count: int) -> list[AuditEntry]:
        """The last entries, newest first."""
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(count))
        return [_value(row) for row in rows]


def audit_row(previous: str, entry: AuditEntry) -> dict[str, Any]:
    """The columns of an entry that follows the one with that hash."""
    return {
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": dict(entry.detail),
        "previous": previous,
        "hash": seal(previous, entry),
    }


def seal(previous: str, entry: AuditEntry) -> str:
    """SHA-256 over the previous hash and the entry as canonical JSON."""
    content = {
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
    }
    written = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return sha256(f"{previous}\n{written}".encode()).hexdigest()


def _value(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.at, row.actor, row.action, row.subject, row.detail)
