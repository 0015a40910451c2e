"""Title and author of a story, on every file that it is taken away as; and a book's words for those who listen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import av
import pytest
from PIL import Image
from pypdf import PdfReader

from story.exports import Book, export
from story.exports.book import language_of
from story.pages.page import make_page
from tests.story.exports.comic_info import mistakes
from tests.story.exports.kit import SENTENCES, book

LONG = " ".join(["A very long title of a story that goes on and on"] * 3)


def told(title: str = "The Lantern", author: str = "Ann Lee", **changes: Any) -> Book:
    return replace(book(title=title, **changes), author=author)


def pdf(content: Book) -> PdfReader:
    return PdfReader(BytesIO(export(content, "pdf")))


def words_of(page: Any) -> str:
    return " ".join(page.extract_text().split())


def comic_info(content: Book) -> ElementTree.Element:
    with ZipFile(BytesIO(export(content, "cbz"))) as archive:
        return ElementTree.fromstring(archive.read("ComicInfo.xml"))


def test_a_book_has_a_cover_with_its_title_its_author_and_a_picture() -> None:
    reader = pdf(told())
    assert words_of(reader.pages[0]) == "The Lantern by Ann Lee" and len(reader.pages[0].images) == 1
    assert reader.metadata is not None and (reader.metadata.title, reader.metadata.author) == ("The Lantern", "Ann Lee")
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.dc_title == {"x-default": "The Lantern"}
    assert reader.xmp_metadata.dc_creator == ["Ann Lee"]


def test_a_book_without_a_title_is_called_by_its_first_sentence_as_poems_are() -> None:
    reader = pdf(told("", ""))
    assert words_of(reader.pages[0]) == SENTENCES[0] and len(reader.pages) == 1 + len(SENTENCES)
    assert reader.metadata is not None and (reader.metadata.title, reader.metadata.author) == (SENTENCES[0], None)


@pytest.mark.parametrize("size", [(64, 64), (160, 64)], ids=["square", "wide"])
def test_a_long_title_stays_on_the_cover(size: tuple[int, int]) -> None:
    reader = pdf(told(LONG, "A person with a rather long name of two or more parts", size=size))
    assert words_of(reader.pages[0]).startswith(LONG) and words_of(reader.pages[0]).endswith("parts")
    ends: list[float] = []

    def note(text: str, _: object, matrix: list[float], *__: object) -> None:
        if text.strip():
            ends.append(matrix[5])

    reader.pages[0].extract_text(visitor_text=note)
    assert min(ends) > 0 and max(ends) < 420


def test_the_cover_shows_the_picture_with_most_of_the_cast() -> None:
    whole = book()
    crowd = replace(whole.panels[1], cast=("Mia", "Otto"))
    assert replace(whole, panels=(whole.panels[0], crowd, whole.panels[2])).cover == crowd
    assert whole.cover == whole.panels[0]


def elements(node: Any) -> Iterator[Any]:
    """The structure tree in the order it is read."""
    for kid in node.get("/K", []) if isinstance(node.get("/K"), list) else [node.get("/K")]:
        if not isinstance(kid, int | None):
            yield kid.get_object()
            yield from elements(kid.get_object())


def test_a_screen_reader_finds_heading_paragraphs_and_figures_in_their_order_and_the_language() -> None:
    """pdf.js 5.6 called the book tagged and found none of its words: formats.md, row 4."""
    reader = pdf(told())
    catalogue = reader.trailer["/Root"]
    roles = [(each["/S"], str(each.get("/Alt", ""))) for each in elements(catalogue["/StructTreeRoot"])]
    pages = [[("/Figure", alt), ("/P", "")] for alt in (*SENTENCES[:2], "The hill at night.")]
    cover = [("/H1", ""), ("/P", ""), ("/Figure", SENTENCES[0])]
    assert roles == [("/Document", ""), *cover, *(each for page in pages for each in page)]
    assert catalogue["/Lang"] == "en" and catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]


def test_all_that_is_drawn_is_either_told_or_marked_as_adornment() -> None:
    for page in pdf(told()).pages:
        depth = 0
        for operands, operator in page.get_contents().operations:  # type: ignore[union-attr]
            depth += operator in (b"BDC", b"BMC")
            depth -= operator == b"EMC"
            assert depth or operator not in (b"Tj", b"TJ", b"Do", b"f", b"S", b"re"), (operator, operands)


def test_words_at_the_ends_of_lines_are_not_read_as_one() -> None:
    text = pdf(told()).pages[2].extract_text()
    assert "the wind is strong and" in " ".join(text.split()) and all(
        line.endswith(" ") for line in text.split("\n")[:-1]
    )


def test_letters_set_as_a_picture_are_told_as_what_they_are() -> None:
    title = "الفانوس"
    [heading] = [each for each in elements(pdf(told(title)).trailer["/Root"]["/StructTreeRoot"]) if each["/S"] == "/H1"]
    assert heading["/Alt"] == title


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mia wakes.", "en"),
        ("狐がランタンを見つける。", "ja"),
        ("狐狸找到了灯笼。", "zh"),
        ("Лиса нашла фонарь.", "ru"),
        ("…", "en"),
    ],
)
def test_the_language_is_told_by_the_letters(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "content", [told(), told("", ""), told("A & B <3", "x\x07y, z"), told("狐", sentences=("狐。",))]
)
def test_a_comic_s_facts_follow_their_schema(content: Book) -> None:
    assert mistakes(comic_info(content)) == []


def test_a_comic_names_title_writer_and_cast_and_packs_nothing() -> None:
    root = comic_info(told())
    assert [root.findtext(name) for name in ("Title", "Writer", "Characters", "LanguageISO")] == [
        "The Lantern",
        "Ann Lee",
        "Mia",
        "en",
    ]
    assert comic_info(told(author="")).find("Writer") is None
    with ZipFile(BytesIO(export(told(), "cbz"))) as archive:
        assert {each.compress_type for each in archive.infolist()} == {ZIP_STORED}


def test_archives_and_films_name_both() -> None:
    with ZipFile(BytesIO(export(told(), "zip"))) as archive:
        facts = json.loads(archive.read("story.json"))
        assert archive.read("story.txt").decode().splitlines()[:2] == ["The Lantern", "by Ann Lee"]
    assert (facts["title"], facts["author"]) == ("The Lantern", "Ann Lee")
    with av.open(BytesIO(export(told(), "mp4"))) as film:
        assert (film.metadata["title"], film.metadata["artist"]) == ("The Lantern", "Ann Lee")
    with Image.open(BytesIO(export(told(), "gif"))) as moving:
        assert bytes(moving.info["comment"]).decode().startswith("The Lantern\nby Ann Lee\n")


def test_a_page_bears_both_above_its_pictures_and_without_them_is_as_ever() -> None:
    images = [panel.image() for panel in book().panels]
    plain, titled = make_page(images, SENTENCES), make_page(images, SENTENCES, title="The Lantern", author="Ann Lee")
    named = make_page(images, SENTENCES, author="Ann Lee")
    assert titled.height > named.height > plain.height == make_page(images, SENTENCES, title=" ").height
