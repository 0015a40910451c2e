"""What a sentence denies is not read by the model; everything else is."""

from __future__ import annotations

import pytest

from generation.storybook.negation import affirmed


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("The lion cannot sleep.", "sleep", "lion"),
        ("The lion can't sleep in the cave.", "sleep", "cave"),
        ("He cant sleep", "sleep", "He"),
        ("The rabbit was never lonely again. She dances.", "lonely", "dances"),
        ("It's raining and the pig has no umbrella", "umbrella", "raining"),
        ("the owl isn’t asleep, it reads", "asleep", "reads"),
        ("a girl without a hat on the beach", "hat", "beach"),
        ("no rain please, an owl with a kite", "rain", "kite"),
        ("A black cat sits under the moon.", "moon", "night"),
        ("a dog not in the forest", "forest", "dog"),
        ("a pig and a frog, neither of them wearing a hat", "hat", "frog"),
    ],
)
def test_what_is_denied_goes_and_the_rest_stays(text: str, gone: str, kept: str) -> None:
    assert gone not in affirmed(text) and kept in affirmed(text)


@pytest.mark.parametrize(
    "text",
    ["Nobody is there.", "Not a soul is on the beach.", "an empty cave, no animals", "The robot walks on the moon.",
     "He is not only tall", "a fox. no wait, a cat"],
)  # fmt: skip
def test_what_the_model_understands_is_left_to_it(text: str) -> None:
    assert affirmed(text) == text
