"""Folding and finding: what holds for every text, and the kinds of patterns."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.moderation import InvalidPattern, PatternTimeout, check_pattern, find, fold, patterns, undo_leetspeak
from bot.rules.moderation.patterns import MAX_REGEX

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9)
UNSEEN = st.sampled_from(["\u200b", "\u200d", "\u00ad", "\ufe0f", "\u0336", "\u0301", "\u2060", "\U000e0041"])
WIDE = str.maketrans({chr(each): chr(each + 0xFEE0) for each in range(0x21, 0x7F)})


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=60)
@given(WORDS, UNSEEN)
def test_what_nobody_sees_between_letters_changes_nothing(word: str, unseen: str) -> None:
    assert fold(unseen.join(word)) == fold(word)


@settings(max_examples=25)
@given(WORDS)
def test_a_word_is_found_in_capitals_wide_bold_spaced_out_and_between_emoji(word: str) -> None:
    bold = "".join(chr(0x1D41A + ord(each) - ord("a")) for each in word)
    for written in (word.upper(), word.translate(WIDE), bold, " ".join(word), "🔪".join(word), f"({word}:1.3)"):
        assert find(word, "word", fold(f"a {written}, please")) is not None


@settings(max_examples=25)
@given(WORDS, WORDS)
def test_a_word_is_not_found_inside_a_longer_one(word: str, more: str) -> None:
    longer = f"{word}{more}"
    assert find(word, "word", longer) is None or longer.startswith(word + word[-1] * 2)


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_a_number_is_no_word(number: int) -> None:
    assert find("ass", "word", fold(f"{number} stars")) is None


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("red fox", "a RED f0x", "red f0x"),
        ("red fox", "a red-fox", "red-fox"),
        ("red fox", "a red foxglove", None),
        ("14/88", "at 14/88", "14/88"),
        ("14/88", "14 of 88", None),
        ("убить", "УБИТЬ его", "y6иtь"),
        ("杀", "他杀人", "杀"),
        ("straße", "eine STRASSE", "strasse"),
    ],
)
def test_phrases_numbers_and_other_scripts(pattern: str, text: str, found: str | None) -> None:
    assert find(pattern, "phrase", fold(text)) == found


def test_a_regex_is_held_against_the_text_and_against_how_it_is_read() -> None:
    assert find(r"\bkill\w*", "regex", fold("KILLING")) == "killing"
    assert find(r"\bkill\w*", "regex", fold("k1lling")) == "killing"
    assert find(r"\bkill\w*", "regex", fold("skilled")) is None


def test_reading_aloud_joins_letters_and_reads_digits() -> None:
    assert undo_leetspeak("b 4 d w0rds in 1920!") == "bad words in 1920!"


@pytest.mark.parametrize(
    ("pattern", "kind", "reason"),
    [
        ("(a+)+b", "regex", "for ever"),
        ("(x+x+)+y", "regex", "for ever"),
        ("a" * (MAX_REGEX + 1), "regex", "at most"),
        ("(", "regex", "no regular expression"),
        ("a*", "regex", "every prompt"),
        ("…", "word", "two letters"),
        ("a", "word", "two letters"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused(pattern: str, kind: str, reason: str) -> None:
    with pytest.raises(InvalidPattern, match=reason):
        check_pattern(pattern, kind)  # type: ignore[arg-type]


def test_a_long_prompt_is_searched_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes milliseconds, and would take hours if pieces were tried in every combination."""
    monkeypatch.setattr(patterns, "SECONDS", (60.0,))  # then it would be given up
    assert find("killer", "word", fold("k i * 1 * l . " * 140)) is None


def test_a_busy_process_refuses_no_prompt_for_taking_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """`regex` counts the processor time of all threads, so an innocent prompt was refused while others were busy."""
    monkeypatch.setattr(patterns, "SECONDS", (1e-9, 60.0))
    assert find("killer", "word", fold("k i * 1 * l . " * 140)) is None
    monkeypatch.setattr(patterns, "SECONDS", (1e-9, 1e-9))
    with pytest.raises(PatternTimeout):
        find("killer", "word", fold("k i * 1 * l . " * 140))


@pytest.mark.parametrize("pattern", ["zoë", unicodedata.normalize("NFD", "zoë"), "ZOË", "zo[ëe]"])
def test_an_expression_with_an_accent_finds_it_however_it_is_written(pattern: str) -> None:
    """What it is held against has none any more, so that it found nothing at all."""
    for text in ("Zoë runs", unicodedata.normalize("NFD", "Zoë runs"), "zoe runs"):
        assert find(pattern, "regex", fold(text)) == "zoe"
    assert find("[à-ÿ]", "regex", fold("zoë")) is None  # a range stays one
