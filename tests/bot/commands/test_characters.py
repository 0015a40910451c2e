"""Characters that nobody sees, and quotation marks around text."""

from __future__ import annotations

import pytest

from bot.commands.characters import check_characters, shown, unquoted
from bot.commands.errors import CommandError


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("f\u202eox", "U+202E, right-to-left override"),
        ("f\u2066ox", "U+2066, left-to-right isolate"),
        ("f\u200box", "U+200B, zero width space"),
        ("f\u200dox", "U+200D, zero width joiner"),
        ("fox\u200d\u200d", "U+200D, zero width joiner"),
        ("\ufefffox", "U+FEFF, zero width no-break space"),
        ("f\xadox", "U+00AD, soft hyphen"),
        ("f\x00ox", "U+0000, a control character"),
        ("f\x1b[31mox", "U+001B, a control character"),
        ("f\x85ox", "U+0085, a control character"),
        ("fox\U000e0068\U000e0069", "U+E0068, tag latin small letter h"),
        ("f\ud800ox", "U+D800, a control character"),
        ("\u3164", "U+3164, hangul filler"),
    ],
)
def test_what_cannot_be_seen_is_refused_by_name_and_place(text: str, name: str) -> None:
    with pytest.raises(CommandError) as raised:
        check_characters(text)
    place = "at the start" if text[0] in "\ufeff\u3164" else "after “f"
    assert f"({name}) {place}" in str(raised.value)


@pytest.mark.parametrize(
    "text", ["👩‍🚀 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌روند", "क्‍ष", "שלום!\u200f", "\u200fשלום", "葛\U000e0100", "a\tb\u00a0c\u3000d"]
)
def test_what_languages_and_emoji_need_stays(text: str) -> None:
    assert check_characters(text) == text


def test_every_kind_of_line_end_becomes_a_newline() -> None:
    assert check_characters("a\r\nb\rc\u2028d\u2029e\nf") == "a\nb\nc\nd\ne\nf"


def test_words_shown_back_are_short_on_one_line_and_harmless() -> None:
    assert shown("a\n`b`\u202e c") == "“a 'b' c”"
    assert shown("x" * 41) == f"“{'x' * 40}…”"


@pytest.mark.parametrize("text", ['"a fox"', "“a fox”", "'a fox'", "„a fox“", "«a fox»", "\"'a fox'\"", '" a fox "'])
def test_quotation_marks_around_the_whole_are_taken_off(text: str) -> None:
    assert unquoted(text) == "a fox"


@pytest.mark.parametrize("text", ['"a" or "b"', 'a "fox"', '"a fox', "'", '"a»', ""])
def test_other_quotation_marks_stay(text: str) -> None:
    assert unquoted(text) == text
