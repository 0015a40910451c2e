"""StateStore: what the service must still know after a restart."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.storage.tables.admin import StateRow


class StateStore:
    async def get(self, session: AsyncSession, key: str) -> str | None:
        return await session.run_sync(self.get_now, key)

    def get_now(self, session: Session, key: str) -> str | None:
        """The same, for `Database.run_session`."""
        row = session.get(StateRow, key)
        return None if row is None else row.value

    async def set(self, session: AsyncSession, key: str, value: str) -> None:
        await session.merge(StateRow(key=key, value=value))
        await session.flush()
