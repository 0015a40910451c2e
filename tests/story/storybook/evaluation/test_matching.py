"""A picture is compared with its truth as one would by hand."""

from __future__ import annotations

from dataclasses import replace

from generation.storybook.scene import Character, Scene
from story.storybook.evaluation.matching import FRAME_ROWS, frame_sums, recall_sum
from story.storybook.evaluation.stories import truth_of
from tests.story.storybook.evaluation.kit import frame, scene

FOX = Character("fox", "red", headwear="hat", headwear_colour="blue", action="waving")
OWL = Character("owl", "brown", neckwear="scarf", neckwear_colour="green")
BOTH = scene(FOX, OWL, place="forest", weather="rain", prop="ball", prop_colour="pink", holder=1)


def test_the_truth_itself_is_right_in_every_row() -> None:
    sums = frame_sums(frame(BOTH), BOTH)
    assert {*sums} == {*FRAME_ROWS}
    assert all(right == of > 0 for right, of in sums.values())
    assert sums["attributes"] == (10, 10)  # colour, size, head- and neckwear of both; the colour of hat and of scarf


def test_who_stands_where_does_not_matter() -> None:
    mirrored = replace(BOTH, characters=(OWL, FOX), holder=0)
    assert frame_sums(frame(BOTH), mirrored) == frame_sums(frame(BOTH), BOTH)


def test_a_wrong_kind_costs_the_frame_but_not_the_looks_of_others() -> None:
    sums = frame_sums(frame(BOTH), replace(BOTH, characters=(replace(FOX, kind="cat"), OWL)))
    assert sums["frame accuracy"] == (0, 1)
    assert sums["F1"] == (2, 4)
    assert sums["count"] == (1, 1)
    assert sums["attributes"] == (5, 5)


def test_one_too_many_is_not_the_cast() -> None:
    sums = frame_sums(frame(scene(FOX)), scene(FOX, FOX))
    assert sums["frame accuracy"] == sums["count"] == (0, 1)
    assert sums["F1"] == (2, 3)
    assert sums["action"] == (1, 1)


def test_on_an_empty_stage_nobody_is_right_and_somebody_is_not() -> None:
    assert frame_sums(frame(Scene()), Scene())["frame accuracy"] == (1, 1)
    assert "F1" not in frame_sums(frame(Scene()), Scene())
    assert frame_sums(frame(Scene()), scene(FOX))["F1"] == (0, 1)


def test_what_is_not_worn_has_no_right_colour() -> None:
    sums = frame_sums(frame(scene(FOX)), scene(replace(FOX, headwear="none")))
    assert sums["headwear"] == sums["headwear_colour"] == (0, 1)


def test_the_colour_and_the_holder_of_a_prop_count_where_the_prop_is_right() -> None:
    other = frame_sums(frame(BOTH), replace(BOTH, prop="kite"))
    assert other["prop"] == (0, 1)
    assert not {"prop_colour", "holder"} & {*other}
    given = frame_sums(frame(BOTH), replace(BOTH, prop_colour="red", holder=0))
    assert given["prop"] == (1, 1)
    assert given["prop_colour"] == given["holder"] == (0, 1)


def test_a_prop_is_not_held_by_somebody_who_is_missing() -> None:
    assert frame_sums(frame(BOTH), replace(BOTH, characters=(FOX,), holder=None))["holder"] == (0, 1)


def test_there_is_no_weather_in_a_room() -> None:
    assert "weather" not in truth_of(Scene("room")).facts
    assert truth_of(Scene("beach", weather="snow")).facts["weather"] == "snow"


def test_recall_counts_the_remembered_facts_alone() -> None:
    told = frame(BOTH, recall=("place", "prop_colour", "kind1", "headwear_colour1", "colour2", "holds2"))
    assert recall_sum(told, BOTH) == (6, 6)
    shown = replace(BOTH, place="farm", characters=(replace(FOX, headwear_colour="pink"), OWL), holder=0)
    assert recall_sum(told, shown) == (3, 6)  # the ball's colour, the fox and the owl's colour


def test_nothing_is_recalled_of_who_is_not_there() -> None:
    told = frame(BOTH, recall=("kind2", "colour2", "time"))
    assert recall_sum(told, replace(BOTH, characters=(FOX,), holder=None)) == (1, 3)
