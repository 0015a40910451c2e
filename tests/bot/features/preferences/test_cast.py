"""Saved names get their looks where they are named, and nowhere else."""

from __future__ import annotations

import pytest

from bot.features.preferences.cast import in_prompt, in_story
from generation.engine import ImageRequest
from story.coreference.cast import cast_of
from story.request import StoryRequest

SAVED = (
    ("Captain Blue", "a tall owl"),
    ("Kiko", "an old blue robot"),
    ("Mia", "a small red fox with a green scarf"),
    ("Rose", "a pink pig"),
)


def told(*sentences: str, cast: tuple[tuple[str, str], ...] = ()) -> StoryRequest:
    return StoryRequest(sentences, ImageRequest(" ".join(sentences), seed=7), cast)


@pytest.mark.parametrize(
    ("prompt", "drawn"),
    [
        ("Mia by the lake", "Mia the small red fox with a green scarf by the lake"),
        ("mia and kiko dance", "Mia the small red fox with a green scarf and Kiko the old blue robot dance"),
        ("captain blue sails", "Captain Blue the tall owl sails"),
        (
            "a picture of Mia waving",
            "a picture of Mia waving. Mia is a small red fox with a green scarf.",
        ),
    ],
)
def test_a_saved_name_in_a_prompt_gets_its_looks(prompt: str, drawn: str) -> None:
    assert in_prompt(prompt, SAVED) == drawn


@pytest.mark.parametrize(
    "prompt", ["a red fox", "a rose in a vase", "Amiable people", "Mia the owl waves", "Mia is an owl", "", "mIA"]
)
def test_a_prompt_that_names_nobody_saved_or_says_who_it_means_stays_as_it_is(prompt: str) -> None:
    assert in_prompt(prompt, SAVED) == prompt


def test_a_story_introduces_only_whom_it_names() -> None:
    story = in_story(told("Mia runs.", "She sleeps."), SAVED)
    assert story.cast == (("Mia", "a small red fox with a green scarf"),)
    assert story.sentences == ("Mia runs.", "She sleeps.")
    assert [each.described for each in cast_of(story.sentences, story.cast)] == [
        "Mia the small red fox with a green scarf runs.",
        "Mia the small red fox with a green scarf sleeps.",
    ]


def test_a_story_s_own_cast_line_counts_before_what_was_saved() -> None:
    own = (("Mia", "a white owl"),)
    assert in_story(told("Mia runs.", "She sleeps.", cast=own), SAVED).cast == own


def test_a_story_in_small_letters_is_written_with_the_names_as_saved() -> None:
    story = in_story(told("kiko runs.", "he sleeps."), SAVED)
    assert story.sentences == ("Kiko runs.", "he sleeps.")
    assert story.drawing.prompt == "Kiko runs. he sleeps."
    assert story.cast == (("Kiko", "an old blue robot"),)
