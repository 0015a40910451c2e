"""Every column is really drawn, each its own way, and what is missing is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from torch import nn

from generation.engine import Engine, EngineError
from generation.engines.echo import EchoEngine, EchoOptions
from generation.load import load_engine
from story.storybook.drawing.draw import draw
from story.storybook.evaluation import columns as every
from story.storybook.evaluation.artist import DrawnStory
from story.storybook.evaluation.baseline_memories import MEMORIES
from story.storybook.evaluation.columns import COLUMNS, Column, open_columns
from story.storybook.evaluation.memories import BASELINES, fingerprint, load_memory, save_memory
from story.storybook.evaluation.stories import Story, stories
from tests.story.storybook.evaluation.kit import remembering, tiny_engine
from tests.story.storygan.tiny import save_tiny_gan

SEED = 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def engine(folder: Path) -> Engine:
    return tiny_engine(folder / "storybook")


@pytest.fixture(scope="module")
def columns(engine: Engine, folder: Path) -> dict[str, Column]:
    for name in BASELINES:
        save_memory(remembering(MEMORIES[name]), name, folder / "baselines", engine.pipeline.text_encoder)  # type: ignore[attr-defined]

    def storygan() -> Engine:
        model = save_tiny_gan(folder / "storybook", folder / "storygan")
        return load_engine({"name": "storygan", "model": str(model), "device": "cpu", "options": {"threads": 1}})

    return {each.name: each for each in open_columns(engine, COLUMNS, storygan, folder / "baselines")}


@pytest.fixture(scope="module")
def story() -> Story:
    return stories("test", 1, seed=1)["test"][0]


@pytest.fixture(scope="module")
def drawn(columns: dict[str, Column], story: Story) -> dict[str, DrawnStory]:
    return {name: column.draw(story, SEED) for name, column in columns.items()}


def test_every_column_has_a_picture_for_every_sentence(drawn: dict[str, DrawnStory], story: Story) -> None:
    assert tuple(drawn) == COLUMNS
    for each in drawn.values():
        assert [picture.shape for picture in each.pictures] == [(256, 256, 3)] * len(story)
        assert all(picture.dtype == np.uint8 for picture in each.pictures)


def test_models_take_time_and_the_storybook_ones_say_what_they_were_told(drawn: dict[str, DrawnStory]) -> None:
    of_truth = {every.TRUTH, every.AUTOENCODER, every.COPIED, every.EMPTY}
    assert {name for name, each in drawn.items() if each.seconds is None} == of_truth
    assert {name for name, each in drawn.items() if each.told is None} == of_truth | {every.STORYGAN}


def test_every_memory_tells_the_later_sentences_its_own_way_and_the_first_as_it_is(columns: dict[str, Column]) -> None:
    names = (every.OURS, every.ALONE, *BASELINES)
    told = [[columns[name].draw(story, SEED).told for story in stories("test", 24, seed=2)["test"]] for name in names]
    assert len({repr(each) for each in told}) == len(names)
    assert len({repr([of_story[0] for of_story in each if of_story]) for each in told}) == 1


def test_the_previous_frame_is_the_true_one(drawn: dict[str, DrawnStory], story: Story) -> None:
    true = [draw(frame.scene, SEED) for frame in story if frame.scene]
    assert_all_same(drawn[every.TRUTH].pictures, true)
    assert_all_same(drawn[every.COPIED].pictures, [true[0], *true[:-1]])


def test_the_first_sentence_is_all_sentences_so_far(drawn: dict[str, DrawnStory]) -> None:
    assert_all_same(drawn[every.PROMPT].pictures[:1], drawn[every.ALONE].pictures[:1])


def test_a_picture_that_was_drawn_is_not_drawn_again(engine: Engine, story: Story, columns: dict[str, Column]) -> None:
    first, again = columns[every.OURS].draw(story, SEED), columns[every.OURS].draw(story, SEED)
    assert all(one is other for one, other in zip(first.pictures, again.pictures, strict=True))
    [fresh] = open_columns(engine, [every.OURS], missing_storygan)
    assert_all_same(fresh.draw(story, SEED).pictures, first.pictures)


def missing_storygan() -> Engine:
    raise EngineError("StoryGAN has no weights yet.")


def test_a_column_that_is_asked_for_by_name_says_when_its_weights_are_missing(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"'GRU' has no weights yet: train it"):
        open_columns(engine, ["GRU"], missing_storygan, tmp_path)
    with pytest.raises(EngineError, match="StoryGAN has no weights yet"):
        open_columns(engine, [every.STORYGAN], missing_storygan, tmp_path)


def test_where_every_column_is_wanted_those_without_weights_are_named(engine: Engine, tmp_path: Path) -> None:
    not_run: dict[str, str] = {}
    columns = open_columns(engine, [every.OURS, "GRU", every.STORYGAN], missing_storygan, tmp_path, not_run=not_run)
    assert [each.name for each in columns] == [every.OURS]
    assert list(not_run) == ["GRU", every.STORYGAN]
    assert all("no weights yet" in reason for reason in not_run.values())


def test_a_memory_of_another_text_encoder_is_refused(tmp_path: Path) -> None:
    own, other = nn.Linear(2, 2), nn.Linear(2, 2)
    save_memory(remembering(MEMORIES["GRU"]), "GRU", tmp_path, own)
    assert isinstance(load_memory("GRU", tmp_path, own), MEMORIES["GRU"])
    with pytest.raises(EngineError, match="'GRU' learned from another text encoder"):
        load_memory("GRU", tmp_path, other)


def test_a_fingerprint_survives_half_precision_and_tells_weights_apart() -> None:
    layer, other = nn.Linear(3, 3), nn.Linear(3, 3)
    assert fingerprint(layer) == fingerprint(layer.half().float()) != fingerprint(other)


def test_another_model_is_refused() -> None:
    with pytest.raises(EngineError, match="Only a Storybook model can be measured"):
        open_columns(EchoEngine(EchoOptions()), [every.TRUTH], missing_storygan)


def assert_all_same(some: Sequence[np.ndarray], others: Sequence[np.ndarray]) -> None:
    for one, other in zip(some, others, strict=True):
        np.testing.assert_array_equal(one, other)
