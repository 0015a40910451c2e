"""The judge reads scenes from pixels: a tiny one learns, the committed one is to be believed."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from PIL import Image

from generation.storybook.facts import FACTS
from generation.storybook.scene import COLOURS, Character, Scene
from story.storybook.drawing.draw import Pixels, draw
from story.storybook.judge import judge as judging
from story.storybook.judge.crops import bin_shares, expected_positions, figure_windows
from story.storybook.judge.judge import judge
from story.storybook.judge.network import FIGURE_SIZE, Judge
from story.storybook.sampling import sample_scene
from story.storybook.training import judge as training
from story.storybook.training.judge import JudgeTrainer, Recipe, accuracy, agreement
from story.storybook.training.judge_pictures import PicturePool, spoil

pytestmark = pytest.mark.slow

TINY = Recipe(steps=60, batch=8, pool=48, fresh=1, accuracy=10)


def tiny_judge(seed: int = 0) -> Judge:
    torch.manual_seed(seed)
    return Judge(channels=(8, 12, 20, 32), width=48).eval()


def truths(count: int, seed: int = 5) -> tuple[list[Scene], list[Pixels]]:
    rng = Random(seed)
    scenes = [sample_scene(rng) for _ in range(count)]
    return scenes, [draw(scene, 900 + k) for k, scene in enumerate(scenes)]


def test_a_tiny_judge_learns_who_has_which_colour_in_a_few_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "Judge", tiny_judge)
    lines: list[str] = []
    training.run(TINY, tmp_path / "run", lines.append, model=tmp_path / "model")
    net = tiny_judge(1)
    monkeypatch.setattr(judging, "Judge", lambda: net)
    monkeypatch.setattr(judging, "WEIGHTS", tmp_path / "model" / "judge.safetensors")
    judging.committed.cache_clear()
    scenes, pictures = truths(60)
    share = agreement([verdict.scene for verdict in judge(pictures)], scenes)["colour"]
    judging.committed.cache_clear()
    assert share > 1.5 / len(COLOURS)
    assert "accuracy on true pictures" in (tmp_path / "model" / "judge.json").read_text()


def test_a_resumed_run_sees_other_pictures_and_goes_on(tmp_path: Path) -> None:
    assert [training._count_start(tmp_path) for _ in range(3)] == [0, 1, 2]
    first, second = (JudgeTrainer(Recipe(pool=2, fresh=0, batch=2), tiny_judge(), started=n) for n in (0, 1))
    assert not torch.equal(first.pool.batch(2).pictures.sum(0), second.pool.batch(2).pictures.sum(0))


def test_a_verdict_has_as_many_characters_as_are_counted_and_a_certainty_for_each_fact() -> None:
    _, pictures = truths(6)
    for verdict in judge(pictures, tiny_judge()):
        count = len(verdict.scene.characters)
        assert set(verdict.certainty) <= set(FACTS)
        assert f"kind{count + 1}" not in verdict.certainty
        assert all(0 <= chance <= 1 for chance in verdict.certainty.values())


def test_the_same_pixels_get_the_same_verdict_alone_and_among_others() -> None:
    _, pictures = truths(5)
    together = judge(pictures, tiny_judge())
    assert [judge([picture], tiny_judge())[0].scene for picture in pictures] == [each.scene for each in together]
    assert judge([Image.fromarray(pictures[0])], tiny_judge())[0].scene == together[0].scene


def test_small_pictures_are_enlarged() -> None:
    small = np.full((64, 64, 3), 99, np.uint8)
    large = np.full((256, 256, 3), 99, np.uint8)
    assert judge([small], tiny_judge()) == judge([large], tiny_judge())


def test_features_are_as_wide_with_characters_as_without() -> None:
    pictures = [draw(Scene()), draw(Scene(characters=(Character("fox", "red"), Character("owl", "blue"))))]
    net = tiny_judge()
    nobody, two = (verdict.features for verdict in judge(pictures, net))
    assert nobody.shape == two.shape == (96,)
    assert torch.equal(two, judge(pictures, net)[1].features)
    assert judge([], net) == []


def test_a_window_shows_what_stands_at_its_spot() -> None:
    pictures = torch.zeros(2, 3, 256, 256)
    pictures[1, :, :, 200:] = 1
    rows, x, counts = torch.tensor([0, 1, 1]), torch.tensor([128.0, 20.0, 230.0]), torch.tensor([1, 3, 3])
    windows = figure_windows(pictures, rows, x, counts)
    assert windows.shape == (3, 3, *FIGURE_SIZE)
    assert windows[0].max() == windows[1].max() == 0
    assert windows[2, :, :, FIGURE_SIZE[1] // 2 :].min() == 1


def test_windows_that_are_jittered_move_and_the_others_do_not() -> None:
    picture = torch.rand(1, 3, 256, 256)
    where = (torch.tensor([0]), torch.tensor([128.0]), torch.tensor([1]))
    assert torch.equal(figure_windows(picture, *where), figure_windows(picture, *where))
    assert not torch.equal(figure_windows(picture, *where, jitter=8), figure_windows(picture, *where, jitter=8))


def test_a_position_is_found_again_in_its_shares_of_bins() -> None:
    spots = torch.tensor([[3.0, 4.0, 100.7], [128.0, 251.9, 252.0]])
    assert torch.allclose(expected_positions(bin_shares(spots).clamp(min=1e-9).log()), spots.clamp(4, 252), atol=0.01)


def test_spots_are_where_the_layout_puts_things() -> None:
    batch = PicturePool(3, 12, fresh=1).batch(12)
    there = ~batch.spots[:, :3].isnan()
    assert torch.equal(there.sum(1), batch.facts["count"])
    assert torch.equal(~batch.spots[:, 3].isnan(), batch.facts["prop"] > 0)
    assert batch.spots[:, :3][there].min() > 0
    assert batch.spots[:, :3][there].max() < 256


def test_spoiled_pictures_are_still_pictures_and_nearly_the_same() -> None:
    _, pixels = truths(8)
    clean = torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2).float() / 255
    spoiled = clean.clone()
    spoil(spoiled)
    assert spoiled.min() >= 0
    assert spoiled.max() <= 1
    assert 0 < (spoiled - clean).abs().mean() < 0.1


def test_agreement_is_counted_by_hand() -> None:
    fox, owl = Character("fox", "red"), Character("owl", "blue")
    shares = agreement([Scene("forest", characters=(fox,))], [Scene("forest", time="night", characters=(fox, owl))])
    assert shares["place"] == 1
    assert shares["time"] == shares["count"] == shares["frame"] == 0
    assert shares["kind"] == shares["colour"] == 0.5
    assert "prop_colour" not in shares


def test_the_committed_judge_is_right_on_pictures_it_has_never_seen() -> None:
    shares = accuracy(None, split="test", pictures=100, seed=20)
    assert shares["kind"] >= 0.9
    assert shares["place"] >= 0.95


def test_without_weights_it_says_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "WEIGHTS", tmp_path / "nowhere.safetensors")
    judging.committed.cache_clear()
    with pytest.raises(FileNotFoundError, match="vignette train judge"):
        judge([np.zeros((256, 256, 3), np.uint8)])
