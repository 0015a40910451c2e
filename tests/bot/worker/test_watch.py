"""When a worker is taken for silent, hung or dead, on a clock that the test turns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.jobs import Job, JobStatus
from bot.domain.requests import EnlargeRequest, Request
from bot.worker import watch
from bot.worker.pace import LEAST, MARGIN, TIMES
from bot.worker.watch import DEAD_SECONDS, LOAD_SECONDS, SILENT_SECONDS, Watch
from generation.engine import ImageRequest
from tests.bot.storage.kit import new_job

UNMEASURED = 900.0


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(watch, "time", clock)
    monkeypatch.setattr(watch, "SILENT_SECONDS", SILENT_SECONDS)  # as the product has it
    monkeypatch.setattr(watch, "DEAD_SECONDS", DEAD_SECONDS)
    return clock


def job(request: Request | None = None, pictures: int = 1) -> Job:
    request = request or ImageRequest("a red fox", seed=7, num_images=pictures)
    return replace(new_job(request=request), status=JobStatus.RUNNING, attempt=1)


class Observed:
    """A worker that gives signs of life and is seen to draw these jobs."""

    def __init__(self, clock: Clock, *jobs: Job, fetches: bool = False) -> None:
        self.clock, self.jobs = clock, jobs
        self.watch = Watch(4, UNMEASURED, fetches=fetches)
        self.watch.busy()

    def step(self, number: int, after: float) -> None:
        self.clock.now += after
        self.watch.heard()
        self.watch.step(self.jobs[0].id, number, self.jobs)

    def trouble(self, after: float, *, loaded: bool = True) -> str:
        """With signs of life all the while."""
        self.clock.now += after
        self.watch.heard()
        return self.watch.trouble(self.jobs, loaded=loaded)


def test_a_step_that_takes_twenty_times_as_long_as_usual_hangs(clock: Clock) -> None:
    seen = Observed(clock, job())
    for number in range(1, 5):
        seen.step(number, after=10.0)
    allowed = TIMES * 10.0 + MARGIN
    assert not seen.trouble(allowed - 1)
    assert seen.trouble(1) == f"no step within {allowed:.1f} s"


def test_quick_steps_leave_a_minute_for_what_is_no_step(clock: Clock) -> None:
    seen = Observed(clock, job())
    for number in range(1, 5):
        seen.step(number, after=0.05)
    assert not seen.trouble(LEAST + MARGIN - 1)
    assert seen.trouble(1)


def test_a_larger_batch_may_take_longer(clock: Clock) -> None:
    seen = Observed(clock, job())
    for number in range(1, 5):
        seen.step(number, after=10.0)
    seen.jobs = (job(pictures=4),)
    assert not seen.trouble(4 * TIMES * 10.0)


def test_before_anything_was_measured_and_without_steps_it_has_a_quarter_of_an_hour(clock: Clock) -> None:
    seen = Observed(clock, job())
    assert not seen.trouble(UNMEASURED - 1)
    seen.step(1, after=0)
    seen.step(2, after=1)
    seen.jobs = (job(EnlargeRequest("ab" * 32, 4)),)
    assert not seen.trouble(UNMEASURED - 1)
    assert seen.trouble(1)


def test_who_was_killed_for_being_slow_gets_twice_the_time_until_it_finishes(clock: Clock) -> None:
    seen = Observed(clock, job())
    for number in range(1, 5):
        seen.step(number, after=0.05)
    seen.watch.killed()
    assert not seen.trouble(2 * (LEAST + MARGIN) - 1)
    seen.watch.ended(seen.jobs[0].id)
    assert seen.trouble(LEAST + MARGIN)


def test_no_sign_of_life_is_silence_and_then_death_even_without_a_job(clock: Clock) -> None:
    seen = Observed(clock)
    seen.trouble(0)
    clock.now += SILENT_SECONDS
    assert seen.watch.silent and not seen.watch.trouble((), loaded=True)
    clock.now += DEAD_SECONDS - SILENT_SECONDS
    assert seen.watch.trouble((), loaded=True) == "no sign of life for 75 s"


def test_what_was_not_heard_while_the_service_stood_still_is_no_silence(clock: Clock) -> None:
    seen = Observed(clock, job())
    clock.now += UNMEASURED
    seen.watch.stood_still(UNMEASURED)
    assert not seen.watch.silent and not seen.watch.trouble(seen.jobs, loaded=True)


def test_a_model_that_never_loads_is_noticed_unless_it_is_fetched(clock: Clock) -> None:
    assert Observed(clock).trouble(LOAD_SECONDS, loaded=False) == "still loading after 1800 s"
    assert not Observed(clock, fetches=True).trouble(LOAD_SECONDS, loaded=False)
