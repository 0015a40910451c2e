"""How fast jobs are drawn, measured from those that were: seconds for any amount of work, alone and in company.

Jobs of one worker are drawn together, so the time from a job's beginning to its end is not all its own. While n jobs
run on w workers, each is given min(n, w) / n of the time: the sum of these shares is the time the workers worked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from statistics import median

from bot.storage.timings import Timing
from generation.engine import EngineInfo

DRAWN = ("image", "story", "video")  # kinds whose work is that of the engine's model
ANY = ""  # of these
PER_KIND = 30  # jobs that a speed is measured from, the newest
KNOWN = 3  # jobs of a kind, before its own speed counts more than that of all drawings
CORRECTED = 30  # jobs that the correction is measured from
SUFFICIENT = 5  # figures, for a median that counts
APART = 1.5  # times as much work, for two jobs to tell what more work takes
ALONE = 0.8  # share of its time that a job had a worker for itself, from which on it was alone


@dataclass(frozen=True, slots=True)
class Load:
    """What a job will take, in seconds."""

    alone: float  # where nothing else is drawn
    busy: float  # of a worker's time, beside others: less, where drawing together is faster


@dataclass(frozen=True, slots=True)
class Line:
    """Seconds for an amount of work: some for every job, whatever it is, and some for each unit."""

    base: float
    per_work: float

    def at(self, work: float) -> float:
        return self.base + self.per_work * work


@dataclass(frozen=True, slots=True)
class Speeds:
    """By kind of request."""

    alone: Mapping[str, Line] = field(default_factory=dict)
    busy: Mapping[str, Line] = field(default_factory=dict)
    correction: float = 1.0  # what estimates have to be multiplied with to be right in the middle

    def load(self, kind: str, work: float) -> Load | None:
        """None where nothing like it was measured yet."""
        alone, busy = self._line(self.alone, kind), self._line(self.busy, kind)
        if alone is None or busy is None:
            return None
        return Load(alone.at(work), min(alone.at(work), busy.at(work)))

    def _line(self, lines: Mapping[str, Line], kind: str) -> Line | None:
        return lines.get(kind, lines.get(ANY) if kind in DRAWN else None)


def measured(timings: Sequence[Timing], info: EngineInfo, workers: int) -> Speeds:
    """From the newest jobs, newest first; another model's, or another sort of device's, tell nothing of drawings."""
    sort = _sort(info.device)
    usable = [
        each for each in timings if each.kind not in DRAWN or (each.model == info.model and _sort(each.device) == sort)
    ]
    shares = own_seconds(usable, workers)
    alone = [(each, _seconds(each)) for each, own in zip(usable, shares, strict=True) if own >= ALONE * _seconds(each)]
    busy = [(each, own) for each, own in zip(usable, shares, strict=True) if own < ALONE * _seconds(each)]
    by_alone, by_busy = _by_kind(alone), _by_kind(busy)
    # Where a kind was only ever drawn one way, that has to do for the other.
    alones, busies = {**by_busy, **by_alone}, {**by_alone, **by_busy}
    # The median of actual over reckoned time: what the reckoning leaves out, such as later jobs that join in.
    ratios = [each.actual_seconds / each.reckoned_seconds for each in usable if each.reckoned_seconds][:CORRECTED]
    return Speeds(alones, busies, median(ratios) if len(ratios) >= SUFFICIENT else 1.0)


def own_seconds(timings: Sequence[Timing], workers: int) -> list[float]:
    """Each job's share of the workers' time."""
    shares = [0.0] * len(timings)
    moments = sorted({moment for each in timings for moment in (each.started_at, each.ended_at)})
    starts = sorted(range(len(timings)), key=lambda index: timings[index].started_at)
    active: set[int] = set()
    for moment, following in pairwise(moments):
        while starts and timings[starts[0]].started_at <= moment:
            active.add(starts.pop(0))
        active = {index for index in active if timings[index].ended_at > moment}
        for index in active:
            shares[index] += (following - moment).total_seconds() * min(workers, len(active)) / len(active)
    return shares


def _by_kind(timed: Sequence[tuple[Timing, float]]) -> dict[str, Line]:
    """What every kind takes, and all drawings under `ANY`."""
    kinds: dict[str, list[tuple[int, float]]] = {}
    for each, seconds in timed:
        for kind in (each.kind, ANY) if each.kind in DRAWN else (each.kind,):
            kinds.setdefault(kind, []).append((each.work, seconds))
    return {
        kind: fitted(points[:PER_KIND]) for kind, points in kinds.items() if kind not in DRAWN or len(points) >= KNOWN
    }


def fitted(points: Sequence[tuple[int, float]]) -> Line:
    """Through (work, seconds): slope and base are medians, so that a few odd jobs change nothing (Theil and Sen).

    Where the amounts of work are too much alike to tell a slope, time is taken to grow as work does.
    """
    pairs = (sorted(pair) for pair in combinations(points, 2))
    slopes = [(high[1] - low[1]) / (high[0] - low[0]) for low, high in pairs if high[0] >= APART * low[0]]
    if len(slopes) >= SUFFICIENT:
        slope = max(0.0, median(slopes))
        base = median(seconds - slope * work for work, seconds in points)
        if base >= 0:
            return Line(base, slope)
    return Line(0.0, median(seconds / work for work, seconds in points))


def _sort(device: str) -> str:
    return device.partition(":")[0]


def _seconds(timing: Timing) -> float:
    return (timing.ended_at - timing.started_at).total_seconds()
