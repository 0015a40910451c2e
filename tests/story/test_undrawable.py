"""Who is asked before a request is charged, and who is not: told by words alone, on what people typed."""

from __future__ import annotations

from collections import Counter

import pytest

from generation.engine import ImageRequest
from story.request import StoryRequest
from story.storybook.handwritten.prompts import Prompt, prompts
from story.undrawable import undrawable
from tests.story.storybook_world import WORLD


def tale(*sentences: str, **changes: object) -> StoryRequest:
    return StoryRequest(sentences, ImageRequest(" ".join(sentences), 0), **changes)  # type: ignore[arg-type]


def nouns(told: StoryRequest | str) -> list[str]:
    return [each.noun for each in undrawable(WORLD, told)]


@pytest.mark.parametrize(
    ("prompt", "missing"),
    [
        ("a horse on a beach", ["horse"]),
        ("Two horses and a fox in the snow", ["horse"]),
        ("draw me a red teapot on a table pls", ["teapot"]),
        ("a zeppelin over Paris", ["zeppelin"]),
        ("a picture of an octopus", ["octopus"]),
        ("Pirates on the sea", ["pirate"]),
        ("a platypus hugs a cat", ["platypus"]),
    ],
)
def test_a_picture_of_what_is_not_in_the_world_is_asked_about(prompt: str, missing: list[str]) -> None:
    assert nouns(prompt) == missing


@pytest.mark.parametrize(
    "prompt",
    [
        "a puppy and a bunny",  # they are drawn as dog and rabbit
        "a hound in the rain",
        "a mother and her baby",
        "the king sleeps",
        "a fox with a teapot",  # only mentioned
        "a fox dreams of a horse",
        "a fox in a spaceship",
        "an empty beach at night",
        "a castle on a hill",
        "giant duck attacks the city",
        "a duck as a teacher",  # what somebody plays
        "my friend has a birthday",
        "ein roter Fuchs im Schnee",
        "🦊 in the snow",
        "Mia waves",
        "quantum chaos",  # nothing that anybody could see
    ],
)
def test_what_can_be_drawn_or_is_only_mentioned_is_not_asked_about(prompt: str) -> None:
    assert nouns(prompt) == []


def test_of_a_story_the_sentence_is_told_in_which_they_first_come() -> None:
    [horse, whale] = undrawable(WORLD, tale("Mia the fox runs.", "A horse comes along.", "The horse sees a whale."))
    assert [(horse.noun, horse.sentence), (whale.noun, whale.sentence)] == [("horse", 1), ("whale", 2)]
    assert horse.nearest[0] == "pig"


def test_whom_only_a_cast_line_tells_is_asked_about_where_they_come_on_stage() -> None:
    assert nouns(tale("It rains.", "Star gallops.", cast=(("Star", "a white horse"),))) == ["horse"]


def test_frames_that_are_kept_are_not_asked_about() -> None:
    assert nouns(tale("A horse runs.", "Mia the fox sleeps.", kept=("ab" * 32, None))) == []


def test_hardly_anybody_is_asked_whose_picture_can_be_drawn() -> None:
    """Of what people wrote: asked rightly, in vain, and not though there is somebody whom nobody can draw."""
    told: Counter[str] = Counter()
    for prompt in (*prompts("people"), *prompts("open")):
        asked, right = bool(undrawable(WORLD, prompt.text)), not _in_world(prompt)
        told["asked"] += asked
        told["rightly"] += asked and right
        told["in vain"] += asked and not right
        told["missed"] += right and not asked
    print(dict(told))
    assert told["rightly"] >= 42 and told["in vain"] <= 2 and told["missed"] <= 1


def _in_world(prompt: Prompt) -> bool:
    return all(WORLD.draws(each["kind"], being=True) for each in prompt.truth.characters)
