"""The statistics as charts, before anybody draws them: what stands in each, and how it is told in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.features.admin.stats import Share, Stats
from bot.text import format_duration, plural


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """`columns` stack their series over time, `lines` lay them over each other, `rows` are one bar for each label."""

    title: str
    shape: Literal["columns", "lines", "rows"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Literal["", "s", "credits"] = ""

    @property
    def top(self) -> float:
        """The largest value that is drawn; at least a little."""
        stacks = zip(*(each.values for each in self.series), strict=True)
        return max((sum(values) if self.shape == "columns" else max(values) for values in stacks), default=0) or 1.0


def panels(stats: Stats, *, named: bool) -> list[Panel]:
    """Users only where they may be `named`."""
    labels = tuple(slot.label for slot in stats.slots)
    use = (
        Series("drawn", tuple(float(slot.succeeded) for slot in stats.slots)),
        Series("others", tuple(float(slot.others) for slot in stats.slots)),
    )
    waits = (
        Series("half wait less", tuple(slot.wait_p50 for slot in stats.slots)),
        Series("95 of 100 wait less", tuple(slot.wait_p95 for slot in stats.slots)),
    )
    charts = [
        Panel("Jobs", "columns", labels, use),
        Panel("Waiting time", "lines", labels, waits, "s"),
        _rows("Drawing time", stats.devices, "s"),
    ]
    return [*charts, _rows("Most credits", stats.users, "credits")] if named else charts


def _rows(title: str, shares: tuple[Share, ...], unit: Literal["s", "credits"]) -> Panel:
    values = Series(title, tuple(share.amount for share in shares))
    return Panel(title, "rows", tuple(share.name for share in shares), (values,), unit)


def format_value(value: float, unit: str = "") -> str:
    """A value with its unit: "3 min", "1,200 credits"."""
    if unit == "s":
        return format_duration(value)
    number = f"{value:,.0f}"
    return f"{number} {unit if value != 1 else unit.removesuffix('s')}".strip()


def summary(stats: Stats) -> str:
    """A few lines, for a chat and for those who do not see the picture."""
    if not stats.jobs:
        return f"Nobody asked for anything this {stats.period}."
    people = "1 person" if stats.people == 1 else f"{stats.people:,} people"
    jobs, pictures = plural(stats.jobs, "job"), plural(stats.pictures, "picture")
    lines = [f"The last {stats.period}: {jobs} of {people}, {pictures}, {format_value(stats.credits, 'credits')}."]
    if stats.failed:
        lines.append(f"{stats.failed:,} failed, {stats.failed / stats.jobs:.0%}.")
    half, most = (format_duration(max(0.1, wait)) for wait in (stats.wait_p50, stats.wait_p95))
    lines.append(f"Half waited at most {half}, 95 of 100 at most {most}.")
    if stats.estimates:
        lines.append(str(stats.estimates))
    lines += [f"{each.name} drew for {format_duration(each.amount)}." for each in stats.devices]
    return "\n".join(lines)
