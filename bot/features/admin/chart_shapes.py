"""Panels → shapes, measured once for every drawing: the picture in a chat and the SVG on the web page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.features.admin.chart_data import Panel, format_value

INSET, BREADTH = 0.14, 0.72  # of a column, in the room that its label has


@dataclass(frozen=True, slots=True)
class Box:
    """Part of a column. All measures are parts of the plot, from its upper left corner."""

    series: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """One series over time; points as the measures of a box."""

    series: int
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One label's value, lying below its words; `width` is a part of the longest."""

    name: str
    value: str
    width: float


def columns(panel: Panel) -> Iterator[Box]:
    """The later series on top of the earlier."""
    step = label_width(panel)
    for place in range(len(panel.labels)):
        floor = 1.0
        for number, series in enumerate(panel.series):
            height = series.values[place] / panel.top
            floor -= height
            yield Box(number, step * (place + INSET), floor, step * BREADTH, height)


def lines(panel: Panel) -> Iterator[Line]:
    for number, series in enumerate(panel.series):
        heights = (1 - value / panel.top for value in series.values)
        yield Line(number, tuple((middle(panel, place), height) for place, height in enumerate(heights)))


def bars(panel: Panel) -> Iterator[Bar]:
    for name, value in zip(panel.labels, panel.series[0].values, strict=True):
        yield Bar(name, format_value(value, panel.unit), value / panel.top)


def middle(panel: Panel, place: int) -> float:
    """Where the label of this place stands, across the plot."""
    return label_width(panel) * (place + 0.5)


def label_width(panel: Panel) -> float:
    """The room of one label, as a part of the plot's width."""
    return 1 / max(1, len(panel.labels))
