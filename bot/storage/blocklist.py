"""BlocklistStore: the patterns that no prompt may hold, everywhere or on one server."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.requester import Requester
from bot.domain.rules import PatternKind
from bot.storage.database.clock import Clock, utc_now
from bot.storage.tables.admin import BlocklistRow

EVERYWHERE = ""  # the scope of a pattern that counts on every server


@dataclass(frozen=True, slots=True)
class Blocked:
    id: int
    scope: str  # a server, "platform:id", or EVERYWHERE
    pattern: str
    kind: PatternKind
    by: str  # "platform:id"
    at: datetime


class BlocklistStore:
    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now

    async def add(
        self, session: AsyncSession, scope: str, pattern: str, kind: PatternKind, by: Requester
    ) -> Blocked | None:
        """None when that scope has the pattern already."""
        if await self._row(session, scope, pattern) is not None:
            return None
        row = BlocklistRow(scope=scope, pattern=pattern, kind=kind, by=by.key, at=self._now())
        session.add(row)
        await session.flush()
        return _value(row)

    async def remove(self, session: AsyncSession, scope: str, pattern: str) -> bool:
        """False when that scope has no such pattern."""
        row = await self._row(session, scope, pattern)
        if row is not None:
            await session.delete(row)
            await session.flush()
        return row is not None

    async def of(self, session: AsyncSession, scopes: Collection[str]) -> list[Blocked]:
        """All patterns of these scopes, in the order in which they came."""
        query = select(BlocklistRow).where(BlocklistRow.scope.in_(scopes)).order_by(BlocklistRow.id)
        return [_value(row) for row in await session.scalars(query)]

    async def all(self, session: AsyncSession) -> list[Blocked]:
        return [_value(row) for row in await session.scalars(select(BlocklistRow).order_by(BlocklistRow.id))]

    async def _row(self, session: AsyncSession, scope: str, pattern: str) -> BlocklistRow | None:
        same = (BlocklistRow.scope == scope, BlocklistRow.pattern == pattern)
        return await session.scalar(select(BlocklistRow).where(*same))


def _value(row: BlocklistRow) -> Blocked:
    return Blocked(row.id, row.scope, row.pattern, cast(PatternKind, row.kind), row.by, row.at)
