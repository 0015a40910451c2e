"""Which stored picture a hash belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.tables.core import FrameRow, JobRow


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where and when a picture was drawn, and what became of it."""

    job_id: str
    index: int
    at: datetime
    kind: str  # of the job: "enlarge" for a picture that was made larger
    model: str
    sha256: str
    width: int
    height: int


async def by_content(session: AsyncSession, sha256: str) -> Drawn | None:
    """The first job that has this very file."""
    row = (await session.execute(_drawn().where(FrameRow.sha256 == sha256).limit(1))).first()
    return None if row is None else Drawn(*row)


async def by_looks(
    session: AsyncSession, phash: str, distance: Callable[[str, str], int], most: int
) -> tuple[Drawn, int] | None:
    """The picture nearest in looks, and how many bits it is away; None where all differ in more than `most`."""
    query = select(FrameRow.phash).where(FrameRow.phash != "").distinct()
    near = [(distance(phash, each), each) for each in await session.scalars(query)]
    apart, nearest = min(near, default=(most + 1, ""))
    if apart > most:
        return None
    row = (await session.execute(_drawn().where(FrameRow.phash == nearest).limit(1))).one()
    return Drawn(*row), apart


def _drawn() -> Select[str, int, datetime, str, str, str, int, int]:
    of_frame = (FrameRow.sha256, FrameRow.width, FrameRow.height)
    query = select(FrameRow.job_id, FrameRow.index, JobRow.created_at, JobRow.kind, JobRow.model, *of_frame)
    return query.join(JobRow, JobRow.id == FrameRow.job_id).order_by(JobRow.number, FrameRow.index)
