"""The numbers behind the charts, from real jobs in a real database with a clock that is turned by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.jobs import JobStatus
from bot.domain.requester import Requester
from bot.domain.rules import Period
from bot.features.admin.chart_data import panels, summary
from bot.features.admin.stats import Stats, percentile, stats
from tests.bot.storage.kit import MIA, TOM, Stores, new_frame, open_stores

NAMELESS = Requester("discord", "5")


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    async with open_stores(tmp_path) as stores:
        yield stores


async def drawn(stores: Stores, requester: Requester, cost: int, wait: float, seconds: float = 2.0) -> None:
    await stores.submit(requester, cost)
    stores.clock.advance(seconds=wait)
    job = await stores.claimed()
    await stores.finish(job, frames=(new_frame(stores.files),), seconds=seconds, engine="echo", device="cpu")


async def over(stores: Stores, period: Period) -> Stats:
    async with stores.database.read() as session:
        return await stats(session, period, stores.clock())


async def test_jobs_are_counted_where_they_were_asked_for(stores: Stores) -> None:
    await drawn(stores, MIA, 3, wait=1)
    stores.clock.advance(days=2)
    await drawn(stores, TOM, 5, wait=9)
    await drawn(stores, NAMELESS, 1, wait=2)
    await stores.submit(MIA, 100)
    await stores.finish(await stores.claimed(), JobStatus.FAILED)

    week = await over(stores, "week")
    assert (week.jobs, week.pictures, week.failed, week.people, week.credits) == (4, 3, 1, 3, 9)
    assert [(slot.succeeded, slot.others) for slot in week.slots] == [(0, 0)] * 4 + [(1, 0), (0, 0), (2, 1)]
    assert [each.name for each in week.users] == ["Tom", "Mia", "discord:5"]
    assert [(each.name, each.jobs, each.amount) for each in week.devices] == [("echo on cpu", 3, 6.0)]
    assert (week.wait_p50, week.wait_p95) == (1.0, 9.0)
    assert (await over(stores, "day")).jobs == 3
    assert len((await over(stores, "day")).slots) == 24
    assert len((await over(stores, "month")).slots) == 30


async def test_what_is_older_than_the_period_does_not_count(stores: Stores) -> None:
    await drawn(stores, MIA, 3, wait=1)
    stores.clock.advance(days=31)
    month = await over(stores, "month")
    assert month.jobs == 0
    assert summary(month) == "Nobody asked for anything this month."
    assert all(not any(series.values) for panel in panels(month, named=True) for series in panel.series)


async def test_users_are_named_only_where_they_may_be(stores: Stores) -> None:
    await drawn(stores, MIA, 3, wait=1)
    week = await over(stores, "week")
    assert not any("Mia" in panel.labels for panel in panels(week, named=False))
    assert panels(week, named=True)[-1].labels == ("Mia",)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(1, 100))
def test_a_percentile_is_a_value_that_occurred_and_enough_are_no_larger(values: list[float], percent: float) -> None:
    ordered = sorted(values)
    found = percentile(ordered, percent)
    assert found in ordered
    assert sum(value <= found for value in ordered) >= len(ordered) * percent / 100
