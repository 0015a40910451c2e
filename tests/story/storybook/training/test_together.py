"""Whom a character may be is taught from the cast of told stories."""

from __future__ import annotations

from random import Random

import pytest
import torch
from torch import Tensor

from generation.storybook.scene import MOST_CHARACTERS, Scene
from story.storybook.stories.plot import sample_story
from story.storybook.stories.stage import StoryFrame
from story.storybook.training.together import antecedent_loss

FOX, OWL, CAT = "the red fox", "Otto", "the cat"
SURE = 20.0  # logits above all others


def told(*cast: str) -> StoryFrame:
    return StoryFrame("", Scene(), False, cast)


def sure_of(*chosen: list[int]) -> list[Tensor]:
    """Logits (1, C, 1 + t·C) per frame from the second on that choose these for its characters."""
    scores = []
    for t, indices in enumerate(chosen, start=1):
        logits = torch.zeros(1, MOST_CHARACTERS, 1 + t * MOST_CHARACTERS)
        for n, index in enumerate(indices):
            logits[0, n, index] = SURE
        scores.append(logits)
    return scores


STORY = [told(FOX), told(OWL, FOX), told(CAT, OWL, FOX)]
# the owl is new, the fox stood first; then the cat is new, and both are sought where they stood last
RIGHT = ([0, 1], [0, 1 + MOST_CHARACTERS, 2 + MOST_CHARACTERS])


def test_who_points_at_where_each_stood_last_loses_nothing() -> None:
    assert antecedent_loss(sure_of(*RIGHT), [STORY]) < 1e-6


@pytest.mark.parametrize(
    "wrong",
    [([1, 1], RIGHT[1]), ([0, 0], RIGHT[1]), (RIGHT[0], [0, 1 + MOST_CHARACTERS, 1])],
    ids=["a new one taken for the fox", "the fox taken for a new one", "the fox sought where it stood first"],
)
def test_one_mistake_costs_its_share(wrong: tuple[list[int], list[int]]) -> None:
    loss = float(antecedent_loss(sure_of(*wrong), [STORY]))
    assert loss == pytest.approx(SURE / 5, rel=0.01)  # five characters in frames two and three


def test_places_where_nobody_stands_do_not_count() -> None:
    right = sure_of(*RIGHT)
    right[0][0, 2] = torch.randn(right[0].shape[-1]) * 100
    assert antecedent_loss(right, [STORY]) < 1e-6


def test_stories_of_the_world_have_characters_that_come_back() -> None:
    stories = [sample_story(Random(seed), sentences=5) for seed in range(20)]
    again = [name for story in stories for t in range(1, 5) for name in story[t].cast if name in story[t - 1].cast]
    assert len(again) > 20
