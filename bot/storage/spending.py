"""Who spends credits, and which limits admins have set: what the desk lists beside its forms."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.jobs import JobStatus
from bot.storage.database.clock import utc_now
from bot.storage.tables.admin import ServerRow
from bot.storage.tables.core import JobRow, LimitRow, RequesterRow

MOST = 25


@dataclass(frozen=True, slots=True)
class Spender:
    """Somebody who had something drawn this month."""

    key: str  # "platform:user"
    name: str
    jobs: int
    credits: int


@dataclass(frozen=True, slots=True)
class LimitSet:
    kind: str
    subject: str  # "platform:id"; "" for the default
    window: str
    credits: int


async def spenders(session: AsyncSession) -> list[Spender]:
    """Of this month, UTC; the most credits first."""
    month = utc_now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    spent = func.sum(JobRow.cost)
    query = (
        select(RequesterRow.platform, RequesterRow.user, RequesterRow.name, func.count(), spent)
        .join(RequesterRow, RequesterRow.id == JobRow.requester_id)
        .where(JobRow.created_at >= month, JobRow.status == JobStatus.SUCCEEDED)
        .group_by(RequesterRow.id)
        .order_by(spent.desc(), RequesterRow.id)
        .limit(MOST)
    )
    rows = await session.execute(query)
    return [Spender(f"{platform}:{user}", name, jobs, int(credits)) for platform, user, name, jobs, credits in rows]


async def limits_set(session: AsyncSession) -> list[LimitSet]:
    query = select(LimitRow).order_by(LimitRow.kind, LimitRow.subject, LimitRow.window)
    return [LimitSet(row.kind, row.subject, row.window, row.credits) for row in await session.scalars(query)]


async def servers_seen(session: AsyncSession) -> list[str]:
    """Every server that anything was asked on or that has rules, as "platform:id"."""
    query = (
        select(RequesterRow.platform, JobRow.server)
        .join(RequesterRow, RequesterRow.id == JobRow.requester_id)
        .where(JobRow.server.is_not(None))
        .distinct()
    )
    seen = {f"{platform}:{server}" for platform, server in await session.execute(query)}
    return sorted(seen.union(await session.scalars(select(ServerRow.id))))
