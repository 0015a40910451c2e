"""When a worker that dies is started again, and when its model is said to be down."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.text import format_estimate

FIRST_PAUSE, LAST_PAUSE = 0.5, 30.0  # seconds between a death and the next start
DEATHS = 6  # in a row, without a finished job in between, until the model is down; one bad job costs three at most
LOAD_TRIES = 3
FIRST_REST, LAST_REST = 30.0, 1800.0  # seconds until a model that is down is tried again
CRASHES = "its process has ended {deaths} times in a row"
DIED_LOADING = f"The engine died {LOAD_TRIES} times while it was loading, often for want of memory; the log says more."


class Breaker:
    """Counts deaths in a row. What was finished in between ends the row."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._deaths = self._failed_loads = self._rests = self._waits = 0
        self._why, self._until = "", 0.0

    @property
    def failed_loads(self) -> int:
        """In a row."""
        return self._failed_loads

    @property
    def sentence(self) -> str:
        """Why the model is down and when it is tried again; empty while it is not."""
        if not self._why:
            return ""
        left = self._until - self._clock()
        when = f"It is tried again in {format_estimate(left)}." if left > 0 else "It is being tried again."
        return f"The model cannot be used just now: {self._why}. {when}"

    def loaded(self) -> None:
        """A process got as far as drawing. Only a finished job shows that it can."""
        self._failed_loads = self._waits = 0
        self._why = ""

    def worked(self) -> None:
        self._deaths = self._failed_loads = self._rests = 0
        self._why = ""

    def not_yet(self) -> float:
        """Seconds until the next start, where the reason is one that passes: a server that is not there yet."""
        self._waits += 1
        return min(FIRST_PAUSE * 2.0 ** min(self._waits - 1, 10), LAST_PAUSE)

    def died(self, *, loaded: bool, reason: str = "") -> float:
        """Seconds until the next start; `reason`: why it could not be loaded, where that is known."""
        self._deaths += 1
        self._failed_loads = 0 if loaded else self._failed_loads + 1
        if self._deaths < DEATHS and self._failed_loads < LOAD_TRIES and not reason:
            return min(FIRST_PAUSE * 2.0 ** (self._deaths - 1), LAST_PAUSE)
        rest = min(FIRST_REST * 2.0**self._rests, LAST_REST)
        self._rests += 1
        self._why = reason.rstrip(".") or CRASHES.format(deaths=self._deaths)
        self._until = self._clock() + rest
        return rest
