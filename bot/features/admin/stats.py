"""What the service did over a day, a week or a month: read from the jobs in one query, added up in a thread.

Hours and days are those of UTC. A wait is from asking to the (last) beginning of the drawing.
"""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.jobs import JobStatus
from bot.domain.rules import Period
from bot.jobs.estimates import Accuracy, accuracy
from bot.storage.database.clock import utc_now
from bot.storage.statistics import jobs_between

TOP = 8  # users
_SPANS: dict[Period, tuple[timedelta, int]] = {
    "day": (timedelta(hours=1), 24),
    "week": (timedelta(days=1), 7),
    "month": (timedelta(days=1), 30),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour of a day, or a day of a week or month."""

    begins: datetime
    label: str
    succeeded: int
    others: int  # failed, cancelled, or not at an end
    wait_p50: float  # seconds
    wait_p95: float


@dataclass(frozen=True, slots=True)
class Share:
    """A user or a device, and how much of the whole is theirs."""

    name: str
    jobs: int
    amount: float  # credits of a user, seconds of a device


@dataclass(frozen=True, slots=True)
class Stats:
    period: Period
    slots: tuple[Slot, ...]
    jobs: int
    pictures: int
    failed: int
    people: int
    credits: int
    wait_p50: float  # seconds
    wait_p95: float
    devices: tuple[Share, ...]
    users: tuple[Share, ...]  # at most TOP, the most credits first
    estimates: Accuracy | None  # how true it was what jobs were told of their time; None: none were told


async def stats(session: AsyncSession, period: Period, now: datetime | None = None) -> Stats:
    """Of the period that ends now."""
    moment = now or utc_now()
    length, count = _SPANS[period]
    last = moment.replace(minute=0, second=0, microsecond=0)  # the begin of the slot that has this moment in it
    last = last if period == "day" else last.replace(hour=0)
    begins = [last - length * back for back in reversed(range(count))]
    rows = await jobs_between(session, begins[0], moment)
    return await asyncio.to_thread(_added_up, period, begins, rows)


def _added_up(period: Period, begins: Sequence[datetime], rows: Sequence[Any]) -> Stats:
    waits = _waits(rows)
    done = [row for row in rows if row.status == JobStatus.SUCCEEDED]
    return Stats(
        period=period,
        slots=tuple(_slot(period, begin, rows) for begin in begins),
        jobs=len(rows),
        pictures=sum(row.pictures for row in rows),
        failed=sum(row.status == JobStatus.FAILED for row in rows),
        people=len({(row.platform, row.user) for row in rows}),
        credits=sum(row.cost for row in done),
        wait_p50=percentile(waits, 50),
        wait_p95=percentile(waits, 95),
        devices=_shares((f"{row.model or row.engine} on {row.device}", row.seconds) for row in done if row.device),
        users=_shares((row.name or f"{row.platform}:{row.user}", row.cost) for row in done)[:TOP],
        estimates=accuracy(
            (row.estimated_seconds, (row.ended_at - row.created_at).total_seconds())
            for row in done
            if row.estimated_seconds is not None
        ),
    )


def _slot(period: Period, begin: datetime, rows: Sequence[Any]) -> Slot:
    rows = [row for row in rows if begin <= row.created_at < begin + _SPANS[period][0]]
    waits, succeeded = _waits(rows), sum(row.status == JobStatus.SUCCEEDED for row in rows)
    label = f"{begin:%H}" if period == "day" else f"{begin.day} {begin:%b}"
    others = len(rows) - succeeded
    return Slot(begin, label, succeeded, others, percentile(waits, 50), percentile(waits, 95))


def _waits(rows: Iterable[Any]) -> list[float]:
    return sorted((row.started_at - row.created_at).total_seconds() for row in rows if row.started_at is not None)


def _shares(parts: Iterable[tuple[str, float]]) -> tuple[Share, ...]:
    """By name, the largest amount first."""
    jobs: dict[str, int] = defaultdict(int)
    amounts: dict[str, float] = defaultdict(float)
    for name, amount in parts:
        jobs[name] += 1
        amounts[name] += amount
    names = sorted(amounts, key=lambda name: (-amounts[name], name))
    return tuple(Share(name, jobs[name], amounts[name]) for name in names)


def percentile(ordered: Sequence[float], percent: float) -> float:
    """By nearest rank: a value that occurred; 0 where nothing did."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else 0.0
