from __future__ import annotations

import pytest

from story.pages.captions import wrap
from story.pages.fonts import runs, writing_of


@pytest.mark.parametrize(
    "text",
    [
        "عمره 12 سنة. «مرحبا!» قالت ميا (Mia).",
        'השועל רץ ביער בשעה 10:30. "שלום!" אמרה מיה.',
        "Mia said שלום (hello).",
    ],
)
def test_what_runs_both_ways_is_one_run_so_that_raqm_can_order_it(text: str) -> None:
    """Runs of two fonts were set beside each other, which put `Mia).` and `10:30` on the wrong sides."""
    assert [run.text for run in runs(text, 32)] == [text]


def test_a_line_of_latin_words_in_an_arabic_text_runs_as_the_text_does() -> None:
    text = "قالت ميا لصديقتها الثعلبة (Mia) يوم الأحد"
    lines = wrap(text, 30, 120)
    assert any(line.startswith("(Mia") for line in lines)
    assert writing_of("(Mia)").right_to_left is False
    for line in lines:
        assert all(run.direction() == "rtl" for run in runs(line, 30, writing_of(text)))


def test_latin_text_keeps_its_own_font_whatever_stands_beside_it_elsewhere() -> None:
    [latin] = runs("Mia runs.", 32)
    [mixed] = runs("שלום Mia", 32)
    assert latin.font.path != mixed.font.path
