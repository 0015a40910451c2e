"""How often each key or address may ask: a bucket that fills at a steady rate and holds a minute's worth.

Hand-written: aiolimiter makes callers wait, where ours are told when to come again.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

MAX_KNOWN = 10_000  # buckets; the one that was used longest ago makes room, and would be full by then


class Rate:
    """In memory: a restart fills all buckets."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._per_second, self._now = float(per_minute), per_minute / 60, now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # name → (what is in it, when it was)

    def wait(self, name: str) -> int:
        """Zero, or in how many seconds there is something to take again."""
        held = self._held(name, self._now())
        return 0 if held >= 1 else math.ceil((1 - held) / self._per_second)

    def _held(self, name: str, now: float) -> float:
        held, at = self._buckets.get(name, (self._most, now))
        return min(self._most, held + (now - at) * self._per_second)

    def take(self, name: str) -> int:
        """Zero, or in how many seconds to ask again."""
        now, wait = self._now(), self.wait(name)
        held = self._held(name, now)
        self._buckets.pop(name, None)
        self._buckets[name] = (held if wait else held - 1, now)
        if len(self._buckets) > MAX_KNOWN:
            self._buckets.popitem(last=False)
        return wait
