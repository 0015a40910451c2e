"""CastStore: the characters that a server's stories may name without introducing them, and a picture of each."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.domain.jobs import Job, JobStatus
from bot.domain.requester import Address
from bot.storage.tables.people import CastRow
from generation.engine import Reference

SHEET = "sheet"  # in the place of a job's address: the character whose sheet it draws
NO_SHEET = {"sheet": "", "sheet_of": "", "sheet_by": ""}


class CastStore:
    """One name means one character, in capitals or not; the spelling is that of the last `add`."""

    async def add(self, session: AsyncSession, server: str, name: str, description: str) -> bool:
        """Introduce a character to "platform:id", or describe it anew. False: a sheet of other looks is gone by it."""
        kept, lost = dict(NO_SHEET), False
        for row in await self._named(session, server, name):
            same = row.description == description
            kept = {each: getattr(row, each) for each in NO_SHEET} if same else kept
            lost = bool(row.sheet) and not same
        await self.remove(session, server, name)
        session.add(CastRow(server=server, name=name, description=description, **kept))
        await session.flush()
        return not lost

    async def remove(self, session: AsyncSession, server: str, name: str) -> bool:
        """False when there is nobody of that name."""
        found = await self._named(session, server, name)
        for row in found:
            await session.delete(row)
        await session.flush()
        return bool(found)

    async def of(self, session: AsyncSession, server: str) -> tuple[tuple[str, str], ...]:
        """(name, description) by name, as `StoryRequest.cast` has them."""
        return tuple((row.name, row.description) for row in await self._rows(session, server))

    async def sheets(self, session: AsyncSession, server: str) -> dict[str, Reference]:
        """The pictures of those who have one, by name; `of` says which job drew it."""
        return {row.name: Reference(row.sheet, row.sheet_of) for row in await self._rows(session, server) if row.sheet}

    async def set_sheet(self, session: AsyncSession, server: str, name: str, sheet: Reference, by: str) -> None:
        """A picture of the character of exactly this name; `by`: "platform:id" of who gave it."""
        told = {"sheet": sheet.sha256, "sheet_of": sheet.of, "sheet_by": by}
        await session.execute(update(CastRow).where(CastRow.server == server, CastRow.name == name).values(told))

    def take_drawn(self, session: Session, job: Job) -> None:
        """What a job drew becomes the sheet that it was asked for, if the character is still who it was then."""
        told, frames = job.address.place.get(SHEET), job.outcome.frames
        if not told or job.status is not JobStatus.SUCCEEDED or not frames:
            return
        server, name, description = json.loads(told)
        it = (CastRow.server == server, CastRow.name == name, CastRow.description == description)
        drawn = {"sheet": frames[0].sha256, "sheet_of": f"{job.short_id}.1", "sheet_by": job.requester.key}
        session.execute(update(CastRow).where(*it).values(drawn))

    async def forget_sheets(
        self, session: AsyncSession, *, by: str = "", among: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Those that a person gave, or those among these files, are nobody's any more; returns the files."""
        where = _given(by, among)
        gone = tuple(await session.scalars(select(CastRow.sheet).where(where, CastRow.sheet != "")))
        await session.execute(update(CastRow).where(where).values(NO_SHEET))
        return gone

    async def shown_by(self, session: AsyncSession, *, by: str = "", among: Collection[str] = ()) -> tuple[str, ...]:
        """The names of those whose sheets `forget_sheets` would take."""
        names = await session.scalars(select(CastRow.name).where(_given(by, among), CastRow.sheet != ""))
        return tuple(sorted(dict.fromkeys(names)))

    async def _named(self, session: AsyncSession, server: str, name: str) -> list[CastRow]:
        return [row for row in await self._rows(session, server) if row.name.casefold() == name.casefold()]

    async def _rows(self, session: AsyncSession, server: str) -> list[CastRow]:
        query = select(CastRow).where(CastRow.server == server).order_by(CastRow.name)
        return list(await session.scalars(query))


def _given(by: str, among: Collection[str]) -> ColumnElement[bool]:
    return CastRow.sheet_by == by if by else CastRow.sheet.in_(among)


def for_sheet(address: Address, server: str, name: str, description: str) -> Address:
    """Where a picture goes that shall be the sheet of a character: to whoever asked, and into the cast."""
    told = json.dumps([server, name, description], ensure_ascii=False)
    return Address(address.frontend, {**address.place, SHEET: told})
