"""What both drawings of a chart are made of."""

from __future__ import annotations

import pytest

from bot.features.admin.chart_data import Panel, Series
from bot.features.admin.chart_shapes import bars, columns, lines

USE = (Series("drawn", (3.0, 0.0, 1.0)), Series("others", (1.0, 2.0, 0.0)))
LABELS = ("Mon", "Tue", "Wed")


def test_columns_stand_on_each_other_and_the_tallest_reaches_the_top() -> None:
    boxes = list(columns(Panel("Jobs", "columns", LABELS, USE)))
    first, on_it = boxes[0], boxes[1]
    assert (first.y + first.height, on_it.y + on_it.height, on_it.y) == pytest.approx((1.0, first.y, 0.0))
    assert [box.series for box in boxes] == [0, 1] * 3
    assert all(box.x >= 0 and box.x + box.width <= 1 for box in boxes)


def test_lines_have_a_point_in_the_middle_of_every_label() -> None:
    drawn, others = lines(Panel("Waiting time", "lines", LABELS, USE, "s"))
    assert [x for x, _ in drawn.points] == pytest.approx([1 / 6, 3 / 6, 5 / 6])
    assert [y for _, y in others.points] == pytest.approx([2 / 3, 1 / 3, 1.0])


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    panel = Panel("Most credits", "rows", ("Mia", "Tom"), (Series("", (1200.0, 300.0)),), "credits")
    assert [(bar.name, bar.value, bar.width) for bar in bars(panel)] == [
        ("Mia", "1,200 credits", 1.0),
        ("Tom", "300 credits", 0.25),
    ]
