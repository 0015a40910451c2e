"""A story that plays by itself: every frame with its caption for as long as it takes to read it."""

from __future__ import annotations

from PIL import Image

from story.exports.book import Book
from story.exports.cards import cards
from story.exports.video import moving

LONGEST = {"mp4": 1080, "webp": 900, "gif": 640}  # pixels at most: a GIF of more is too heavy for a message
SHORTEST, SLOWEST, PER_WORD = 2.5, 9.0, 0.36  # seconds: about 170 words a minute
FADE_STEPS, FADE_SECONDS = 5, 0.4  # between two slides of an MP4


def to_slides(book: Book, kind: str, longest: int = 1080) -> bytes:
    """MP4, WebP or GIF; `longest` bounds the longer side in pixels."""
    images = cards(book.panels, min(longest, LONGEST[kind]))
    seconds = [reading_time(panel.caption) for panel in book.panels]
    if kind == "mp4":
        frames, times = [images[0]], [seconds[0]]
        for before, image, time in zip(images, images[1:], seconds[1:], strict=False):
            for step in range(1, FADE_STEPS + 1):
                frames.append(Image.blend(before, image, step / (FADE_STEPS + 1)))
                times.append(FADE_SECONDS / FADE_STEPS)
            frames.append(image)
            times.append(time)
        images, seconds = frames, times
    return moving(images, seconds, kind, book.words, book.source, {"title": book.name, "artist": book.author})


def reading_time(caption: str) -> float:
    """Seconds; scripts without spaces count two characters as a word."""
    spaced = len(caption.split())
    wide = sum(letter >= "\u3000" for letter in caption) / 2
    return min(SLOWEST, max(SHORTEST, 1.0 + PER_WORD * max(spaced, wide)))
