"""Whether a job has come to name a picture that somebody attached."""

from __future__ import annotations

from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.tables.core import JobRow


async def newest_job(session: AsyncSession) -> int:
    """The number of the last job there is; 0 before the first."""
    return await session.scalar(select(func.max(JobRow.number))) or 0


async def is_named(session: AsyncSession, digest: str, after: int) -> bool:
    """Whether the request of a job that came after that one names the picture with this SHA-256."""
    named = cast(JobRow.request, Text).contains(digest, autoescape=True)
    query = select(JobRow.number).where(JobRow.number > after, named).limit(1)
    return await session.scalar(query) is not None
