"""The queue dealt out to workers: what must hold whatever is in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.estimates.arrivals import arrivals
from bot.jobs.estimates.speeds import Load

SECONDS = st.floats(0, 1000)
LOADS = st.builds(lambda alone, share: Load(alone, alone * share), SECONDS, st.floats(0.1, 1))
QUEUES = st.lists(LOADS, max_size=12)
WORKERS = st.integers(1, 5)
SLACK = 1e-6  # sums in another order differ in their last digits


def mine(running: list[Load], waiting: list[Load], me: Load, workers: int) -> float:
    """When a job will end that is the last in the queue."""
    end = arrivals(running, [*waiting, me], workers)[-1]
    assert end is not None
    return end


@given(QUEUES, QUEUES, LOADS, LOADS, WORKERS, st.data())
def test_one_more_job_before_mine_never_makes_mine_sooner(
    running: list[Load], waiting: list[Load], more: Load, me: Load, workers: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(waiting)))
    without = mine(running, waiting, me, workers)
    assert mine(running, [*waiting[:place], more, *waiting[place:]], me, workers) >= without - SLACK
    assert mine([*running, more], waiting, me, workers) >= without - SLACK


@given(QUEUES, QUEUES, LOADS, WORKERS)
def test_one_more_worker_never_makes_any_job_later(
    running: list[Load], waiting: list[Load], me: Load, workers: int
) -> None:
    with_more = arrivals(running, [*waiting, me], workers + 1)
    for fewer, more in zip(arrivals(running, [*waiting, me], workers), with_more, strict=True):
        assert fewer is not None and more is not None and more <= fewer + SLACK


@given(QUEUES, LOADS, WORKERS)
def test_no_job_is_done_sooner_than_it_would_be_alone(running: list[Load], me: Load, workers: int) -> None:
    assert mine(running, [], me, workers) >= me.alone - SLACK


def test_two_workers_share_what_waits() -> None:
    assert arrivals([], [Load(4, 4), Load(2, 2), Load(1, 1)], 2) == [4, 2, 3]


def test_jobs_that_are_drawn_together_hold_each_other_up() -> None:
    assert arrivals([Load(4, 4), Load(1, 1)], [Load(1, 1)], 1) == [5, 2, 6]


def test_where_one_job_is_a_riddle_so_are_those_behind_it_and_not_those_before() -> None:
    assert arrivals([], [Load(1, 1), None, Load(1, 1)], 1) == [1, None, None]
    assert arrivals([None], [Load(1, 1)], 1) == [None, None]
