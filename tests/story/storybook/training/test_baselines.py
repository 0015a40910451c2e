"""The baselines of the context encoder are trained as it is, and evaluation finds them where they are written."""

from __future__ import annotations

from pathlib import Path

import torch

from generation.storybook.pipeline import load
from story.storybook.evaluation.baseline_memories import MEMORIES
from story.storybook.evaluation.memories import BASELINES, load_memory
from story.storybook.training.baselines import Recipe, run
from tests.generation.tiny_storybook import save_tiny_storybook


def test_every_baseline_learns_and_is_found_again(tmp_path: Path) -> None:
    model, said = save_tiny_storybook(tmp_path / "storybook"), list[str]()
    run(Recipe(steps=2, stories=20), tmp_path, said.append, model=model)
    text_encoder = load(model).text_encoder
    for name in BASELINES:
        memory = load_memory(name, tmp_path / "model", text_encoder)
        assert type(memory) is MEMORIES[name]
        assert memory.gate != 0  # which is where it starts
    assert said[-1] == f"the baselines are in {tmp_path / 'model'}"


def test_a_run_goes_on_where_it_was(tmp_path: Path) -> None:
    model, said = save_tiny_storybook(tmp_path / "storybook"), list[str]()
    for steps in (2, 3):
        run(Recipe(steps=steps, stories=20), tmp_path, said.append, names=["mean"], model=model)
    assert any(line.startswith("context: at step 2 ") for line in said)
    assert torch.get_default_device() == torch.device("cpu")
