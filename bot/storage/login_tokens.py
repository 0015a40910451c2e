"""LoginStore: one-time links to the web page, each good for one use before it expires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.database.clock import Clock, utc_now
from bot.storage.tables.people import LoginRow


@dataclass(frozen=True, slots=True)
class Login:
    """Who comes in by a link."""

    subject: str  # "platform:user"
    admin: bool
    expires_at: datetime


class LoginStore:
    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now

    async def add(
        self, session: AsyncSession, token_hash: str, subject: str, *, admin: bool, lasting: timedelta
    ) -> Login:
        """`token_hash` is the SHA-256 of what stands in the link."""
        row = LoginRow(token_hash=token_hash, subject=subject, admin=admin, expires_at=self._now() + lasting)
        session.add(row)
        await session.flush()
        return Login(row.subject, row.admin, row.expires_at)

    async def use(self, session: AsyncSession, token_hash: str) -> Login | None:
        """Who this link lets in, once; None when it is unknown, used or expired."""
        now = self._now()
        valid = (LoginRow.token_hash == token_hash, LoginRow.used_at.is_(None), LoginRow.expires_at > now)
        found = await session.scalar(update(LoginRow).where(*valid).values(used_at=now).returning(LoginRow))
        return None if found is None else Login(found.subject, found.admin, found.expires_at)

    async def sweep(self, session: AsyncSession) -> None:
        """Let go of the links that have expired."""
        await session.execute(delete(LoginRow).where(LoginRow.expires_at <= self._now()))
