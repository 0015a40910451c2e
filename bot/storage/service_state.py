"""StateStore: what the service must still know after a restart."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.tables.admin import StateRow


class StateStore:
    async def get(self, session: AsyncSession, key: str) -> str | None:
        row = await session.get(StateRow, key)
        return None if row is None else row.value

    async def set(self, session: AsyncSession, key: str, value: str) -> None:
        await session.merge(StateRow(key=key, value=value))
        await session.flush()
