"""How far off the estimates were, and how a time is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.estimates import Accuracy, accuracy
from bot.text import format_estimate


def test_the_error_is_a_share_of_the_time_it_took() -> None:
    found = accuracy([(12, 10), (5, 10), (40, 10), (10, 10)])
    assert found == Accuracy(jobs=4, median_error=pytest.approx(0.35), within_double=0.75)
    assert str(found) == "Half of 4 estimates were at most 35% off, 75% within a factor of two."
    assert str(Accuracy(1, 0.5, 1.0)) == "The one estimate was 50% off, 100% within a factor of two."


def test_where_nothing_was_said_there_is_no_error() -> None:
    assert accuracy([]) is None
    assert accuracy([(1, 0)]) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.01, "about 1 s"),
        (4.4, "about 4 s"),
        (9.9, "about 10 s"),
        (42, "about 40 s"),
        (57.4, "about 55 s"),
        (58, "about 1 min"),
        (200, "about 3 min"),
        (3569, "about 59 min"),
        (3600, "about 1 h"),
        (5000, "about 1.5 h"),
    ],
)
def test_a_time_is_said_no_more_exactly_than_it_is_known(seconds: float, words: str) -> None:
    assert format_estimate(seconds) == words


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_longer_time_is_never_said_to_be_shorter(one: float, other: float) -> None:
    units = {"s": 1, "min": 60, "h": 3600}
    said = []
    for seconds in sorted((one, other)):
        _, number, unit = format_estimate(seconds).split()
        said.append(float(number) * units[unit])
    assert said == sorted(said)
