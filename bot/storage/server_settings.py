"""ServerStore: the rules that each server's admins have set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rules import NsfwRule
from bot.storage.tables.admin import ServerRow


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What counts on a server where nobody has set anything is what a new one of these says."""

    channels: tuple[str, ...] = ()  # ids where requests are taken; (): in all
    roles: tuple[str, ...] = ()  # ids of which one is needed; (): none is
    nsfw: NsfwRule = "channel"
    defaults: Mapping[str, str] = field(default_factory=dict)  # option → value, as typed
    styles: Mapping[str, str] = field(default_factory=dict)  # name → words, with {} where the prompt goes, or not


class ServerStore:
    async def settings(self, session: AsyncSession, server: str) -> ServerSettings:
        """Of "platform:id"."""
        row = await session.get(ServerRow, server)
        return ServerSettings() if row is None else _value(row.settings)

    async def all(self, session: AsyncSession) -> dict[str, ServerSettings]:
        """Of every server where anything was set, by "platform:id"."""
        return {row.id: _value(row.settings) for row in await session.scalars(select(ServerRow))}

    async def set(self, session: AsyncSession, server: str, settings: ServerSettings) -> None:
        """Instead of all that was set."""
        await session.merge(ServerRow(id=server, settings=asdict(settings)))
        await session.flush()


def _value(stored: Mapping[str, Any]) -> ServerSettings:
    """Settings that were stored before the code grew take the defaults of what is new."""
    new = ServerSettings()
    return ServerSettings(
        channels=tuple(stored.get("channels", new.channels)),
        roles=tuple(stored.get("roles", new.roles)),
        nsfw=stored.get("nsfw", new.nsfw),
        defaults=dict(stored.get("defaults", new.defaults)),
        styles=dict(stored.get("styles", new.styles)),
    )
