"""Rulebook: what admins have decided, read once and again only when something of it has changed.

The database counts the changes, whoever makes them, and an admission compares the count in its own commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.bans import Ban, BanStore
from bot.storage.blocklist import EVERYWHERE, Blocked, BlocklistStore
from bot.storage.database.database import Database
from bot.storage.server_settings import ServerSettings, ServerStore
from bot.storage.tables.admin import RulesVersionRow, StateRow
from bot.storage.tables.core import LimitRow


class RulesChanged(Exception):
    """What was decided was decided by rules that do not hold any more: ask again by those that do."""


@dataclass(frozen=True, slots=True)
class Rules:
    version: int
    bans: Mapping[str, Ban]  # by subject; their time may be over
    servers: Mapping[str, ServerSettings]  # where anything was set
    blocked: Mapping[str, Sequence[Blocked]]  # by scope, in the order in which they came
    limits: Mapping[tuple[str, str, str], int]  # by (kind, subject, window)
    state: Mapping[str, str]

    def server(self, key: str | None) -> ServerSettings:
        return ServerSettings() if key is None else self.servers.get(key, ServerSettings())

    def blocked_on(self, server: str | None) -> list[Blocked]:
        """Everywhere, and on that server."""
        scopes = [EVERYWHERE, *([] if server is None else [server])]
        return sorted((each for scope in scopes for each in self.blocked.get(scope, ())), key=lambda each: each.id)


class Rulebook:
    def __init__(self, database: Database, bans: BanStore, servers: ServerStore, blocklist: BlocklistStore) -> None:
        self._database, self._bans, self._servers, self._blocklist = database, bans, servers, blocklist
        self._rules: Rules | None = None

    async def last(self) -> Rules:
        """As they were when they were read: for who compares the version in the commit that relies on them."""
        return self._rules or await self.current()

    async def current(self) -> Rules:
        async with self._database.read() as session:
            version = await session.scalar(select(RulesVersionRow.version)) or 0
            if self._rules is None or self._rules.version != version:
                self._rules = await self._read(session, version)
            return self._rules

    async def _read(self, session: AsyncSession, version: int) -> Rules:
        blocked: dict[str, list[Blocked]] = {}
        for each in await self._blocklist.all(session):
            blocked.setdefault(each.scope, []).append(each)
        limits = await session.scalars(select(LimitRow))
        states = await session.scalars(select(StateRow))
        return Rules(
            version=version,
            bans={ban.subject: ban for ban in await self._bans.all(session)},
            servers=await self._servers.all(session),
            blocked=blocked,
            limits={(row.kind, row.subject, row.window): row.credits for row in limits},
            state={row.key: row.value for row in states},
        )
