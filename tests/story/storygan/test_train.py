"""The adversarial game at a tiny size: both sides move, losses stay finite, and a resumed run is the same run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor

from generation.storybook.facts import FACTS, fact_indices
from generation.storybook.scene import Character, Scene
from story.storybook.training.loop import Budget
from story.storygan import discriminators
from story.storygan.data import one_hot
from story.storygan.losses import believed, discriminator_loss, facts_told
from story.storygan.train import StoryGanTraining, train
from tests.story.storygan.tiny import tiny_gan, tiny_stories


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """So that sums come out the same to the last bit."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def training(folder: Path, *, bfloat16: bool = False) -> StoryGanTraining:
    data, channels = tiny_stories(), (8, 8, 16, 16)
    model = tiny_gan(data.tokens.shape[2])
    return StoryGanTraining(model, data, folder, batch=4, seed=7, bfloat16=bfloat16, channels=channels)


def weights(side: StoryGanTraining) -> dict[str, Tensor]:
    modules = side.judging.modules | side.drawing.modules
    return {f"{name}.{k}": v.clone() for name, each in modules.items() for k, v in each.state_dict().items()}


@pytest.mark.parametrize("bfloat16", [False, True])
def test_both_sides_move_and_no_loss_is_lost(tmp_path: Path, bfloat16: bool) -> None:
    game = training(tmp_path, bfloat16=bfloat16)
    parameters = [p for each in (game.model, game.image, game.story) for p in each.parameters()]
    before = [p.detach().clone() for p in parameters]
    losses = [game.step() for _ in range(3)]
    assert all(torch.isfinite(loss) for each in losses for loss in each.values())
    assert all(not torch.equal(p, old) for p, old in zip(parameters, before, strict=True))


def test_it_learns_what_the_stories_tell(tmp_path: Path) -> None:
    game = training(tmp_path)
    for side in (game.judging, game.drawing):
        side.optimizer.param_groups[0]["lr"] = 5e-3  # thirty steps are few
    losses = [game.step() for _ in range(30)]
    means = {name: torch.stack([each[name] for each in losses[-7:]]).mean() for name in losses[0]}
    assert means["kl"] < 0.4 * losses[0]["kl"]
    assert means["d_facts"] < 0.3 * losses[0]["d_facts"]
    assert means["g_facts"] < 0.7 * losses[0]["g_facts"]


def test_the_discriminators_gradients_are_not_left_off(tmp_path: Path) -> None:
    game = training(tmp_path)
    game.step()
    assert all(p.requires_grad for judge in (game.image, game.story) for p in judge.parameters())


def test_a_resumed_run_is_the_run_that_was_never_interrupted(tmp_path: Path) -> None:
    whole, first = training(tmp_path / "whole"), training(tmp_path / "parts")
    for _ in range(4):
        whole.step()
    for _ in range(2):
        first.step()
    first.save()
    second = training(tmp_path / "parts")
    assert second.resume() and second.drawing.step == 2
    for _ in range(2):
        second.step()
    for name, value in weights(whole).items():
        torch.testing.assert_close(weights(second)[name], value, atol=1e-6, rtol=1e-5)


def test_a_run_ends_with_its_budget_and_a_curve_and_goes_on_when_given_more(tmp_path: Path) -> None:
    said: list[str] = []
    first, second = training(tmp_path), training(tmp_path)
    train(first, Budget(3600, steps=1), said.append)
    assert not any("at step" in line for line in said)
    train(second, Budget(3600, steps=3), said.append)
    assert any("at step 1" in line for line in said)
    assert [point["step"] for point in second.drawing.curve] == [1, 3]
    spent = second.drawing.seconds
    assert spent > first.drawing.seconds > 0
    third = training(tmp_path)
    train(third, Budget(spent + 0.01), said.append)
    assert third.drawing.seconds >= spent + 0.01


def test_the_rate_halves_five_times(tmp_path: Path) -> None:
    game = training(tmp_path)
    rates = set()
    for k in range(100):
        game.set_rate(k / 100)
        rates.add(game.judging.optimizer.param_groups[0]["lr"])
    assert sorted(rates) == [2e-4 / 2**k for k in range(5, -1, -1)]


def test_a_discriminator_that_knows_loses_nothing_and_a_generator_that_is_found_out_does() -> None:
    sure = torch.full((3,), 50.0)
    assert discriminator_loss(sure, -sure, -sure) < 1e-6
    assert believed(-sure) > 40
    assert facts_told(torch.tensor([[50.0, -50.0]]), torch.tensor([[1.0, 0.0]])) < 1e-6


def test_a_story_is_judged_by_all_of_its_pictures_in_order() -> None:
    judge = discriminators.StoryDiscriminator(12, 8, 4, (4, 4, 4, 4)).eval()
    pictures, tokens = torch.randn(1, 4, 3, 64, 64), torch.randn(1, 4, 12)
    assert judge(judge.see(pictures), tokens) != judge(judge.see(pictures.flip(1)), tokens)


def test_facts_are_one_hot_per_fact_that_a_scene_has() -> None:
    scenes = [Scene(), Scene(prop="ball", characters=(Character("fox", "orange"),))]
    rows = one_hot(scenes)
    assert rows.shape == (2, sum(len(words) for words in FACTS.values()))
    assert rows.sum(1).tolist() == [sum(index >= 0 for index in fact_indices(scene).values()) for scene in scenes]
    assert not torch.equal(*rows)
