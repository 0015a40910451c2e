"""PeopleStore: what each person wants their requests to have, unless they say otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.tables.people import PersonRow


class PeopleStore:
    async def defaults(self, session: AsyncSession, person: str) -> dict[str, str]:
        """Option → value as typed, of "platform:id"."""
        row = await session.get(PersonRow, person)
        return {} if row is None else dict(row.defaults)

    async def set_defaults(self, session: AsyncSession, person: str, defaults: Mapping[str, str]) -> None:
        """Instead of all that were there; none at all forgets the person."""
        row = await session.get(PersonRow, person)
        if defaults:
            await session.merge(PersonRow(id=person, defaults=dict(defaults)))
        elif row is not None:
            await session.delete(row)
        await session.flush()
