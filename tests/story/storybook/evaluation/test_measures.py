"""What is measured over a story: drift, copies, differences between seeds, groups of frames."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from generation.storybook.scene import Character, Scene
from story.storybook.drawing.draw import draw
from story.storybook.evaluation.measures import (
    ALL,
    DRIFT,
    FACTS_ALIKE,
    FACTS_TOLD,
    NAMED,
    PIXELS_APART,
    PRONOUN,
    STORY,
    copied_sum,
    drift_sum,
    scene_sums,
    seed_sums,
)
from story.storybook.evaluation.stories import Frame, stories
from story.storybook.handwritten.prompts import Truth
from tests.story.storybook.evaluation.kit import frame, scene

FOX, OWL = Character("fox", "orange"), Character("owl", "brown")
BLUE = replace(FOX, colour="blue")


def told(*characters: Character) -> Frame:
    return frame(scene(*characters), cast=tuple(who.kind for who in characters))


def test_a_change_that_nobody_told_is_drift_there_and_back() -> None:
    assert drift_sum([told(FOX)] * 3, [scene(FOX), scene(BLUE), scene(FOX)]) == (2, 2)
    assert drift_sum([told(FOX)] * 3, [scene(BLUE)] * 3) == (0, 2)


def test_a_change_that_was_told_is_no_drift() -> None:
    dressed = replace(FOX, headwear="hat")
    assert drift_sum([told(FOX), told(dressed)], [scene(FOX), scene(dressed)]) == (0, 0)


def test_an_action_is_no_part_of_who_one_is() -> None:
    assert drift_sum([told(FOX)] * 2, [scene(FOX), scene(replace(FOX, action="running"))]) == (0, 1)


def test_who_comes_back_is_compared_with_how_they_left() -> None:
    assert drift_sum([told(FOX), told(OWL), told(FOX)], [scene(FOX), scene(OWL), scene(BLUE)]) == (1, 1)


def test_who_is_not_shown_does_not_drift() -> None:
    assert drift_sum([told(FOX)] * 3, [scene(FOX), scene(), scene(FOX)]) == (0, 0)


def test_a_picture_shown_again_is_a_copy_where_something_else_is_true() -> None:
    first, second = draw(scene(FOX), 1), draw(scene(FOX, OWL), 1)
    story = [told(FOX), told(FOX), told(FOX, OWL), told(FOX)]
    assert copied_sum(story, [first, first, first, first]) == (2, 2)
    assert copied_sum(story, [first, first, second, first]) == (0, 2)


def test_the_smallest_change_of_a_picture_is_not_a_copy() -> None:
    small = replace(FOX, size="small", headwear="bow", headwear_colour="pink")
    trio = scene(OWL, OWL, small), scene(OWL, OWL, replace(small, headwear_colour="red"))
    assert copied_sum([frame(each) for each in trio], [draw(each, 1) for each in trio]) == (0, 1)


def test_pictures_under_several_seeds_are_compared_in_pairs() -> None:
    black, white = np.zeros((8, 8, 3), np.uint8), np.full((8, 8, 3), 255, np.uint8)
    sums = seed_sums([black, black, white], [Scene(), Scene(), Scene("beach")])
    assert sums[PIXELS_APART] == (2, 3)
    right, of = sums[FACTS_ALIKE]
    assert of % 3 == 0
    assert of - right == 2  # the place, in two of three pairs


def test_frames_that_name_nobody_are_counted_apart() -> None:
    story = [frame(scene(FOX)), frame(scene(FOX), pronoun=True), frame(scene(), pronoun=True)]
    groups = scene_sums(story, [scene(FOX), scene(OWL), scene()])
    assert [groups[name]["frame accuracy"] for name in (ALL, NAMED, PRONOUN)] == [(2, 3), (1, 1), (0, 1)]
    assert groups[STORY][DRIFT] == (0, 0)
    assert groups[FACTS_TOLD] == {}


def test_of_a_hand_written_frame_only_what_is_labelled_counts() -> None:
    labelled = Frame("a fox on the beach", Truth({"place": "beach"}, ({"kind": "fox"},)))
    groups = scene_sums([labelled], [scene(BLUE)])
    assert groups[ALL] == {
        "frame accuracy": (1, 1), "F1": (2, 2), "count": (1, 1), "place": (0, 1), "attributes": (0, 0)
    }  # fmt: skip
    assert groups[FACTS_TOLD] == {"cast": (1, 1), "count": (1, 1), "place": (0, 1), "kind": (1, 1)}
    assert groups[NAMED] == groups[PRONOUN] == {}


def test_more_stories_begin_with_the_same_ones() -> None:
    for split in ("test", "held_out", "long"):
        assert stories(split, 3, seed=5)[split][:2] == stories(split, 2, seed=5)[split]
    assert all(8 <= len(story) <= 12 for story in stories("long", 3, seed=5)["long"])
    assert {*stories("people", 2, seed=5)} == {"people, prompts", "people, stories"}
