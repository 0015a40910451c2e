"""The Storybook's judge as a checker: it says what is wrong of what the story tells, and minds nothing else."""

from __future__ import annotations

import pytest
from PIL import Image

from generation.engine import ImageRequest
from generation.storybook.scene import Character, Scene
from story.panels.judge_checker import JudgeChecker
from story.panels.stage import panels_of
from story.request import StoryRequest
from story.storybook.drawing.draw import draw

FOX, OWL, MOUSE = Character("fox", "red"), Character("owl", "blue"), Character("mouse", "grey")


@pytest.fixture(scope="module")
def checker() -> JudgeChecker:
    return JudgeChecker()


def reasons(checker: JudgeChecker, sentence: str, *characters: Character, style: str | None = None) -> object:
    picture = Image.fromarray(draw(Scene(place="meadow", characters=characters), 7))
    [panel] = panels_of(StoryRequest((sentence,), ImageRequest(sentence, seed=7, style=style)))
    opinion = checker.check(picture, panel)
    if opinion is None:
        return None
    assert 0 <= opinion.score <= 1 and (opinion.score == 1) == (not opinion.reasons)
    return opinion.reasons


@pytest.mark.parametrize(
    ("sentence", "shown", "said"),
    [
        ("Mia the red fox meets an owl.", (FOX, OWL), ()),
        ("Mia the red fox meets an owl.", (OWL,), ("no fox",)),
        ("Mia the red fox waits.", (FOX, FOX), ("two foxes instead of one",)),
        ("Mia the blue fox waits.", (FOX,), ("a red fox instead of a blue one",)),
        ("A red fox waits.", (FOX, OWL), ("an owl that nobody told of",)),
        ("[NC] The meadow.", (FOX,), ("a fox that nobody told of",)),
        ("[NC] The meadow.", (), ()),
    ],
)
def test_it_says_who_is_missing_too_many_or_of_another_colour(
    checker: JudgeChecker, sentence: str, shown: tuple[Character, ...], said: tuple[str, ...]
) -> None:
    assert reasons(checker, sentence, *shown) == said


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("An owl waits.", (OWL,)),  # of no colour that was told
        ("A horse waits.", (FOX,)),  # which the world does not have
        ("Mia waves.", (OWL,)),  # of whom only the name is told
        ("Five mice wait.", (MOUSE, MOUSE, MOUSE)),  # more than the world has room for
        ("Mice wait.", (MOUSE, MOUSE, MOUSE)),
        ("It rains.", (FOX, OWL)),  # of whom nobody can tell
    ],
)
def test_what_nobody_said_is_free(checker: JudgeChecker, sentence: str, shown: tuple[Character, ...]) -> None:
    assert not reasons(checker, sentence, *shown)


def test_where_it_cannot_tell_it_says_nothing(checker: JudgeChecker) -> None:
    told = [reasons(checker, "It rains.", FOX), reasons(checker, "A horse waits.", FOX)]
    told += [reasons(checker, "An owl waits.", FOX, style="ink")]
    assert told == [None, None, None]
