"""A story's page is the same for the same story, large enough and not too large, and nothing of its text is lost."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from story.pages.captions import wrap
from story.pages.layout import Box, lay_out
from story.pages.page import PAPER, make_page

SHORT = "Mia finds a lantern."
LONG = (
    "One rainy night, when all the lanterns had gone out, the little fox packed its scarf, its book and an apple. " * 3
)
SCRIPTS = {
    "German": "Eines Abends entdeckt die Füchsin auf dem Hügel eine Straßenlaterne.",
    "Russian": "Однажды вечером лисица нашла на холме старый фонарь.",
    "Greek": "Ἡ ἀλώπηξ καὶ ὁ λύκος.",
    "Arabic": "وجدت الثعلبة فانوسًا قديمًا على التل، ثم حملته إلى البيت.",
    "Hebrew": "שלום לכולם!",
    "Japanese": "ある夕方、キツネのミアは丘の上で古いランタンを見つけました。",
    "Hindi": "एक लोमड़ी पहाड़ी पर चलती है।",
    "emoji": "Mia finds 🏮 and is happy 😀👩‍🚀!",
}


def frames(count: int, size: tuple[int, int] = (64, 64)) -> list[Image.Image]:
    return [Image.new("RGB", size, (40 * (number % 6), 90, 160)) for number in range(count)]


def ink(page: Image.Image, box: Box) -> int:
    """Pixels in a box that are neither paper nor the soft shadow of a frame."""
    pixels = np.asarray(page.crop((box.left, box.top, box.left + box.width, box.bottom))).astype(int)
    return int((np.abs(pixels - PAPER).sum(-1) > 150).sum())


def test_the_same_story_gives_the_same_pixels() -> None:
    pages = [make_page(frames(4), [SHORT, LONG, SHORT, SHORT], title="Mia") for _ in range(2)]
    assert pages[0].tobytes() == pages[1].tobytes()


def test_a_page_is_an_rgb_picture_that_a_png_can_hold() -> None:
    file = BytesIO()
    make_page(frames(1), [SHORT]).save(file, "PNG")
    assert Image.open(file).mode == "RGB"


@pytest.mark.parametrize("count", range(1, 13))
def test_a_page_is_of_a_sensible_size(count: int) -> None:
    page = make_page(frames(count, (256, 256)), [SHORT] * count)
    assert 1200 <= page.width <= 1600
    assert page.width * page.height <= 4_000_000


@pytest.mark.parametrize(
    ("count", "rows"),
    [(1, [1]), (2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2]), (6, [3, 3]), (7, [3, 3, 1]), (9, [3, 3, 3]),
     (10, [4, 4, 2]), (12, [4, 4, 4])],
)  # fmt: skip
def test_frames_stand_in_rows(count: int, rows: list[int]) -> None:
    tops = [cell.caption.top for cell in lay_out([(256, 256)] * count, [SHORT] * count).cells]
    assert [tops.count(top) for top in dict.fromkeys(tops)] == rows


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 12, 50])
@pytest.mark.parametrize("sentence", ["", SHORT, LONG])
def test_frames_and_captions_do_not_meet_and_stay_on_the_page(count: int, sentence: str) -> None:
    layout = lay_out(
        [(256, 256), (512, 256), (256, 512), (3, 900)][: count % 4 + 1] * count, [sentence] * count * (count % 4 + 1)
    )
    for cell in layout.cells:
        assert cell.frame.bottom <= cell.caption.top
        assert cell.frame.left >= 0 and cell.frame.left + cell.frame.width <= layout.width
        assert cell.caption.left >= 0 and cell.caption.left + cell.caption.width <= layout.width
        assert cell.caption.bottom < layout.height
    for one, two in pairwise(layout.cells):
        beside = one.caption.left + one.caption.width <= two.caption.left
        assert beside or one.caption.bottom < two.caption.top


@pytest.mark.parametrize(
    "sentence", [SHORT, LONG, "W" * 500, *SCRIPTS.values()], ids=["short", "long", "one word", *SCRIPTS]
)
def test_all_the_ink_of_a_caption_is_in_its_area(sentence: str) -> None:
    images = [Image.new("RGB", (256, 256), PAPER)] * 3
    page, layout = make_page(images, [sentence, "", sentence]), lay_out([(256, 256)] * 3, [sentence, "", sentence])
    areas = [cell.caption for cell in layout.cells]
    for cell in layout.cells:
        page.paste(PAPER, (cell.frame.left, cell.frame.top, cell.frame.left + cell.frame.width, cell.frame.bottom))
    assert ink(page, areas[0]) > 100
    assert ink(page, areas[0]) + ink(page, areas[2]) == ink(page, Box(0, 0, page.width, page.height))
    assert ink(page, areas[1]) == 0


def test_no_word_of_a_caption_is_lost() -> None:
    layout = lay_out([(256, 256)] * 12, [LONG] * 12)
    assert all(" ".join(cell.lines) == LONG.strip() for cell in layout.cells)


def test_long_captions_are_set_smaller_and_then_take_more_room() -> None:
    short, long, longer = (lay_out([(256, 256)] * 4, [text] * 4) for text in (SHORT, LONG, LONG * 3))
    assert short.size > long.size == longer.size
    assert short.height < long.height < longer.height


def test_lines_are_even() -> None:
    assert wrap("One two three four five six seven eight nine.", 20, 300) == [
        "One two three four five",
        "six seven eight nine.",
    ]


def test_japanese_breaks_between_characters_but_not_before_a_comma() -> None:
    lines = wrap(SCRIPTS["Japanese"], 30, 250)
    assert "".join(lines) == SCRIPTS["Japanese"]
    assert len(lines) > 2
    assert not any(line.startswith(("、", "。")) for line in lines)


def test_the_mark_for_nobody_is_not_shown() -> None:
    assert make_page(frames(1), ["[NC] The hill."]).tobytes() == make_page(frames(1), ["The hill."]).tobytes()


def test_a_title_stands_above_the_frames() -> None:
    plain, titled = lay_out([(256, 256)], [SHORT]), lay_out([(256, 256)], [SHORT], "The Lantern")
    assert titled.title.bottom < titled.cells[0].frame.top
    assert titled.height > plain.height


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (640, 360), (1024, 1024)])
def test_frames_of_any_size_are_shown(size: tuple[int, int]) -> None:
    page = make_page(frames(2, size), [SHORT, SHORT])
    assert page.width * page.height < 4_000_000


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "CMYK"])
def test_frames_of_any_mode_are_shown(mode: str) -> None:
    assert make_page([Image.new(mode, (32, 32))], [SHORT]).mode == "RGB"


def test_a_page_without_frames_or_with_too_few_sentences_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one frame"):
        make_page([], [])
    with pytest.raises(ValueError, match="one sentence for each"):
        make_page(frames(2), [SHORT])


@settings(max_examples=30)
@given(st.text(max_size=80), st.text(max_size=30))
def test_any_text_can_be_a_caption(sentence: str, title: str) -> None:
    make_page(frames(1), [sentence], title=title)
