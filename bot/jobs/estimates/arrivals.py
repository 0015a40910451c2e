"""When jobs will end: the queue dealt out to the workers, one job after the other, each to the worker free first.

So one more job before mine never makes mine sooner, nor does one more worker make it later.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapreplace
from math import inf

from bot.jobs.estimates.speeds import Load


def arrivals(running: Sequence[Load | None], waiting: Sequence[Load | None], workers: int) -> list[float | None]:
    """Seconds from now to the end of each, running ones first; None where a job's own time, or one's before it, is not
    known. Of what is running, loads are what is left to do.
    """
    if None in running:
        return [None] * (len(running) + len(waiting))
    under_way = [load for load in running if load is not None]
    # What is drawn together advances together: until one ends, each other has had no more time than this one.
    ends: list[float | None] = [
        max(load.alone, sum(min(each.busy, load.busy) for each in under_way) / workers) for load in under_way
    ]
    free = [0.0] * workers  # when each worker will be, a heap
    for load in under_way:
        heapreplace(free, free[0] + load.busy)
    for each in waiting:
        if each is None:
            break
        heapreplace(free, end := free[0] + each.busy)
        ends.append(max(end, each.alone))
    return ends + [None] * (len(running) + len(waiting) - len(ends))


def arrival(running: Sequence[Load], ahead: float, own: Load, workers: int) -> float:
    """Seconds to the end of a job that has `ahead` seconds of other jobs' work before it: as `arrivals`, of a sum."""
    free = [0.0] * workers
    for load in running:
        heapreplace(free, free[0] + load.busy)
    levels = [*sorted(free), inf]  # the workers fill up like water, the emptiest first
    for filled in range(workers):
        room = (levels[filled + 1] - levels[filled]) * (filled + 1)
        if ahead <= room:
            break
        ahead -= room
    return max(levels[filled] + ahead / (filled + 1) + own.busy, own.alone)
