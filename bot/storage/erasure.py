"""ErasureStore: people and jobs forgotten. Rows that credits and statistics count stay; what they told is gone.

The audit is never changed: it says that somebody asked, and holds no words of theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.jobs import JobStatus
from bot.domain.requester import Requester
from bot.domain.requests import source_images
from bot.storage import request_json
from bot.storage.casts import SHEET
from bot.storage.database.clock import Clock, utc_now
from bot.storage.tables.admin import BanRow, ReportRow, ServerRow
from bot.storage.tables.core import AuditRow, CreditRow, FrameRow, JobRow, OutboxRow, RequesterRow
from bot.storage.tables.people import ApiKeyRow, CastRow, IdempotencyRow, LoginRow, PersonRow
from generation.engine import ImageRequest

NOBODY = Requester("forgotten", "nobody")  # whose the jobs are that were forgotten
ERASED = "[erased]"
FEW = 50  # pictures, looked for by name in the requests that start from any
ENDED = tuple(status for status in JobStatus if status.ended)


class ErasureStore:
    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now

    async def jobs_of(self, session: AsyncSession, requester: Requester) -> list[str]:
        """The ids of all jobs of a person."""
        query = select(JobRow.id).join(RequesterRow).where(_is(requester)).order_by(JobRow.number)
        return list(await session.scalars(query))

    async def rows_of(self, session: AsyncSession, requester: Requester) -> dict[str, list[dict[str, Any]]]:
        """What is stored of a person beside their jobs and preferences, as it is stored."""
        conditions = {
            "ban": BanRow.subject == requester.key,
            "reports": ReportRow.by == requester.key,
            "credits": CreditRow.user == requester.key,
            "audit": AuditRow.actor == requester.key,
        }
        found = {}
        for name, condition in conditions.items():
            columns = condition.left.table.columns
            rows = await session.execute(select(*columns).where(condition))
            found[name] = [dict(row._mapping) for row in rows]
        return found

    async def ended_before(self, session: AsyncSession, moment: datetime, count: int) -> list[str]:
        """The ids of some jobs that ended before that and are not erased, oldest first."""
        query = (
            select(JobRow.id)
            .join(RequesterRow)
            .where(JobRow.status.in_(ENDED), JobRow.ended_at < moment, RequesterRow.platform != NOBODY.platform)
            .order_by(JobRow.number)
            .limit(count)
        )
        return list(await session.scalars(query))

    async def erase_jobs(self, session: AsyncSession, ids: Collection[str]) -> list[str]:
        """Leave of these ended jobs what they cost and when; returns the hashes whose files may go afterwards."""
        rows = list(await session.scalars(select(JobRow).where(JobRow.id.in_(ids))))
        named = {digest for row in rows for digest in source_images(request_json.from_json(row.kind, row.request))}
        named.update(frame.sha256 for row in rows for frame in row.frames)
        unsent = select(OutboxRow.job_id).where(OutboxRow.job_id.in_(ids), OutboxRow.next_at.is_not(None))
        owed = set(await session.scalars(unsent))
        nobody = await self._nobody(session)
        await session.execute(delete(FrameRow).where(FrameRow.job_id.in_(ids)))
        await session.execute(delete(IdempotencyRow).where(IdempotencyRow.job_id.in_(ids)))
        for row in rows:
            await session.execute(update(JobRow).where(JobRow.id == row.id).values(_empty(row, nobody, row.id in owed)))
        session.expire_all()
        return sorted(named - await named_pictures(session, named))

    async def erase_person(self, session: AsyncSession, requester: Requester) -> None:
        """All else that is stored of somebody whose jobs are erased; what admins decided about them stays."""
        key = requester.key
        for table, column in (
            (PersonRow, PersonRow.id),
            (CastRow, CastRow.server),
            (ServerRow, ServerRow.id),
            (ApiKeyRow, ApiKeyRow.owner),
            (IdempotencyRow, IdempotencyRow.owner),
            (LoginRow, LoginRow.subject),
        ):
            await session.execute(delete(table).where(column == key))
        unnamed = f"{NOBODY.platform}:{token_hex(8)}"  # of its own: one person reports a picture once
        await session.execute(update(ReportRow).where(ReportRow.by == key).values(by=unnamed, reason=""))
        await session.execute(delete(RequesterRow).where(_is(requester)))
        await self.forget_spenders(session)

    async def erase_idle(self, session: AsyncSession) -> None:
        """Forget the names of people of whom no job is left."""
        busy = select(JobRow.requester_id)
        await session.execute(delete(RequesterRow).where(RequesterRow.id.not_in(busy)))

    async def forget_spenders(self, session: AsyncSession) -> None:
        """Unname past months' entries of the ledger that are nobody's any more; this month's still count for limits."""
        now = self._now()
        known = select(RequesterRow.platform + ":" + RequesterRow.user)
        past = (CreditRow.month < now.strftime("%Y-%m"), CreditRow.user.not_in(known))
        over = CreditRow.expires_at.is_(None) | (CreditRow.expires_at < now)
        await session.execute(update(CreditRow).where(*past, over).values(user=NOBODY.key))

    async def _nobody(self, session: AsyncSession) -> int:
        row = await session.scalar(select(RequesterRow).where(_is(NOBODY)))
        row = row or RequesterRow(platform=NOBODY.platform, user=NOBODY.user, name="")
        session.add(row)
        await session.flush()
        return row.id


async def named_pictures(session: AsyncSession, among: Collection[str] | None = None) -> set[str]:
    """The hashes of all pictures that a job shows or starts from, or a cast has; if that is said, `among` these."""
    if among is not None and not among:
        return set()
    shown = select(FrameRow.sha256)
    if among is not None:
        shown = shown.where(FrameRow.sha256.in_(among))
    named = set(await session.scalars(shown))
    written = cast(JobRow.request, Text)
    starts: ColumnElement[bool] = or_(
        written.contains('"image": "'),
        written.contains('"references": [{'),
        written.contains('"control": {'),
        written.contains('"sheets": [['),
        written.contains('"kept": [') & ~written.contains('"kept": []'),
    )
    if among is not None and len(among) <= FEW:
        starts = or_(*(written.contains(digest, autoescape=True) for digest in among))
    of_casts = CastRow.sheet != "" if among is None else CastRow.sheet.in_(among)
    named.update(await session.scalars(select(CastRow.sheet).where(of_casts)))
    async for kind, request in await session.stream(select(JobRow.kind, JobRow.request).where(starts)):
        named.update(source_images(request_json.from_json(kind, request)))
    return named if among is None else named & set(among)


def _is(requester: Requester) -> ColumnElement[bool]:
    return (RequesterRow.platform == requester.platform) & (RequesterRow.user == requester.user)


def _empty(row: JobRow, nobody: int, owed: bool) -> dict[str, object]:
    """A row without anything of the person; a reply that is still owed must find its place."""
    return {
        "requester_id": nobody,
        "roles": [],
        "place": {key: value for key, value in row.place.items() if key not in ("text", SHEET)} if owed else {},
        "kind": "image",
        "request": request_json.to_json(ImageRequest(ERASED, 0)),
        "error": "",
        "text": "",
        "ignored_words": [],
        "read_as": [],
        "parent_id": None,
        "parent_index": None,
        "parent_verb": None,
    }
