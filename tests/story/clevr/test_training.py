"""Every stage at a tiny size: it learns, it stops at its steps, and goes on where it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from story.clevr.training import Modules, Recipe, run

STAGES = ("reader", "painter", "context")
TINY = Recipe(steps=2, stories=2, batch=2)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder, said = tmp_path_factory.mktemp("clevr"), []
    run(TINY, folder, said.append)
    return folder, said


def test_every_stage_moves_and_no_loss_is_lost(trained: tuple[Path, list[str]]) -> None:
    folder, _ = trained
    torch.manual_seed(TINY.seed)
    new, modules = Modules(folder), Modules(folder).load()
    for name in STAGES:
        stage = modules.stage(name, 0)
        assert stage.resume() and stage.step == 2
        assert all(torch.isfinite(torch.tensor(list(each.values()))).all() for each in stage.curve)
        pairs = zip(getattr(new, name).parameters(), getattr(modules, name).parameters(), strict=True)
        assert any(not torch.equal(one, two) for one, two in pairs)


def test_a_run_goes_on_where_it_stopped(trained: tuple[Path, list[str]]) -> None:
    folder, said = trained
    before = len(said)
    run(Recipe(steps=3, stories=2, batch=2), folder, said.append, STAGES[:1])
    assert any("reader: at step 2" in each for each in said[before:])
    stage = Modules(folder).stage("reader", 0)
    assert stage.resume() and stage.step == 3


def test_what_is_missing_is_named_with_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"has no reader; make it with `vignette train clevr`"):
        Modules(tmp_path).load()
