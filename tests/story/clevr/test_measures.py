"""Each figure alone, with a reader that says what we want."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from story.clevr.measures import match, measure
from story.clevr.reader import Reader
from story.clevr.render import render
from story.clevr.solids import Solid

CUBE, BALL = Solid("cube", "red", "rubber", "large", 0, 0), Solid("sphere", "cyan", "metal", "small", 2, 1)
FRAMES = [[CUBE], [CUBE, BALL]]


class Saying(Reader):
    """Tells the same, whatever it sees."""

    def __init__(self, told: Sequence[list[Solid]]) -> None:
        super().__init__(8)
        self.told = list(told)

    def read(self, pictures: Tensor) -> list[list[Solid]]:
        return self.told[: len(pictures)]


def figures(told: Sequence[list[Solid]], *, empty: bool = False) -> dict[str, float | None]:
    drawn = render([CUBE, BALL])
    truth = torch.from_numpy(drawn.frames).permute(0, 3, 1, 2) / 255
    floor = (torch.from_numpy(drawn.empty).permute(2, 0, 1) / 255).expand_as(truth)
    return measure(floor if empty else truth, truth, floor, FRAMES, Saying(told))


def test_the_truth_has_full_marks() -> None:
    assert figures(FRAMES) == {
        "ssim": 1, "foreground_ssim": 1, "attribute_f1": 1, "count_exact": 1, "position_error": 0, "remembered": 1
    }  # fmt: skip


def test_an_empty_picture_is_similar_and_shows_nothing() -> None:
    empty = figures([[], []], empty=True)
    assert (empty["ssim"] or 0) > 0.85 and (empty["foreground_ssim"] or 0) < 0.5
    assert empty["position_error"] is None  # nothing is told, so nothing is near
    assert empty["attribute_f1"] == empty["count_exact"] == empty["remembered"] == 0


@pytest.mark.parametrize(
    ("told", "name", "value"),
    [
        ([[CUBE], [CUBE]], "attribute_f1", 0.8),  # 8 of 12 attributes: precision 1, recall 2/3
        ([[CUBE], [CUBE]], "count_exact", 0.5),
        ([[CUBE], [BALL]], "remembered", 0),
        ([[CUBE], [CUBE, replace(BALL, colour="red")]], "attribute_f1", 0.9167),
        ([[CUBE], [replace(CUBE, size="small"), BALL]], "remembered", 0),
        ([[replace(CUBE, x=0.3, y=0.4)], [CUBE, BALL]], "position_error", 0.1667),
        ([[replace(CUBE, x=3)], [CUBE, BALL]], "attribute_f1", 0.6667),  # another place is another solid
        ([[CUBE, CUBE], [CUBE, BALL]], "attribute_f1", 0.8571),  # nobody is counted twice
    ],
)
def test_a_mistake_costs_its_own_figure(told: list[list[Solid]], name: str, value: float) -> None:
    assert figures(told)[name] == pytest.approx(value, abs=1e-4)


def test_nearest_pairs_are_matched_first() -> None:
    told = [replace(CUBE, x=0.6), replace(CUBE, x=0.1)]
    assert match(told, [CUBE]) == [(told[1], 0)]
