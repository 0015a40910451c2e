"""Columns of the table, and what they may know."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from story.clevr import evaluate
from story.clevr.data import tensors, unit
from story.clevr.stories import ClevrStory, stories
from story.clevr.training import Modules


@pytest.fixture(scope="module")
def told() -> list[ClevrStory]:
    return list(stories("test", 1, 2))


def test_no_baseline_copies_a_frame_from_itself(told: list[ClevrStory], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "MEAN_OF", 2)
    truth = unit(tensors(told).frames)
    columns = evaluate.baselines(truth)
    assert list(columns) == ["empty scene", "mean image", "another story", "previous frame"]
    assert torch.equal(columns["previous frame"][:, 1:], truth[:, :-1])
    assert torch.equal(columns["previous frame"][:, :1], columns["empty scene"][:, :1])
    for pictures in columns.values():
        assert pictures.shape == truth.shape
        assert all(not torch.equal(one, two) for one, two in zip(pictures.flatten(0, 1), truth.flatten(0, 1),
                                                                 strict=True))  # fmt: skip


@torch.no_grad()
def test_an_untrained_memory_draws_what_each_sentence_says_alone(told: list[ClevrStory], tmp_path: Path) -> None:
    torch.manual_seed(0)
    columns = evaluate.drawings(Modules(tmp_path), told)
    assert list(columns) == ["no context", "context", "cumulative"]
    assert torch.equal(columns["no context"], columns["context"])
    assert torch.equal(columns["no context"][:, 0], columns["cumulative"][:, 0])


@torch.no_grad()
def test_the_document_has_every_figure_of_every_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "MEAN_OF", 2)
    done: list[tuple[int, int]] = []
    document = evaluate.document(Modules(tmp_path), 2, 1, lambda name, at, of: done.append((at, of)))
    columns = document["columns"]
    assert (document["frames"], document["side"], done[-1]) == (8, 64, (8, 8))
    assert next(iter(columns)) == "truth" and len(columns) == 8
    assert columns["truth"]["ssim"] == columns["truth"]["foreground_ssim"] == 1
    assert columns["empty scene"]["ssim"] > 0.8 > columns["empty scene"]["foreground_ssim"]
    assert len({tuple(each) for each in columns.values()}) == 1


def test_a_sheet_has_a_row_per_story_and_four_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "SHOWN", 1)
    assert evaluate.sheet(Modules(tmp_path), 1).size == (2 * 64 * 16, 2 * 64)
