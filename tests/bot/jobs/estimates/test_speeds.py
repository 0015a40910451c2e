"""Speeds measured from jobs that were drawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.estimates.speeds import Line, Load, fitted, measured, own_seconds
from bot.storage.timings import Timing
from generation.engine import EngineInfo
from tests.bot.storage.kit import NOON

INFO = EngineInfo("echo", "Echo", "cuda:0", "", 64, 64, 10, 7.0)


def timing(
    start: float, end: float, work: int = 100, kind: str = "image", model: str = "Echo", device: str = "cuda:1"
) -> Timing:
    began, ended = (NOON + timedelta(seconds=seconds) for seconds in (start, end))
    return Timing(kind, model, device, work, began, began, ended)


def test_without_a_drawn_job_nothing_is_known() -> None:
    speeds = measured([], INFO, 1)
    assert [speeds.load(kind, 100) for kind in ("image", "story", "enlarge", "describe")] == [None] * 4


def test_time_is_scaled_by_work() -> None:
    assert measured([timing(0, 2)], INFO, 1).load("image", 250) == Load(5, 5)


def test_what_every_job_takes_is_told_from_what_more_work_takes() -> None:
    line = fitted([(work, 3 + 0.02 * work) for work in (100, 200, 400, 1000)])
    assert (line.base, line.per_work) == (pytest.approx(3), pytest.approx(0.02))


def test_one_job_that_hung_changes_nothing() -> None:
    true = [(work, 3 + 0.02 * work) for work in (100, 150, 200, 300, 400, 600, 800, 1000)]
    assert fitted([*true[:3], (400, 900.0), *true[3:]]).at(500) == pytest.approx(13, rel=0.1)


def test_jobs_of_the_same_size_let_time_grow_as_work_does() -> None:
    assert fitted([(100, 1.0), (110, 0.9), (105, 1.1)] * 5).at(1000) == pytest.approx(10, rel=0.1)


POINTS = st.lists(st.tuples(st.integers(1, 10**6), st.floats(0.01, 1e4)), min_size=1, max_size=12)


@given(POINTS, st.integers(1, 10**6), st.integers(0, 10**6))
def test_more_work_never_takes_less_time(points: list[tuple[int, float]], work: int, more: int) -> None:
    line: Line = fitted(points)
    assert 0 <= line.at(work) <= line.at(work + more)


def test_a_story_is_told_by_pictures_until_there_are_stories_and_a_description_never() -> None:
    pictures = [timing(10 * k, 10 * k + 1) for k in range(3)]
    stories = [timing(100 + 10 * k, 103 + 10 * k, kind="story") for k in range(3)]
    few, many = measured([*pictures, *stories[:2]], INFO, 1), measured([*pictures, *stories], INFO, 1)
    assert few.load("story", 100) == Load(1, 1)
    assert many.load("story", 100) == Load(3, 3)
    assert many.load("describe", 1) is None


def test_a_description_is_told_by_descriptions() -> None:
    speeds = measured([timing(0, 4, 1, "describe", "Describer", "cpu")], INFO, 1)
    assert speeds.load("describe", 1) == Load(4, 4)
    assert speeds.load("image", 1) is None


@pytest.mark.parametrize("other", [{"model": "Larger"}, {"device": "cpu"}])
def test_another_model_and_another_sort_of_device_tell_nothing(other: dict[str, str]) -> None:
    assert measured([timing(0, 1, **other)], INFO, 1).load("image", 100) is None  # type: ignore[arg-type]


def test_two_jobs_drawn_together_share_the_time_of_their_worker() -> None:
    together = [timing(0, 4), timing(0, 4)]
    assert own_seconds(together, 1) == [2, 2]
    assert own_seconds(together, 2) == [4, 4]
    assert own_seconds([timing(0, 4), timing(2, 4)], 1) == [3, 1]


def test_where_drawing_together_is_faster_only_the_queue_is_told_so() -> None:
    """Alone two seconds; four together take two seconds as well."""
    alone = [timing(100 * k, 100 * k + 2) for k in range(5)]
    together = [timing(1000 + 100 * k, 1002 + 100 * k) for k in range(5) for _ in range(4)]
    assert measured([*alone, *together], INFO, 1).load("image", 100) == Load(2, 0.5)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=12), st.integers(1, 3))
def test_shares_add_up_to_the_time_that_the_workers_worked(spans: list[tuple[int, int]], workers: int) -> None:
    jobs = [timing(start, start + length) for start, length in spans]
    worked = sum(min(workers, sum(start <= second < start + length for start, length in spans)) for second in range(80))
    assert sum(own_seconds(jobs, workers)) == pytest.approx(worked)
    assert all(own <= length + 1e-9 for own, (_, length) in zip(own_seconds(jobs, workers), spans, strict=True))
