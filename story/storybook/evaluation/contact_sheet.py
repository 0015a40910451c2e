"""A contact sheet: many stories small on one page, so that all can be looked at and none is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image

from story.pages.captions import height, wrap, write
from story.pages.page import INK, PAPER
from story.storybook.drawing.draw import Pixels

STORIES, FRAMES = 24, 4  # down the page, and across
SIDE, GAP, TEXT = 168, 10, 11  # pixels of a picture, between pictures, and of the font
MOST_BYTES = 600_000
_QUALITIES = range(90, 25, -5)

Row = tuple[Sequence[str], Sequence[Pixels]]  # the sentences of a story and their pictures, (H, W, 3) each


def strip(pictures: Sequence[Image.Image]) -> Image.Image:
    """One scene in several styles, side by side, four to a row."""
    side = max(picture.width for picture in pictures)
    rows = -(-len(pictures) // 4)
    page = Image.new("RGB", (4 * (side + GAP) - GAP, rows * (side + GAP) - GAP), "white")
    for number, picture in enumerate(pictures):
        page.paste(picture, (number % 4 * (side + GAP), number // 4 * (side + GAP)))
    return page


def sheet(rows: Sequence[Row]) -> Image.Image:
    """One row per story: its first four pictures, each with its sentence below."""
    captions = [[wrap(sentence, TEXT, SIDE) for sentence in sentences[:FRAMES]] for sentences, _ in rows]
    heights = [SIDE + GAP + height(max(map(len, lines)), TEXT) for lines in captions]
    page = Image.new("RGB", (FRAMES * (SIDE + GAP) + GAP, sum(heights) + GAP * (len(rows) + 1)), PAPER)
    top = GAP
    for (_, pictures), lines, tall in zip(rows, captions, heights, strict=True):
        for column, (picture, caption) in enumerate(zip(pictures, lines, strict=False)):
            left = GAP + column * (SIDE + GAP)
            page.paste(Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.LANCZOS), (left, top))
            write(page, caption, TEXT, (left, top + SIDE + GAP // 2, SIDE), INK)
        top += tall + GAP
    return page


def jpeg(page: Image.Image) -> bytes:
    """The page as JPEG, as fine as `MOST_BYTES` allow."""
    for quality in _QUALITIES:
        file = BytesIO()
        page.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()
