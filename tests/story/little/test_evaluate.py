"""The table of ways, of random weights: which way is asked how, and what is counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

import story.little
from generation.load import load_engine
from generation.storybook.scene import Character, Scene
from story.adapter.network import ContextAdapter
from story.little.evaluate import ALL, ALONE, CONTEXT, SINGLE, TEXT, THROUGH, TRUTH, WAYS, _compared, evaluate
from story.storybook.judge import judge
from tests.generation.conftest import tiny_folder as tiny_folder

SHOWN = ("exactly those on stage", "exactly those, told by no name", "exactly those two", "place", "everything")
FOX, OWL = Character("fox", "red"), Character("owl", "blue")


@pytest.fixture(scope="module")
def columns(tiny_folder: Callable[[str], Path]) -> dict[str, Any]:
    options = {"width": 64, "height": 64, "num_inference_steps": 1, "threads": 1}
    settings = {"name": "diffusers", "model": str(tiny_folder("stable-diffusion"))}
    alone = load_engine({**settings, "options": options})
    sharing = load_engine({**settings, "options": options | {"shared_attention": 1}})
    adapter = ContextAdapter(alone.pipeline.unet.config.cross_attention_dim, inner=16, num_slots=3).eval()  # type: ignore[attr-defined]
    torch.nn.init.constant_(adapter.gate, 0.2)
    drawn = evaluate(alone, sharing, adapter, judge, 1, 1, lambda *_: None)
    assert drawn["frames"] == 4
    return drawn["columns"]  # type: ignore[no-any-return]


def test_the_truth_is_told_first_and_every_way_after_it(columns: dict[str, Any]) -> None:
    assert list(columns) == [TRUTH, THROUGH, SINGLE, *WAYS]
    assert columns[TRUTH]["everything"]["value"] == 1


def test_random_weights_show_nobody(columns: dict[str, Any]) -> None:
    assert all(columns[name]["exactly those on stage"]["value"] < 1 for name in (ALONE, TEXT, CONTEXT, ALL))


def test_two_who_swapped_their_colours_are_counted_as_such() -> None:
    swapped = Scene(characters=(Character("fox", "blue"), Character("owl", "red")))
    told = dict(_compared(Scene(characters=(FOX, OWL)), swapped, nameless=False))
    assert told["two who swapped colours"] == (True, 1) and told["their kinds"] == (True, 1)
    assert told["exactly those two"] == (False, 1)


def test_only_frames_that_name_nobody_count_where_nobody_is_named() -> None:
    scene = Scene(characters=(FOX,))
    assert "exactly those, told by no name" in dict(_compared(scene, scene, nameless=True))
    assert "exactly those, told by no name" not in dict(_compared(scene, scene, nameless=False))


def test_the_table_of_the_page_is_what_was_measured() -> None:
    measured = json.loads((Path(story.little.__file__).parent / "measured.json").read_text())
    page = (Path(story.__file__).parent / "README.md").read_text()
    for name, own in measured["columns"].items():
        figures = [f"{own[each]['value'] * 100:.1f}" if each in own else "" for each in SHOWN]
        assert f"| {name} | {' | '.join(figures)} |" in page
