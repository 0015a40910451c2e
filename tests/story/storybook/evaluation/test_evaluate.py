"""The whole evaluation with a judge that makes no mistake: every figure is what one can work out by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from generation.engine import Engine, EngineError
from generation.storybook.scene import Scene
from story.storybook.evaluation.columns import COPIED, EMPTY, OURS, TRUTH, open_columns
from story.storybook.evaluation.evaluate import evaluate
from story.storybook.evaluation.stories import stories
from tests.story.storybook.evaluation.kit import KnowingJudge, tiny_engine

COUNT, SEED = 4, 1
STORIES = stories("test", COUNT, SEED)["test"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return tiny_engine(tmp_path_factory.mktemp("storybook"))


@pytest.fixture(scope="module")
def figures(engine: Engine) -> dict[str, Any]:
    columns = open_columns(engine, [TRUTH, OURS, COPIED, EMPTY], no_storygan)
    progress: list[tuple[str, int, int]] = []
    judge = KnowingJudge(STORIES, SEED)
    measured = evaluate(columns, judge, "test", COUNT, SEED, lambda *step: progress.append(step))["test"]
    assert progress == [("test", done, COUNT) for done in range(COUNT + 1)]
    return measured


def no_storygan() -> Engine:
    raise EngineError("There is no StoryGAN here.")


def scenes() -> list[list[Scene]]:
    return [[frame.scene for frame in story if frame.scene] for story in STORIES]


def kinds(scene: Scene) -> list[str]:
    return sorted(who.kind for who in scene.characters)


def value(figures: dict[str, Any], column: str, group: str, row: str) -> float:
    found: float = figures["columns"][column]["shown"][group][row]["value"]
    return found


def test_true_pictures_are_right_in_every_row(figures: dict[str, Any]) -> None:
    shown = figures["columns"][TRUTH]["shown"]
    for group in ("all frames", "named frames", "pronoun frames"):
        assert {row["value"] for row in shown[group].values()} == {1.0}
        assert {row["low"] for row in shown[group].values()} == {1.0}
    assert shown["story"]["recall"]["value"] == shown["story"]["facts alike between seeds"]["value"] == 1
    assert shown["story"]["identity drift"]["value"] == shown["story"]["previous picture copied"]["value"] == 0
    assert shown["story"]["pixels between seeds"]["value"] > 0.02


def test_a_copy_is_right_where_nothing_has_changed(figures: dict[str, Any]) -> None:
    pairs = [pair for story in scenes() for pair in zip([story[0], *story], story, strict=False)]
    same_cast = sum(kinds(before) == kinds(after) for before, after in pairs) / len(pairs)
    same_place = sum(before.place == after.place for before, after in pairs) / len(pairs)
    assert 0 < same_cast < 1
    assert value(figures, COPIED, "all frames", "frame accuracy") == round(same_cast, 4)
    assert value(figures, COPIED, "all frames", "place") == round(same_place, 4)


def test_a_copy_repeats_a_picture_where_nothing_had_changed_before(figures: dict[str, Any]) -> None:
    changes = [[before != after for before, after in pairwise(story)] for story in scenes()]
    repeated = sum(story[0] for story in changes)
    unchanged_before = sum(not before and after for story in changes for before, after in pairwise(story))
    share = (repeated + unchanged_before) / sum(map(sum, changes))
    assert value(figures, COPIED, "story", "previous picture copied") == pytest.approx(share, abs=1e-4)


def test_an_empty_scene_has_its_place_and_nobody(figures: dict[str, Any]) -> None:
    frames = [scene for story in scenes() for scene in story]
    empty = sum(not scene.characters for scene in frames) / len(frames)
    assert value(figures, EMPTY, "all frames", "frame accuracy") == round(empty, 4)
    assert value(figures, EMPTY, "all frames", "F1") == 0
    assert value(figures, EMPTY, "all frames", "place") == 1
    assert "identity drift" not in figures["columns"][EMPTY]["shown"]["story"]


def test_true_pictures_are_nearer_to_true_pictures_than_an_untrained_model_s(figures: dict[str, Any]) -> None:
    columns = figures["columns"]
    assert columns[TRUTH]["Fréchet distance"] < columns[OURS]["Fréchet distance"]


def test_what_the_text_told_is_measured_beside_what_is_shown(figures: dict[str, Any]) -> None:
    assert figures["columns"][TRUTH]["told"] == {}
    assert figures["columns"][OURS]["told"]["all frames"]["frame accuracy"]["of"] == figures["frames"]
    assert value(figures, OURS, "story", "seconds") > 0


def test_hand_written_stories_are_drawn_by_models_alone(engine: Engine) -> None:
    columns = open_columns(engine, [TRUTH, OURS], no_storygan)
    sets = evaluate(columns, KnowingJudge([], SEED), "people", 3, SEED, lambda *_: None)
    assert {name: each["stories"] for name, each in sets.items()} == {"people, prompts": 3, "people, stories": 3}
    for each in sets.values():
        assert {*each["columns"]} == {OURS}
        assert each["columns"][OURS]["shown"]["facts told"]["cast"]["of"] == each["frames"]
