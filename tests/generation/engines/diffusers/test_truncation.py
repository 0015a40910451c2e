"""The words that there was no room for, where a prompt stands between others."""

from __future__ import annotations

import pytest

from generation.engines.diffusers.truncation import truncated_words
from tests.generation.tiny_parts import qwen_tokenizer


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (12, ()),  # of bytes: two before it, nine of its own, one after it
        (11, ()),  # only what comes after it is lost
        (10, ("fox",)),
        (5, ("red", "fox")),
        (1, ("a", "red", "fox")),
    ],
)
def test_what_is_written_around_a_prompt_takes_room_and_is_never_named(room: int, words: tuple[str, ...]) -> None:
    assert truncated_words(qwen_tokenizer(), "a red fox", room, before="ab", after="c") == words
