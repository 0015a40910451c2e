"""How the reader's map is understood, and that its loss is least for the true one."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from story.clevr.data import StoryTensors, tensors, there
from story.clevr.reader import Reader, reader_loss
from story.clevr.solids import SLOTS
from story.clevr.stories import stories


def true_map(data: StoryTensors) -> Tensor:
    """What a perfect reader says of the last frames."""
    told = torch.zeros(len(data.frames), 18, 32, 32)
    told[:, 0] = -12.0
    for n, (places, attributes) in enumerate(zip(data.places, data.attributes, strict=True)):
        for place, kinds in zip(places, attributes, strict=True):
            column, row = (place[:2] / 2).long().tolist()
            told[n, :3, row, column] = torch.tensor([12.0, place[0] / 2 - column - 0.5, place[1] / 2 - row - 0.5])
            told[n, 3:, row, column] = -12.0
            for kind, first in zip(kinds.tolist(), (3, 6, 14, 16), strict=True):
                told[n, first + kind, row, column] = 12.0
    return told


def test_a_perfect_map_is_read_as_the_solids_that_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    told = list(stories("test", 5, 2))
    data = tensors(told)
    monkeypatch.setattr(Reader, "forward", lambda self, pictures: true_map(data))
    for solids, story in zip(Reader(8).read(torch.zeros(2, 3, 64, 64)), told, strict=True):
        assert {each.name for each in solids} == {each.name for each in story.solids} and len(solids) == SLOTS
        for solid in story.solids:
            found = min(solids, key=lambda each: abs(each.x - solid.x) + abs(each.y - solid.y))
            assert (found.name, found.x, found.y) == (
                solid.name,
                pytest.approx(solid.x, abs=0.01),
                pytest.approx(solid.y, abs=0.01),
            )


def test_the_loss_is_near_zero_for_the_true_map_alone() -> None:
    data = tensors(list(stories("test", 5, 2)))
    last = torch.full((2,), SLOTS - 1)
    told = true_map(data)
    assert reader_loss(told, there(last), data.places, data.attributes)["loss"] < 1e-3
    for part in (slice(0, 1), slice(1, 3), slice(3, 18)):
        wrong = told.clone()
        wrong[:, part] = wrong[:, part].roll(1, 0)
        assert reader_loss(wrong, there(last), data.places, data.attributes)["loss"] > 0.05


def test_an_untrained_reader_sees_nothing() -> None:
    torch.manual_seed(0)
    assert Reader(8).read(torch.rand(2, 3, 64, 64)) == [[], []]
