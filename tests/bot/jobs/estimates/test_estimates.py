"""Estimates from a real database: what is said, when nothing is, and how true it turns out to be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.jobs import JobStatus, Progress
from bot.features.admin.chart_data import summary
from bot.features.admin.stats import stats
from bot.jobs.estimates import Accuracy, estimates
from bot.rules.service_mode import Mode, set_mode
from bot.storage.timings import Timing, latest_timings
from tests.bot.jobs.estimates.stream import DRAWN, INFO, PEOPLE, SECONDS_PER_WORK, Stream
from tests.bot.storage.kit import MIA, TOM, Stores, new_frame, open_stores

WARM_UP = 15  # jobs


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    async with open_stores(tmp_path) as stores:
        yield stores


def ratios(stream: Stream) -> list[float]:
    """Estimated over actual time of all that were told one, but for the first."""
    told = [(estimated, stream.took[job]) for job, estimated in stream.told.items() if estimated is not None]
    return [estimated / actual for estimated, actual in told][WARM_UP:]


@pytest.mark.parametrize(("workers", "pause"), [(1, 12.0), (3, 4.0)])
async def test_after_a_few_jobs_half_of_the_estimates_are_a_quarter_off_at_most(
    stores: Stores, workers: int, pause: float
) -> None:
    stream = Stream(stores, workers, believed=workers)
    await stream.run(80, pause)
    assert median(abs(ratio - 1) for ratio in ratios(stream)) < 0.25


async def test_what_the_reckoning_does_not_know_of_is_put_right_in_the_middle(stores: Stores) -> None:
    """Three workers are believed in where there is one, and always a queue."""
    stream = Stream(stores, 1, believed=3)
    for _ in range(12):
        await stream.run(8, 1.0)
    assert 0.8 < median(ratios(stream)[20:]) < 1.25


async def test_the_reported_error_is_the_one_that_is_found_by_hand(stores: Stores) -> None:
    stream = Stream(stores, 1, believed=1)
    await stream.run(20, 5.0)
    told = [(estimated, stream.took[job]) for job, estimated in stream.told.items() if estimated is not None]
    expected = Accuracy(
        len(told),
        pytest.approx(median(abs(estimated - actual) / actual for estimated, actual in told), rel=1e-4),
        sum(actual / 2 <= estimated <= actual * 2 for estimated, actual in told) / len(told),
    )
    async with stores.database.read() as session:
        day = await stats(session, "day", stores.clock())
        assert await stream.estimates.accuracy(session) == expected
    assert day.estimates == expected
    assert f"Half of {len(told)} estimates were at most {day.estimates.median_error:.0%} off" in summary(day)


async def test_what_ends_while_speeds_are_read_is_not_forgotten(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Stream(stores, 1, believed=1)
    await stream.ask()
    [(_, _, running)] = stream.under_way
    stores.clock.advance(seconds=4)
    stream.estimates.drawn_by(INFO, 1)  # nothing is measured

    async def overtaken(session: AsyncSession, engine: str, count: int) -> list[Timing]:
        read = await latest_timings(session, engine, count)
        monkeypatch.undo()
        await stores.finish(running, **DRAWN)
        stream.estimates.on_event(replace(running, status=JobStatus.SUCCEEDED))
        return read

    monkeypatch.setattr(estimates, "latest_timings", overtaken)
    assert await stream.estimates.left() == {}
    assert await stream.ask() is not None


async def test_whoever_reads_an_older_view_of_the_database_unlearns_nothing(stores: Stores) -> None:
    stream = Stream(stores, 1, believed=1)
    await stream.ask()
    [(_, _, running)] = stream.under_way
    stores.clock.advance(seconds=4)
    async with stores.database.read() as older:
        assert await stores.jobs.get(older, running.id)
        await stores.finish(running, **DRAWN)
        stream.estimates.on_event(replace(running, status=JobStatus.SUCCEEDED))
        assert await stream.estimates.all(older) == {}
    assert await stream.ask() is not None


async def test_on_a_fresh_machine_no_number_is_invented(stores: Stores) -> None:
    stream = Stream(stores, 1, believed=1)
    assert await stream.ask() is None
    async with stores.database.read() as session:
        assert await stream.estimates.accuracy(session) is None
        assert (await stats(session, "day", stores.clock())).estimates is None


async def draw_one(stores: Stores, stream: Stream) -> None:
    """Ten seconds for 1,000 of work."""
    await stores.submit(work=1_000)
    job = await stores.claimed()
    stores.clock.advance(seconds=10)
    await stores.finish(job, **DRAWN)
    stream.estimates.on_event(replace(job, status=JobStatus.SUCCEEDED))


async def left(stream: Stream) -> list[float]:
    return [round(seconds, 3) for seconds in (await stream.estimates.left()).values()]


async def test_whoever_asks_for_much_does_not_hold_up_the_first_job_of_another(stores: Stores) -> None:
    stream = Stream(stores, 1, believed=1)
    await draw_one(stores, stream)
    mine = [await stores.submit(MIA, work=1_000) for _ in range(3)]
    toms = await stores.submit(TOM, work=1_000)
    found = await stream.estimates.left()
    assert [found[job.id] for job in (mine[0], toms, *mine[1:])] == [10, 20, 30, 40]


async def test_a_running_job_is_told_what_is_left_and_so_are_those_behind_it(stores: Stores) -> None:
    stream = Stream(stores, 1, believed=1)
    await draw_one(stores, stream)
    await stores.submit(work=1_000)
    await stores.claimed()
    await stores.submit(work=2_000)
    stores.clock.advance(seconds=4)
    assert await left(stream) == [6, 26]


async def test_a_drawing_tells_by_its_own_pace_when_it_will_be_done(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, moment = Stream(stores, 1, believed=1), 100.0
    monkeypatch.setattr("bot.jobs.estimates.estimates.time.monotonic", lambda: moment)
    await draw_one(stores, stream)
    await stores.submit(work=1_000)
    job = await stores.claimed()
    stream.estimates.on_event(job)
    await stores.submit(work=1_000)
    moment += 3
    assert stream.estimates.advanced(job.id, 0, 8) is None
    assert stream.estimates.advanced(job.id, 2, 8) == 9
    assert await left(stream) == [9, 17.5]
    stream.estimates.on_event(Progress(job.id, 2, 8))
    stream.estimates.on_event(replace(job, status=JobStatus.CANCELLED))
    assert stream.estimates.advanced(job.id, 3, 8) is None


async def test_while_the_queue_is_paused_nothing_is_said(stores: Stores) -> None:
    stream = Stream(stores, 1, believed=1)
    await draw_one(stores, stream)
    await stores.submit(work=1_000)
    assert await left(stream) == [10]
    async with stores.database.write() as session:
        await set_mode(stores.state, session, Mode.PAUSED)
    assert await left(stream) == []


async def test_jobs_that_another_program_draws_do_not_count(stores: Stores) -> None:
    stream = Stream(stores, 1, believed=1)
    await draw_one(stores, stream)
    await stores.submit(work=5_000, frontend="console:1f")
    await stores.submit(work=1_000)
    assert await left(stream) == [10]


async def test_a_faster_engine_is_believed_as_soon_as_it_has_drawn(stores: Stores) -> None:
    stream = Stream(stores, 1, believed=1)
    await draw_one(stores, stream)
    stream.estimates.drawn_by(replace(INFO, device="cuda:0"), 1)
    await stores.submit(PEOPLE[0], work=1_000)
    assert await left(stream) == []
    job = await stores.claimed()
    stores.clock.advance(seconds=1)
    await stores.finish(job, frames=(new_frame(stores.files),), **{**DRAWN, "device": "cuda:0"})
    stream.estimates.on_event(replace(job, status=JobStatus.SUCCEEDED))
    await stores.submit(PEOPLE[0], work=3_000)
    assert await left(stream) == [3]


async def test_the_speed_that_is_measured_is_the_one_that_jobs_were_drawn_at(stores: Stores) -> None:
    stream = Stream(stores, 2, believed=2, noise=0.0)
    await stream.run(10, 5.0)
    await stores.submit(work=1_000_000)
    found = (await stream.estimates.left()).values()
    async with stores.database.read() as session:
        [estimate] = (await stream.estimates.all(session)).values()
    assert estimate.reckoned == pytest.approx(1_000_000 * SECONDS_PER_WORK, rel=1e-3)
    assert list(found) == [estimate.seconds]
