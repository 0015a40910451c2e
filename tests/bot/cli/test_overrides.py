"""NAME=NUMBER on the command line becomes a figure, or a sentence that says what would."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.cli.errors import CliError
from bot.cli.overrides import with_figures


@dataclass(frozen=True)
class Plan:
    seconds: float = 60
    scenes: int = 100


def test_figures_are_changed_and_the_rest_stays() -> None:
    assert with_figures(Plan(), []) == Plan()
    assert with_figures(Plan(), ["seconds=1.5", "scenes=7"]) == Plan(1.5, 7)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("minutes=1", "There is no figure 'minutes'; there are: seconds=60, scenes=100."),
        ("scenes", "scenes takes a whole number from 0, not ''."),
        ("scenes=1.5", "scenes takes a whole number from 0, not '1.5'."),
        ("seconds=-1", "seconds takes a number from 0, not '-1'."),
        ("seconds=nan", "seconds takes a number from 0, not 'nan'."),
    ],
)
def test_what_is_no_figure_is_said(given: str, said: str) -> None:
    with pytest.raises(CliError) as caught:
        with_figures(Plan(), [given])
    assert (str(caught.value), caught.value.exit_code) == (said, 2)
