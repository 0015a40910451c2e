"""Stories as strips, grids, manga and picture books: every frame once, in order, with balloons off the figures."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from generation.engine import Figure
from story.pages.balloons import place
from story.pages.panels import LAYOUTS, PAPERS, arrange
from story.pages.sheets import joined, make_sheets
from story.pages.speech import speaker, spoken


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("paper", ["", *PAPERS])
def test_every_frame_stands_once_in_order_within_its_page_and_over_no_other(layout: str, paper: str) -> None:
    for count in (*range(1, 9), 12, 24):
        sheets = arrange(layout, [(96, 64)] * count, paper, head=90)
        assert [each.frame for sheet in sheets for each in sheet.places] == list(range(count))
        for sheet in sheets:
            taken = np.zeros((sheet.height, sheet.width), dtype=np.uint8)
            for each in sheet.places:
                box = each.picture
                assert 0 < box.left < box.left + box.width < sheet.width
                assert 0 < box.top < box.bottom < sheet.height
                taken[box.top : box.bottom, box.left : box.left + box.width] += 1
            assert taken.max() == 1


def test_a_manga_is_read_from_right_to_left() -> None:
    first, second = arrange("manga", [(64, 64)] * 5)[0].places[:2]
    assert first.picture.left > second.picture.left


def test_a_strip_in_arabic_is_read_from_right_to_left() -> None:
    red, blue = (Image.new("RGB", (64, 64), colour) for colour in ("red", "blue"))
    [page] = make_sheets([red, blue], ["الثعلب يجري.", "ميا تنام (Mia)."], "strip")
    colours = [page.getpixel((page.width * place // 4, page.height // 3)) for place in (1, 3)]
    assert colours == [(0, 0, 255), (255, 0, 0)]


def test_a_grid_read_from_right_to_left_is_the_other_one_in_a_mirror() -> None:
    [sheet], [mirrored] = (arrange("grid", [(64, 64)] * 6, from_right=way) for way in (False, True))
    for one, other in zip(sheet.places, mirrored.places, strict=True):
        assert one.picture.left == sheet.width - other.picture.left - other.picture.width
        assert (one.frame, one.picture.top) == (other.frame, other.picture.top)


def test_balloons_keep_off_the_figures_and_off_each_other_and_are_read_downwards() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    figure = (0.3, 0.35, 0.7, 1.0)
    one, two = place(Image.fromarray(noise), [(150, 60), (120, 60)], [figure])
    assert one.top <= two.top
    for box in (one, two):
        assert box.bottom <= 0.35 * 300 or box.left + box.width <= 0.3 * 400 or box.left >= 0.7 * 400
    assert one.bottom <= two.top or one.left + one.width <= two.left or two.left + two.width <= one.left


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Mia sits.", ("Mia sits.", ())),
        ('"Hello!" said Mia.', ("", ("Hello!",))),
        ('"Hello," said the old owl softly.', ("", ("Hello",))),
        ('Otto comes. "Here it is," he says.', ("Otto comes.", ("Here it is",))),
        ('Mia jumped and said "look" while Otto ran.', ('Mia jumped and said "look" while Otto ran.', ("look",))),
        ("ミアは「こんにちは」と言った。", ("ミアは「こんにちは」と言った。", ("こんにちは",))),
        ("[NC] The hill.", ("The hill.", ())),
    ],
)
def test_what_is_said_is_told_apart_from_the_caption(sentence: str, told: tuple[str, tuple[str, ...]]) -> None:
    assert spoken(sentence) == told


def test_who_speaks_is_who_is_named_there() -> None:
    fox, owl = Figure("Mia", "fox"), Figure("Otto", "owl")
    assert speaker('Mia waves. "Hello," says the owl.', (fox, owl)) == 1
    assert speaker('Otto comes. "Here it is," he says.', (fox, owl)) == 1
    assert speaker('"Oh!"', (fox, owl)) == 0


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pages_are_the_same_every_time_and_one_picture_holds_them_all(layout: str) -> None:
    frames = [Image.new("RGB", (48, 48), (40 * number, 90, 160)) for number in range(3)]
    words = ["Mia sits.", '"שלום לכולם!" said Mia.', '"مرحبا" said Otto.']
    made = [make_sheets(frames, words, layout, paper="phone", title="Mia") for _ in range(2)]
    assert [page.tobytes() for page in made[0]] == [page.tobytes() for page in made[1]]
    whole = joined(made[0])
    assert whole.mode == "RGB"
    assert whole.width * whole.height <= 13_000_000
