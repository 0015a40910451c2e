"""How long a worker may be without news of its jobs, from how long its steps took."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from statistics import median

from bot.domain.jobs import Job
from bot.domain.requests import drawing_of, frame_count

REMEMBERED = 100  # steps
TIMES = 20  # as long as usual
LEAST, MARGIN = 60.0, 15.0  # seconds: decoding and writing a file are no steps, and belong to one


class Pace:
    """Steps are timed by what the worker tells of them, per picture that is in progress, `max_batch` at most."""

    def __init__(self, max_batch: int, unmeasured: float) -> None:
        self._max_batch, self._unmeasured = max_batch, unmeasured
        self._seconds: deque[float] = deque(maxlen=REMEMBERED)  # of a step, per picture
        self._hangs = 0

    def measured(self, seconds: float, jobs: Collection[Job]) -> None:
        """From one step to the next, while these jobs were drawn."""
        self._seconds.append(seconds / self._pictures(jobs))

    def finished(self) -> None:
        self._hangs = 0

    def hung(self) -> None:
        """In case it was only slow, it gets twice the time next time."""
        self._hangs += 1

    def allowance(self, jobs: Collection[Job]) -> float:
        """Seconds without news after which it hangs. What has no steps may take as long as what was never measured."""
        if not self._seconds or any(drawing_of(job.request) is None for job in jobs):
            return self._unmeasured * 2.0**self._hangs
        usual = median(self._seconds) * self._pictures(jobs)
        return (max(LEAST, TIMES * usual) + MARGIN) * 2.0**self._hangs

    def _pictures(self, jobs: Collection[Job]) -> int:
        return max(1, min(self._max_batch, sum(frame_count(job.request) for job in jobs)))
