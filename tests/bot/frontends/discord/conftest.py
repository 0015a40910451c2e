"""The double with the front-end on it; every test ends with a living client and without a violation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.frontends.discord.kit import Stage
from tests.discord_double import DiscordDouble


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordDouble]:
    async with DiscordDouble(bucket=(50, 1.0), answer_within=300.0) as double:  # the machine may be slow and busy
        double.point_client(monkeypatch)
        yield double
        assert not double.violations
        assert not double.pings
        assert not any(call.can_ping for call in double.calls)


@pytest.fixture
def idle(discord: DiscordDouble, tmp_path: Path) -> Stage:
    """Not started."""
    return Stage(discord, tmp_path)


@pytest.fixture
async def stage(idle: Stage) -> AsyncIterator[Stage]:
    async with idle.running():
        yield idle
        await idle.discord.gateway.pulse()
        assert not idle.frontend.trouble
