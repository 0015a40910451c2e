"""What a frame should show, as it was planned or read: how many of whom, and what nobody said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generation.engine import ImageRequest
from story.panels.stage import Wanted, miscounted, nouns_told, panels_of, wanted
from story.plans.notation import parse_plan
from story.request import StoryRequest


def story(*sentences: str) -> StoryRequest:
    return StoryRequest(sentences, ImageRequest(" ".join(sentences), seed=7))


def test_those_on_stage_are_wanted_as_often_as_the_story_tells() -> None:
    read = [wanted(each) for each in panels_of(story("Mia the red fox meets two owls.", "They dance.", "[NC] A hill."))]
    assert read == [{"fox": Wanted(1, 1), "owl": Wanted(2, 2)}] * 2 + [{}]


def test_others_may_be_there_where_somebody_joins_those_on_stage_and_nobody_knows_how_many_wolves_are() -> None:
    _, joined, wolves = panels_of(story("A fox sits.", "An owl comes by.", "Wolves wait."))
    assert wanted(joined) == {"owl": Wanted(1, None)}
    assert wanted(wolves)["wolf"] == Wanted(2, None)


def test_what_only_a_name_tells_is_free() -> None:
    [panel] = panels_of(story("Tom waves."))
    assert nouns_told(panel) == [""] and panel.figures


def test_a_plan_says_it_otherwise_and_a_sentence_alone_knows_no_other() -> None:
    tale = story("Mia the red fox runs.", "She sleeps.")
    plan = parse_plan("1.\nwho: two owls\n2.\nwho: Mia: blue frog", 2)
    assert [wanted(each) for each in panels_of(replace(tale, plan=plan))] == [
        {"owl": Wanted(2, 2)},
        {"frog": Wanted(1, 1)},
    ]
    assert [wanted(each) for each in panels_of(replace(tale, context=False))][1].keys() <= {"", "girl"}


@pytest.mark.parametrize(
    ("noun", "count", "seen", "said"),
    [
        ("fox", Wanted(1, 1), 0, "no fox"),
        ("rabbit", Wanted(1, 1), 2, "two rabbits instead of one"),
        ("mouse", Wanted(2, 2), 3, "three mice instead of two"),
        ("wolf", Wanted(2, None), 1, "one wolf instead of two"),
        ("fox", Wanted(1, 1), 40, "many foxes instead of one"),
    ],
)
def test_a_wrong_number_is_told_in_words(noun: str, count: Wanted, seen: int, said: str) -> None:
    assert miscounted(noun, count, seen) == said
