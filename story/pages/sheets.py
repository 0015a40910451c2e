"""The pages of a story as a strip, a grid, a manga or a picture book, with captions and balloons."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PIL import Image, ImageDraw, ImageOps

from generation.engine import Figure
from story.pages.balloons import draw_balloon, place, set_words
from story.pages.captions import height, wrap, write
from story.pages.fonts import writing_of
from story.pages.layout import Box
from story.pages.page import INK, PAPER, RULE, SOFT
from story.pages.panels import FOOT, MARGIN, PAPERS, Place, Sheet, arrange
from story.pages.speech import speaker, spoken
from story.request import StoryRequest

TITLE_SIZE, AUTHOR_SIZE, NUMBER_SIZE = 52, 28, 22
LARGEST, SMALLEST = 36, 15  # of captions
SPEECH = 28  # of balloons, at most
MOST_PIXELS = 12_000_000  # of all pages as one picture
Boxes = Sequence[tuple[float, float, float, float]]  # of figures, in shares of their picture


def make_sheets(
    images: Sequence[Image.Image],
    sentences: Sequence[str],
    layout: str,
    *,
    paper: str = "",
    title: str = "",
    author: str = "",
    figures: Sequence[Boxes] = (),
) -> list[Image.Image]:
    """RGB pages in their order. Where there are several, the first is a cover and the others are numbered.

    `figures`: per frame the boxes (left, top, right, bottom) of its figures, the one who speaks first, where somebody
    knows them.
    """
    told = [spoken(sentence) for sentence in sentences]
    name, sizes = title.strip(), [image.size for image in images]
    has_captions = any(caption for caption, _ in told)
    from_right = writing_of(" ".join(sentences)).right_to_left
    sheets = arrange(layout, sizes, paper, captions=has_captions, from_right=from_right)
    covered = len(sheets) > 1 or layout == "picture-book"
    if name and not covered:
        head = _head(name, author, sheets[0].width)
        sheets = arrange(layout, sizes, paper, head=head, captions=has_captions, from_right=from_right)
    size = min(
        (_caption_size(told[each.frame][0], each.caption) for sheet in sheets for each in sheet.places if each.caption),
        default=LARGEST,
    )
    pages = [_cover(images[0], sheets[0], name, author)] if covered else []
    for number, sheet in enumerate(sheets, 1):
        page = Image.new("RGB", (sheet.width, sheet.height), PAPER)
        if name and not covered:
            _write_title(page, name, author, MARGIN - 10)
        for each in sheet.places:
            boxes = figures[each.frame] if each.frame < len(figures) else ()
            _panel(page, images[each.frame], each, told[each.frame], boxes, size, layout, from_right)
        if covered:
            write(page, [str(number)], NUMBER_SIZE, (MARGIN, sheet.height - FOOT, sheet.width - 2 * MARGIN), SOFT)
        pages.append(page)
    return pages


def layout_page(
    images: Sequence[Image.Image], sentences: Sequence[str], request: StoryRequest, figures: Sequence[Boxes] = ()
) -> Image.Image:
    """The pages that a request asks for, as one picture; `figures` as in `make_sheets`."""
    by = f"by {request.author}" if request.author else ""
    layout = request.layout or "grid"
    return joined(
        make_sheets(images, sentences, layout, paper=request.paper, title=request.title, author=by, figures=figures)
    )


def speaker_first(sentence: str, figures: Sequence[Figure], boxes: Boxes) -> Boxes:
    """The boxes of a frame's figures with that of who speaks in front."""
    at = speaker(sentence, figures) if len(figures) == len(boxes) else 0
    return [*boxes[at : at + 1], *boxes[:at], *boxes[at + 1 :]]


def joined(pages: Sequence[Image.Image]) -> Image.Image:
    """All pages as one picture, side by side in rows, none larger than it is."""
    if len(pages) == 1:
        return pages[0]
    columns = min(len(pages), max(2, ceil((len(pages) * 1.4) ** 0.5)))
    rows, gap = ceil(len(pages) / columns), 28
    width, tall = max(page.width for page in pages), max(page.height for page in pages)
    scale = min(1.0, (MOST_PIXELS / (columns * width * rows * tall)) ** 0.5)
    cell = round(width * scale), round(tall * scale)
    whole = Image.new("RGB", (columns * (cell[0] + gap) + gap, rows * (cell[1] + gap) + gap), RULE)
    for index, page in enumerate(pages):
        row, column = divmod(index, columns)
        small = ImageOps.contain(page, cell, Image.Resampling.LANCZOS)
        whole.paste(small, (gap + column * (cell[0] + gap), gap + row * (cell[1] + gap)))
    return whole


def _panel(
    page: Image.Image,
    image: Image.Image,
    spot: Place,
    told: tuple[str, tuple[str, ...]],
    figures: Boxes,
    size: int,
    layout: str,
    from_right: bool,
) -> None:
    caption, said = told
    manga = layout == "manga"
    picture, box = _fitted(image, spot)
    page.paste(picture, (box.left, box.top))
    pen = ImageDraw.Draw(page)
    pen.rectangle((box.left, box.top, box.left + box.width - 1, box.bottom - 1), outline=INK, width=4 if manga else 2)
    inside = [caption] if caption and spot.caption is None else []
    words = [set_words(text, box, min(SPEECH, max(16, box.width // 17))) for text in (*inside, *said)]
    boxes = _shown(figures, image, spot)
    spots = place(picture, [(each.width, each.height) for each in words], boxes, from_right=manga or from_right)
    for index, (each, where) in enumerate(zip(words, spots, strict=True)):
        at = Box(box.left + where.left, box.top + where.top, where.width, where.height)
        draw_balloon(page, at, each, None if index < len(inside) else _mouth(box, boxes), box)
    if caption and spot.caption is not None:
        below = spot.caption.left, box.bottom + 14, spot.caption.width
        write(page, wrap(caption, size, spot.caption.width), size, below, INK)


def _fitted(image: Image.Image, spot: Place) -> tuple[Image.Image, Box]:
    """The picture at its size on the page, and where it stands."""
    size, rgb = (spot.picture.width, spot.picture.height), image.convert("RGB")
    if spot.fills:
        return ImageOps.fit(rgb, size, Image.Resampling.LANCZOS), spot.picture
    picture = ImageOps.contain(rgb, size, Image.Resampling.LANCZOS)
    left = spot.picture.left + (size[0] - picture.width) // 2
    top = spot.picture.top + (size[1] - picture.height) // 2
    return picture, Box(left, top, picture.width, picture.height)


def _shown(figures: Boxes, image: Image.Image, spot: Place) -> list[tuple[float, float, float, float]]:
    """The boxes where a picture is cut to fill its panel."""
    if not spot.fills:
        return list(figures)
    scale = max(spot.picture.width / image.width, spot.picture.height / image.height)
    across, down = image.width * scale / spot.picture.width, image.height * scale / spot.picture.height

    def moved(share: float, by: float) -> float:
        return min(1.0, max(0.0, (share - 0.5) * by + 0.5))

    return [(moved(a, across), moved(b, down), moved(c, across), moved(d, down)) for a, b, c, d in figures]


def _mouth(box: Box, figures: Boxes) -> tuple[int, int]:
    """Where a balloon's tail points: high in the box of who speaks, or else below the middle."""
    if not figures:
        return box.left + box.width // 2, box.top + round(0.7 * box.height)
    left, top, right, bottom = figures[0]
    x, y = (left + right) / 2, top + 0.3 * (bottom - top)
    return box.left + round(x * box.width), box.top + round(y * box.height)


def _caption_size(caption: str, box: Box) -> int:
    """The largest type in which it fits."""
    sizes = range(LARGEST, SMALLEST, -1)
    return next((size for size in sizes if height(len(wrap(caption, size, box.width)), size) <= box.height), SMALLEST)


def _head(title: str, author: str, width: int) -> int:
    lines = wrap(title, TITLE_SIZE, width - 2 * MARGIN)
    return height(len(lines), TITLE_SIZE) + (height(1, AUTHOR_SIZE) if author.strip() else 0) + 30


def _write_title(page: Image.Image, title: str, author: str, top: int) -> None:
    wide = page.width - 2 * MARGIN
    lines = wrap(title, TITLE_SIZE, wide)
    write(page, lines, TITLE_SIZE, (MARGIN, top, wide), INK)
    if author.strip():
        by = top + height(len(lines), TITLE_SIZE)
        write(page, wrap(author, AUTHOR_SIZE, wide)[:1], AUTHOR_SIZE, (MARGIN, by, wide), SOFT)


def _cover(image: Image.Image, sheet: Sheet, title: str, author: str) -> Image.Image:
    width, tall = sheet.width, max(sheet.height, PAPERS["square"][1] if sheet.height < sheet.width // 2 else 0)
    page = Image.new("RGB", (width, tall), PAPER)
    box = ImageOps.contain(image.convert("RGB"), (width - 2 * MARGIN, round(0.62 * tall)), Image.Resampling.LANCZOS)
    top = round(0.3 * tall) if title else (tall - box.height) // 2
    page.paste(box, ((width - box.width) // 2, top))
    if title:
        _write_title(page, title, author, max(MARGIN, top // 2 - TITLE_SIZE))
    return page
