"""Frames with their captions below them, all of one size: what slides and comic readers show."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageOps

from story.exports.book import Panel
from story.exports.video import GRID
from story.pages.captions import height, wrap, write
from story.pages.page import INK, PAPER

LEAST, MOST_TIMES = 480, 3  # a picture is at least so many pixels, or else at most so many times as large as it was
_SIZE = 0.042  # of the letters, in longer sides of a picture
_PAD = 0.05  # around the words, likewise
_MAX_LINES = 5  # a longer caption is set smaller


def cards(panels: Sequence[Panel], longest: int) -> list[Image.Image]:
    """One RGB picture per panel, `longest` pixels at most on either side, both of them multiples of the grid."""
    images = [panel.image() for panel in panels]
    # The size all pictures fit into; small ones are enlarged, so that words can be set below them.
    widest, highest = max(image.width for image in images), max(image.height for image in images)
    side = max(widest, highest)
    scale = min(longest, max(LEAST, MOST_TIMES * side)) / side
    width, tall = max(1, round(widest * scale)), max(1, round(highest * scale))
    captions = [_set(panel.caption, width) for panel in panels]
    strip = max(height(len(lines), size) for lines, size in captions)
    pad = round(_PAD * width) if strip else 0
    scale = min(1.0, longest / (tall + strip + 2 * pad))
    size = _on_grid(width * scale), _on_grid((tall + strip + 2 * pad) * scale)
    drawn = (_card(*each, (width, tall), strip, pad) for each in zip(images, captions, strict=True))
    return [ImageOps.fit(card, size, Image.Resampling.LANCZOS) for card in drawn]


def _set(caption: str, width: int) -> tuple[list[str], int]:
    """The lines of a caption, and the size of their letters in pixels."""
    largest = max(12, round(_SIZE * width))
    for size in range(largest, largest // 2, -1):
        lines = wrap(caption, size, width * (1 - 2 * _PAD))
        if len(lines) <= _MAX_LINES:
            break
    return lines, size


def _card(
    image: Image.Image, caption: tuple[list[str], int], picture: tuple[int, int], strip: int, pad: int
) -> Image.Image:
    (width, tall), (lines, size) = picture, caption
    card = Image.new("RGB", (width, tall + strip + 2 * pad), PAPER)
    scaled = ImageOps.contain(image, picture, Image.Resampling.LANCZOS)
    card.paste(scaled, ((width - scaled.width) // 2, (tall - scaled.height) // 2))
    top = tall + pad + (strip - height(len(lines), size)) // 2
    write(card, lines, size, (round(_PAD * width), top, round(width * (1 - 2 * _PAD))), INK)
    return card


def _on_grid(pixels: float) -> int:
    return max(GRID, int(pixels / GRID) * GRID)
