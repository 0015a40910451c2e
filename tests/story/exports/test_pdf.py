"""The book can be printed, read aloud and searched."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from story.exports import export
from tests.story.exports.kit import SENTENCES, book


def read(**changes: Any) -> PdfReader:
    return PdfReader(BytesIO(export(book(**changes), "pdf")))


def test_every_frame_has_a_page_of_a5_on_its_side_after_the_title() -> None:
    pages = read().pages
    assert len(pages) == 1 + len(SENTENCES)
    assert {(float(page.mediabox.width), float(page.mediabox.height)) for page in pages} == {(595.0, 420.0)}


def test_the_words_are_text_and_those_of_a_blank_stage_come_without_their_mark() -> None:
    texts = [" ".join(page.extract_text().split()) for page in read().pages]
    assert texts == ["Mia", SENTENCES[0], SENTENCES[1], "The hill at night."]


def test_the_typeface_is_in_the_file() -> None:
    fonts = read().pages[1]["/Resources"]["/Font"]
    assert all("SourceSerif" in font.get_object()["/BaseFont"] for font in fonts.values())
    descriptor = next(iter(fonts.values())).get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    assert "/FontFile2" in descriptor.get_object() or "/FontFile3" in descriptor.get_object()


@pytest.mark.parametrize("sentence", ["Mia finds a lantern.", "وجدت الثعلبة فانوسًا قديمًا."])
def test_pictures_are_told_to_those_who_do_not_see_them(sentence: str) -> None:
    reader = read(sentences=(sentence,), title="")
    told = {str(value) for each in map(reader.get_object, range(1, len(reader.xref[0]) + 1)) for value in alts(each)}
    assert told == {sentence}


def alts(value: Any) -> list[Any]:
    return [value["/Alt"]] if isinstance(value, dict) and "/Alt" in value else []


def test_letters_that_our_typeface_has_not_are_set_as_a_picture_at_print_resolution() -> None:
    page = read(sentences=("وجدت الثعلبة فانوسًا قديمًا.",), title="").pages[0]
    assert not page.extract_text().strip()
    assert len(page.images) == 2 and max(image.image.width for image in page.images if image.image) > 400


def test_it_says_what_drew_it() -> None:
    metadata = read().xmp_metadata
    assert metadata is not None and metadata.dc_description == {
        "x-default": "\n".join(["Mia", *SENTENCES[:2], "The hill at night."])
    }
    assert b"trainedAlgorithmicMedia" in export(book(), "pdf")
