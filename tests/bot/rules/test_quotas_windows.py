"""Quotas over days and months, whatever the moment: windows end at midnight, grants with their days."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.credits import WINDOWS
from bot.domain.requester import Requester
from bot.rules.quotas import window_end
from tests.bot.storage.kit import Stores, open_stores

MOMENTS = st.integers(1_700_000_000, 2_200_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
MIA = Requester("web", "mia")


@given(MOMENTS)
def test_a_window_ends_at_the_next_midnight_that_begins_another(moment: datetime) -> None:
    day, month = (window_end(window, moment) for window in ("day", "month"))
    assert day - timedelta(days=1) <= moment < day <= month
    assert (month.day, month.hour, month.minute, month.second, month.microsecond) == (1, 0, 0, 0, 0)
    assert (month - timedelta(microseconds=1)).month == moment.month
    for window in WINDOWS:
        assert window_end(window, window_end(window, moment)) > window_end(window, moment)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(MOMENTS, st.integers(1, 60), st.integers(1, 500), st.integers(0, 70))
def test_a_grant_counts_until_it_expires_and_not_after(
    tmp_path: Path, moment: datetime, days: int, credits: int, later: int
) -> None:
    asyncio.run(_granted(tmp_path, moment, days, credits, later))


async def _granted(folder: Path, moment: datetime, days: int, credits: int, later: int) -> None:
    async with open_stores(folder) as stores:
        stores.clock.moment = moment
        before = await _limit(stores)
        async with stores.database.write() as session:
            await stores.credits.grant(session, "user", MIA.key, "day", credits, timedelta(days=days))
        assert await _limit(stores) == before + credits
        stores.clock.advance(days=later)
        assert await _limit(stores) == before + (credits if later < days else 0)


async def _limit(stores: Stores) -> int:
    async with stores.database.read() as session:
        balance = await stores.quotas.balance(session, MIA)
    return balance.allowances[0].limit
