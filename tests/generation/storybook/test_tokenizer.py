"""The tokenizer knows its words, takes capitals for names, and says what it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.storybook.real_words import REAL_WORDS
from generation.storybook.synonyms import SYNONYMS
from generation.storybook.tokenizer import FIRST_WORD, MAX_TOKENS, StorybookTokenizer, split_words, vocabulary

WORDS = vocabulary(["The red fox finds a lantern in the forest.", "She carries it, and is sleeping."], ())


@pytest.fixture
def tokenizer() -> StorybookTokenizer:
    return StorybookTokenizer(WORDS)


def test_known_words_are_read_in_any_case(tokenizer: StorybookTokenizer) -> None:
    assert tokenizer.tokenize("the RED Fox").ids == tokenizer.tokenize("The red fox").ids


def test_an_unknown_word_is_named_and_left_out(tokenizer: StorybookTokenizer) -> None:
    tokens = tokenizer.tokenize("the red castle fox")
    assert tokens.ignored_words == ("castle",)
    assert tokens.ids == tokenizer.tokenize("the red fox").ids


def test_a_name_is_the_same_in_every_sentence(tokenizer: StorybookTokenizer) -> None:
    [first, *_] = tokenizer.tokenize("Mia the red fox").ids
    assert first in tokenizer.tokenize("the fox and Mia").ids
    assert first < FIRST_WORD
    assert tokenizer.tokenize("Mia the red fox").ignored_words == ()


def test_a_capital_at_the_start_does_not_make_a_name(tokenizer: StorybookTokenizer) -> None:
    assert tokenizer.tokenize("Castle in the forest").ignored_words == ("Castle",)


def test_possessives_and_smart_apostrophes_are_the_same_word(tokenizer: StorybookTokenizer) -> None:
    assert tokenizer.tokenize("the fox’s lantern").ids == tokenizer.tokenize("the fox lantern").ids


def test_what_is_past_the_limit_is_said(tokenizer: StorybookTokenizer) -> None:
    tokens = tokenizer.tokenize("red " * MAX_TOKENS + "fox")
    assert len(tokens.ids) == MAX_TOKENS
    assert tokens.ignored_words == ("fox",)


def test_a_saved_vocabulary_is_loaded_whole(tokenizer: StorybookTokenizer, tmp_path: Path) -> None:
    tokenizer.save(tmp_path)
    assert StorybookTokenizer.load(tmp_path).words == tokenizer.words


WORLD = StorybookTokenizer(
    vocabulary(
        ["A lion, a dog and two dogs hug a mouse in the coat, hugging, jumping, dancing and carrying a lantern."], ()
    )
)


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("tiger", "lion"),
        ("tigers", "lion"),  # there is no other word for several
        ("wolves", "dogs"),
        ("rats", "mouse"),
        ("hugs", "hug"),
        ("lanterns", "lantern"),
        ("lantren", "lantern"),
        ("lntern", "lantern"),
        ("lanttern", "lantern"),
        ("lanxern", "lantern"),
        ("dansing", "dancing"),
        ("TIGER", "lion"),
    ],
)
def test_a_word_within_reach_is_read_as_the_nearest_one_and_said(typed: str, drawn: str) -> None:
    tokens = WORLD.tokenize(f"a {typed} in the coat")
    assert tokens.read_as == ((typed, drawn),)
    assert tokens.ignored_words == ()
    assert tokens.ids == WORLD.tokenize(f"a {drawn} in the coat").ids


@pytest.mark.parametrize("typed", ["boat", "antern", "xyz", "lian", "do", "castle"])
def test_a_word_out_of_reach_is_not_read_as_another(typed: str) -> None:
    tokens = StorybookTokenizer(["coat", "beat", "lantern", "dog", "a", "lions"]).tokenize(f"a {typed}")
    assert (tokens.read_as, tokens.ignored_words) == ((), (typed,))


def test_a_word_in_reach_of_two_is_read_as_the_one_with_the_likelier_slip() -> None:
    assert StorybookTokenizer(["carton", "carrot"]).tokenize("carort").read_as == (("carort", "carrot"),)


def test_a_word_met_in_one_phrase_only_is_read_as_the_one_met_everywhere() -> None:
    tokenizer = StorybookTokenizer(["hill", "hills", "over", "the"])
    assert tokenizer.tokenize("Over the Hills").ids == tokenizer.tokenize("over the hill").ids


def test_a_capital_after_an_article_is_no_name() -> None:
    assert WORLD.tokenize("A Tiger").read_as == (("Tiger", "lion"),)
    assert WORLD.tokenize("Tiger the dog").read_as == ()


def test_a_synonym_is_only_read_where_the_vocabulary_has_its_word() -> None:
    assert StorybookTokenizer(["dog"]).tokenize("a tiger").ignored_words == ("a", "tiger")


def test_synonyms_lead_out_of_themselves() -> None:
    assert len(SYNONYMS) > 250
    assert not SYNONYMS.keys() & set(SYNONYMS.values())
    assert not SYNONYMS.keys() & REAL_WORDS


@given(st.text(max_size=300))
def test_any_text_is_read_without_losing_a_word(text: str) -> None:
    tokens = StorybookTokenizer(WORDS).tokenize(text)
    assert len(tokens.ids) <= MAX_TOKENS
    assert set(tokens.ignored_words) | {typed for typed, _ in tokens.read_as} <= set(split_words(text))
    assert all(0 < token < FIRST_WORD + len(WORDS) for token in tokens.ids)
