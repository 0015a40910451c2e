"""CastStore: the characters that a server's stories may name without introducing them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.tables.people import CastRow


class CastStore:
    """One name means one character, in capitals or not; the spelling is that of the last `add`."""

    async def add(self, session: AsyncSession, server: str, name: str, description: str) -> None:
        """Introduce a character to "platform:id", or describe it anew."""
        await self.remove(session, server, name)
        session.add(CastRow(server=server, name=name, description=description))
        await session.flush()

    async def remove(self, session: AsyncSession, server: str, name: str) -> bool:
        """False when there is nobody of that name."""
        found = [row for row in await self._rows(session, server) if row.name.casefold() == name.casefold()]
        for row in found:
            await session.delete(row)
        await session.flush()
        return bool(found)

    async def of(self, session: AsyncSession, server: str) -> tuple[tuple[str, str], ...]:
        """(name, description) by name, as `StoryRequest.cast` has them."""
        return tuple((row.name, row.description) for row in await self._rows(session, server))

    async def _rows(self, session: AsyncSession, server: str) -> list[CastRow]:
        query = select(CastRow).where(CastRow.server == server).order_by(CastRow.name)
        return list(await session.scalars(query))
