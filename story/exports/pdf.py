"""A story as a book to print: A5 landscape, a cover, then one frame per page with its sentence, no bleed.

Words in the book's own typeface are set as text. Others, whose letters join or whose fonts weigh megabytes, are set as
pictures at print resolution; their words are in the picture's alternative text.

All of it stands in the structure tree (ISO 32000-1, section 14.7): the title as a heading, sentences as paragraphs,
pictures as figures, what only adorns as artifacts. fpdf2's `text()` alone stands outside, where no screen reader looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Literal

from fpdf import FPDF
from fpdf.prefs import ViewerPreferences
from PIL import Image

from generation.provenance.xmp import CREATOR_TOOL, rdf
from story.exports.book import Book, Panel
from story.pages.captions import LEADING, height, wrap, write
from story.pages.fonts import drawable, runs
from story.pages.page import INK, PAPER, RULE

WIDTH, HEIGHT, MARGIN, GAP = 595, 420, 40, 18  # points: A5 on its side
TITLE_SIZE, BYLINE_SIZE, LARGEST, SMALLEST = 34, 15, 19, 9
BESIDE = 1.2  # up to this ratio of width to height a picture stands beside its words, beyond it above them
DOTS = 300  # per inch, of pictures and of words set as pictures
_QUALITY = 93
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # the same story is the same file
_FAMILY = "book"

Box = tuple[float, float, float, float]  # left, top, width, height
Role = Literal["H1", "P"]  # a heading, a paragraph


def to_pdf(book: Book, longest: int = 2160) -> bytes:
    """The book; pictures have at most `longest` pixels on a side, and no more than print can show."""
    document = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    document.set_auto_page_break(False)
    document.set_margin(0)
    document.add_font(_FAMILY, fname=_own_font())
    document.set_creation_date(_EPOCH)
    document.set_lang(book.language)
    document.set_title(drawable(book.name))
    document.viewer_preferences = ViewerPreferences(display_doc_title=True)
    if book.author.strip():
        document.set_author(drawable(book.author.strip()))
    document.set_creator(CREATOR_TOOL)
    document.set_xmp_metadata(rdf(book.words, book.source, book.name, book.author.strip()))
    document.add_page()
    _cover(document, book, longest)
    for panel in book.panels:
        document.add_page()
        _page(document, panel, longest)
    return bytes(document.output())


def _cover(document: FPDF, book: Book, longest: int) -> None:
    """Title and author beside one picture of the story, or below one that is wide, on paper of the pages' colour."""
    with _artifact(document):
        document.set_fill_color(*PAPER)
        document.rect(0, 0, WIDTH, HEIGHT, style="F")
    image, inner_width, inner_height = book.cover.image(), WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    picture: Box
    words: Box
    if image.width / image.height <= BESIDE:
        width = min(0.58 * inner_width, inner_height * image.width / image.height)
        picture = MARGIN, MARGIN, width, inner_height
        words = MARGIN + width + 1.5 * GAP, MARGIN, inner_width - width - 1.5 * GAP, inner_height
    else:
        tall = min(0.64 * inner_height, inner_width * image.height / image.width)
        picture, words = (MARGIN, MARGIN, inner_width, tall), (MARGIN, MARGIN + tall, inner_width, inner_height - tall)
    _title(document, book, words)
    _picture(document, image, book.cover.alt, picture, longest)


def _title(document: FPDF, book: Book, box: Box) -> None:
    """The title, a short rule, and who tells it, together in the middle of the box."""
    left, top, width, tall = box
    byline = height(len(wrap(book.byline, BYLINE_SIZE, width)), BYLINE_SIZE)
    below = 1.4 * GAP + byline if book.byline else 0
    size, lines = _set(book.name, width, tall - below, TITLE_SIZE)
    top += max(0.0, (tall - height(len(lines), size) - below) / 2)
    end = top + height(len(lines), size)
    _words(document, book.name, (left, top, width, end - top), size, "H1")
    if not book.byline:
        return
    with _artifact(document):
        document.set_draw_color(*RULE)
        document.set_line_width(1)
        document.line(left + width / 2 - 22, end + 0.7 * GAP, left + width / 2 + 22, end + 0.7 * GAP)
    _words(document, book.byline, (left, end + 1.4 * GAP, width, byline), BYLINE_SIZE)


def _page(document: FPDF, panel: Panel, longest: int) -> None:
    """The picture and its words, each in the middle of its part of the page."""
    image = panel.image()
    inner_width, inner_height = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    if not panel.caption:
        return _picture(document, image, panel.alt, (MARGIN, MARGIN, inner_width, inner_height), longest)
    if image.width / image.height <= BESIDE:
        width = min(0.66 * inner_width, inner_height * image.width / image.height)
        _picture(document, image, panel.alt, (MARGIN, MARGIN, width, inner_height), longest)
        left = MARGIN + width + GAP
        return _words(document, panel.caption, (left, MARGIN, WIDTH - MARGIN - left, inner_height), LARGEST)
    tall = min(0.80 * inner_height, inner_width * image.height / image.width)
    _picture(document, image, panel.alt, (MARGIN, MARGIN, inner_width, tall), longest)
    top = MARGIN + tall + GAP / 2
    return _words(document, panel.caption, (MARGIN, top, inner_width, HEIGHT - MARGIN - top), LARGEST)


def _picture(document: FPDF, image: Image.Image, alt: str, box: Box, longest: int) -> None:
    left, top, width, tall = box
    scale = min(width / image.width, tall / image.height)
    extent = image.width * scale, image.height * scale
    most = min(longest, round(max(extent) * DOTS / 72))
    image.thumbnail((most, most), Image.Resampling.LANCZOS)
    file = BytesIO()
    image.save(file, "JPEG", quality=_QUALITY, subsampling=0)
    x, y = left + (width - extent[0]) / 2, top + (tall - extent[1]) / 2
    document.image(file, x=x, y=y, w=extent[0], h=extent[1], alt_text=alt)


def _set(text: str, width: float, tall: float, largest: int) -> tuple[int, list[str]]:
    """The largest size that fits, and the lines in it."""
    for size in range(largest, SMALLEST - 1, -1):
        lines = wrap(text, size, width)
        if height(len(lines), size) <= tall:
            break
    return size, lines


def _words(document: FPDF, text: str, box: Box, largest: int, role: Role = "P") -> None:
    """In the largest size that fits, in the middle of the box."""
    left, top, width, tall = box
    size, lines = _set(text, width, tall, largest)
    top += max(0.0, (tall - height(len(lines), size)) / 2)
    if any(run.font.path != _own_font() for line in lines for run in runs(line, size)):  # words as a picture
        dots, deep = DOTS / 72, height(len(lines), size)
        pixels = Image.new("RGB", (round(width * dots), round(deep * dots)), PAPER if role == "H1" else "white")
        write(pixels, lines, round(size * dots), (0, 0, pixels.width), INK)
        file = BytesIO()
        pixels.save(file, "PNG")
        with _tagged(document, role, text):
            document.image(file, x=left, y=top, w=width, h=deep)
        return
    document.set_font(_FAMILY, size=size)
    document.set_text_color(*INK)
    with _tagged(document, role):
        for number, line in enumerate(lines):
            x = left + (width - document.get_string_width(line)) / 2
            more = " " if number + 1 < len(lines) else ""  # or the words at the ends of lines are read as one
            document.text(x, top + (number * LEADING + 0.98) * size, line + more)


@contextmanager
def _tagged(document: FPDF, role: Role, alt: str | None = None) -> Iterator[None]:
    """What is drawn meanwhile, as one element of the structure tree; fpdf2 itself offers this for figures alone."""
    number = document.struct_builder.next_mcid_for_page(document.page)
    document._add_marked_content(struct_type=f"/{role}", mcid=number, alt_text=alt)
    document._out(f"/{role} <</MCID {number}>> BDC")
    yield
    document._out("EMC")


@contextmanager
def _artifact(document: FPDF) -> Iterator[None]:
    """What is drawn meanwhile says nothing, and nobody is told of it."""
    document._out("/Artifact BMC")
    yield
    document._out("EMC")


def _own_font() -> str:
    return str(runs("a", 32)[0].font.path)
