"""The places of words among the tokens of a prompt, whatever reads it."""

from __future__ import annotations

from generation.engines.diffusers.sharing.words import places_in
from tests.generation.tiny_parts import clip_tokenizer, t5_tokenizer


def test_whole_words_are_found_in_any_case() -> None:
    read = clip_tokenizer()  # a token per letter
    assert places_in(read, ["Fox"], "a fox", special=False) == [1, 2, 3]
    assert places_in(read, ["fox"], "a foxglove") == []
    assert places_in(read, ["owl", "fox"], "fox owl") == [1, 2, 3, 4, 5, 6]  # behind the one that begins a text


def test_what_a_model_reads_around_a_text_is_counted_and_not_searched() -> None:
    read = t5_tokenizer()
    alone = places_in(read, ["fox"], "a fox")
    shift = len(read("see fox ", add_special_tokens=False).input_ids)
    assert len(places_in(read, ["fox"], "a fox", "see fox ", " or fox")) == len(alone)
    assert min(places_in(read, ["fox"], "a fox", "see fox ", " or fox")) in (min(alone) + shift, min(alone) + shift - 1)


def test_a_word_with_marks_is_no_pattern() -> None:
    assert places_in(clip_tokenizer(), ["fo.", "(x"], "a fox") == []
