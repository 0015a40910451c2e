"""How far off the estimates were: what was said when a job was taken in, beside when its pictures were there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Over some jobs. The error is a share of the time that it really took."""

    jobs: int  # of which something was said and which were drawn
    median_error: float  # of the absolute errors: 0.2 is 20 %
    within_double: float  # share of the jobs that took at most twice as long as was said, and at least half

    def __str__(self) -> str:
        """One sentence."""
        of = "The one estimate was" if self.jobs == 1 else f"Half of {self.jobs:,} estimates were at most"
        return f"{of} {self.median_error:.0%} off, {self.within_double:.0%} within a factor of two."


def accuracy(pairs: Iterable[tuple[float, float]]) -> Accuracy | None:
    """Of (estimated, actual) seconds; None where there are none. What took no time counts for nothing."""
    given = [(estimated, actual) for estimated, actual in pairs if actual > 0]
    if not given:
        return None
    errors = [abs(estimated - actual) / actual for estimated, actual in given]
    close = sum(actual / 2 <= estimated <= actual * 2 for estimated, actual in given)
    return Accuracy(len(given), median(errors), close / len(given))
