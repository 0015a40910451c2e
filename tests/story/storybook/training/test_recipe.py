"""What the stages share: a budget, a checkpoint to resume from, and layers to learn from."""

from __future__ import annotations

from pathlib import Path
from random import Random

import torch

from generation.storybook.layer_tokens import LENGTH, PLANS_OF_LAYER, layer_ids
from generation.storybook.layout import Layer
from generation.storybook.scene import Character, Scene
from story.storybook.sampling import held_out
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.layers import batches, sample_layer
from story.storybook.training.loop import Budget, train


def test_a_stage_resumes_where_it_stopped(tmp_path: Path) -> None:
    def stage() -> TrainingStage:
        torch.manual_seed(0)
        layer = torch.nn.Linear(2, 1)
        return TrainingStage("line", {"layer": layer}, torch.optim.AdamW(layer.parameters()), tmp_path)

    def learn(line: TrainingStage, budget: Budget) -> None:
        layer = line.modules["layer"]
        train(
            line, lambda: {"loss": layer(torch.ones(4, 2)).square().mean()}, budget=budget, lr=0.1, report=said.append
        )

    said: list[str] = []
    first, second = stage(), stage()
    learn(first, Budget(3600, steps=5))
    learn(second, Budget(3600, steps=8))
    assert (first.step, second.step) == (5, 8)
    assert any("at step 5" in line for line in said)
    assert second.curve[: len(first.curve)] == first.curve
    moments = second.optimizer.state_dict()["state"][0]
    assert int(moments["step"]) == second.step


def test_a_budget_is_spent_with_its_seconds_or_its_steps_whichever_run_out_first(tmp_path: Path) -> None:
    stage = TrainingStage("line", {}, torch.optim.AdamW([torch.zeros(1)]), tmp_path, step=30, seconds=20.0)
    assert Budget(80).spent(stage) == 0.25
    assert Budget(80, steps=60).spent(stage) == 0.5
    assert Budget(25, steps=60).spent(stage) == 0.8
    assert Budget(20).spent(stage) == Budget(0).spent(stage) == Budget(80, steps=30).spent(stage) == 1


def test_layers_to_learn_from_hold_every_role_and_nothing_held_out() -> None:
    rng = Random(5)
    samples = [sample_layer(rng) for _ in range(600)]
    assert {layer.role for _, layer in samples} == {"backdrop", "landmark", "figure", "prop"}
    assert not any(held_out(who) for scene, _ in samples for who in scene.characters)
    assert len({layer_ids(scene, layer) for scene, layer in samples}) > 500


def test_a_batch_of_layers_is_premultiplied_and_told_by_ids() -> None:
    batch = next(batches(seed=1, size=12))
    assert batch.pictures.shape == (12, 4, 256, 256)
    assert batch.ids.shape == (12, LENGTH + PLANS_OF_LAYER)
    assert (batch.pictures[:, :3] <= batch.pictures[:, 3:] + 2 / 255).all()


def test_what_is_not_worn_has_no_colour_to_learn() -> None:
    bare, other = (Scene(characters=(Character("fox", "red", headwear_colour=colour),)) for colour in ("red", "blue"))
    layer = Layer("figure")
    assert layer_ids(bare, layer) == layer_ids(other, layer)
