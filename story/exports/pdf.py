"""A story as a book to print: A5 landscape, one frame per page with its sentence, no bleed.

Words in the book's own typeface are set as text. Others, whose letters join or whose fonts weigh megabytes, are set as
pictures at print resolution; their words are in the picture's alternative text.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from fpdf import FPDF
from PIL import Image

from generation.provenance.xmp import CREATOR_TOOL, rdf
from story.exports.book import Book, Panel
from story.pages.captions import LEADING, height, wrap, write
from story.pages.fonts import drawable, runs
from story.pages.page import INK

WIDTH, HEIGHT, MARGIN, GAP = 595, 420, 40, 18  # points: A5 on its side
TITLE_SIZE, LARGEST, SMALLEST = 30, 19, 9
BESIDE = 1.2  # up to this ratio of width to height a picture stands beside its words, beyond it above them
DOTS = 300  # per inch, of pictures and of words set as pictures
_QUALITY = 93
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # the same story is the same file
_FAMILY = "book"

Box = tuple[float, float, float, float]  # left, top, width, height


def to_pdf(book: Book, longest: int = 2160) -> bytes:
    """The book; pictures have at most `longest` pixels on a side, and no more than print can show."""
    document = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    document.set_auto_page_break(False)
    document.set_margin(0)
    document.add_font(_FAMILY, fname=_own_font())
    document.set_creation_date(_EPOCH)
    document.set_title(drawable(book.title or book.panels[0].caption))
    document.set_creator(CREATOR_TOOL)
    document.set_xmp_metadata(rdf(book.words, book.source))
    if book.title.strip():
        document.add_page()
        _words(document, book.title, (MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN), TITLE_SIZE)
    for panel in book.panels:
        document.add_page()
        _page(document, panel, longest)
    return bytes(document.output())


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


def _words(document: FPDF, text: str, box: Box, largest: int) -> None:
    """In the largest size that fits, in the middle of the box."""
    left, top, width, tall = box
    for size in range(largest, SMALLEST - 1, -1):
        lines = wrap(text, size, width)
        if height(len(lines), size) <= tall:
            break
    top += max(0.0, (tall - height(len(lines), size)) / 2)
    if any(run.font.path != _own_font() for line in lines for run in runs(line, size)):
        return _as_picture(document, text, lines, size, (left, top, width, height(len(lines), size)))
    document.set_font(_FAMILY, size=size)
    document.set_text_color(*INK)
    for number, line in enumerate(lines):
        x = left + (width - document.get_string_width(line)) / 2
        document.text(x, top + (number * LEADING + 0.98) * size, line)
    return None


def _as_picture(document: FPDF, text: str, lines: list[str], size: int, box: Box) -> None:
    dots = DOTS / 72
    pixels = Image.new("RGB", (round(box[2] * dots), round(box[3] * dots)), "white")
    write(pixels, lines, round(size * dots), (0, 0, pixels.width), INK)
    file = BytesIO()
    pixels.save(file, "PNG")
    document.image(file, x=box[0], y=box[1], w=box[2], h=box[3], alt_text=text)


def _own_font() -> str:
    return str(runs("a", 32)[0].font.path)
