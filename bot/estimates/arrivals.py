"""When jobs will end: the queue dealt out to the workers, one job after the other, each to the worker free first.

So one more job before mine never makes mine sooner, nor does one more worker make it later.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heapreplace

from bot.estimates.speeds import Load


def arrivals(running: Sequence[Load | None], waiting: Sequence[Load | None], workers: int) -> list[float | None]:
    """Seconds from now to the end of each, running ones first; None from the first job on whose time is not known.

    What runs together ends together, at worst; so a running job is given the time of all that its worker has.
    """
    ahead: list[float | None] = [*_dealt(running, [0.0] * workers)]
    return [*ahead, *_dealt(waiting, ...)]
