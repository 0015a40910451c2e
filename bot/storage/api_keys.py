"""ApiKeyStore: the keys of the HTTP API, known by their hash and told apart by their first characters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.database.clock import Clock, utc_now
from bot.storage.tables.people import ApiKeyRow


@dataclass(frozen=True, slots=True)
class ApiKey:
    id: int
    prefix: str
    name: str
    scopes: tuple[str, ...]
    owner: str  # "platform:user"
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class ApiKeyStore:
    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now

    async def add(
        self, session: AsyncSession, owner: str, name: str, scopes: Collection[str], *, prefix: str, hash: str
    ) -> ApiKey:
        """Keep a new key: the first characters and the SHA-256 of it."""
        row = ApiKeyRow(prefix=prefix, hash=hash, name=name, scopes=sorted(scopes), owner=owner, created_at=self._now())
        session.add(row)
        await session.flush()
        return _value(row)

    async def find(self, session: AsyncSession, hash: str) -> ApiKey | None:
        """The key with this SHA-256, unless it is revoked."""
        query = select(ApiKeyRow).where(ApiKeyRow.hash == hash, ApiKeyRow.revoked_at.is_(None))
        row = await session.scalar(query)
        return None if row is None else _value(row)

    async def of(self, session: AsyncSession, owner: str | None = None) -> list[ApiKey]:
        """The keys of one owner or of all, revoked ones too, oldest first."""
        query = select(ApiKeyRow).order_by(ApiKeyRow.id)
        if owner is not None:
            query = query.where(ApiKeyRow.owner == owner)
        return [_value(row) for row in await session.scalars(query)]

    async def note_use(self, session: AsyncSession, key_id: int) -> None:
        await session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(last_used_at=self._now()))

    async def revoke(self, session: AsyncSession, key_id: int) -> bool:
        """For good; False when there is no such key or it was revoked before."""
        valid = (ApiKeyRow.id == key_id, ApiKeyRow.revoked_at.is_(None))
        changed = await session.execute(
            update(ApiKeyRow).where(*valid).values(revoked_at=self._now()).returning(ApiKeyRow.id)
        )
        return changed.scalar_one_or_none() is not None


def _value(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        id=row.id,
        prefix=row.prefix,
        name=row.name,
        scopes=tuple(row.scopes),
        owner=row.owner,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
