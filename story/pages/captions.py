"""Sets a caption: words to balanced lines, and lines to ink."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from PIL import Image, ImageDraw

from story.pages.fonts import Writing, drawable, runs, writing_of

LEADING = 1.36  # distance of baselines, in sizes of the font
_ASCENT = 0.98  # the first baseline below the top of the area, in sizes of the font
_FINE = 4  # ink is set this much larger, then made smaller: letters stand where the font wants them
_NOT_FIRST = ("Pe", "Pf", "Po", "Mn", "Sk")  # categories; and small kana
_SMALL = "ーゃゅょっァィゥェォャュョッ々"
_NOT_LAST = ("Ps", "Pi")


def wrap(text: str, size: int, width: float) -> list[str]:
    """The text in as few lines as the width allows, and these as even as can be."""
    writing = writing_of(text)
    words = _words(drawable(text), size, width, writing)
    lines = _fill(words, size, width, writing)
    narrow, wide = width / 3, width
    while len(lines) > 1 and wide - narrow > 2:
        middle = (narrow + wide) / 2
        tried = _fill(words, size, middle, writing)
        if len(tried) == len(lines) and all(_width(line, size, writing) <= width for line in tried):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines


def height(lines: int, size: int) -> int:
    """Pixels that this many lines take."""
    return round(lines * LEADING * size)


def write(
    page: Image.Image,
    lines: Sequence[str],
    size: int,
    box: tuple[int, int, int],
    ink: tuple[int, int, int],
    *,
    centred: bool = True,
) -> None:
    """Write lines into (left, top, width): in the middle, or from the side where the writing begins."""
    left, top, width = box
    writing = writing_of(" ".join(lines))
    for number, line in enumerate(lines):
        mask, overhang = _ink(line, size, writing)
        free = width - (mask.width - 2 * overhang)
        x = left - overhang + (free // 2 if centred else free if writing.right_to_left else 0)
        page.paste(ink, (x, round(top + number * LEADING * size) - overhang), mask)


def _ink(line: str, size: int, writing: Writing) -> tuple[Image.Image, int]:
    """One line as a mask, and how far the mask goes beyond the line on every side."""
    pieces, overhang = runs(line, size * _FINE, writing), size // 2
    width, margin = ceil(sum(piece.width() for piece in pieces) / _FINE), overhang * _FINE
    mask = Image.new("L", ((width + 2 * overhang) * _FINE, (2 * size + 2 * overhang) * _FINE))
    pen, x = ImageDraw.Draw(mask), float(margin)
    for piece in reversed(pieces) if writing.right_to_left else pieces:
        baseline = margin + round(_ASCENT * size * _FINE)
        pen.text((x, baseline), piece.text, 255, piece.font, "ls", direction=piece.direction())
        x += piece.width()
    return mask.reduce(_FINE), overhang


def _fill(words: Sequence[str], size: int, width: float, writing: Writing) -> list[str]:
    """As many words on every line as there is room for."""
    lines: list[str] = []
    room = 0.0
    for word in words:
        needed = _width(word, size, writing)
        if lines and needed - (_width(" ", size, writing) if word.endswith(" ") else 0.0) <= room:
            lines[-1] += word
        else:
            lines.append(word)
            room = width
        room -= needed
    return [line.strip() for line in lines]


def _words(text: str, size: int, width: float, writing: Writing) -> list[str]:
    """What is never broken, with the space after it; a word wider than a line is cut."""
    words: list[str] = []
    for part in text.split():
        pieces = _breakable(part)
        pieces[-1] += " "
        for piece in pieces:
            words += [piece] if _width(piece, size, writing) <= width else _cut(piece, size, width, writing)
    return words


def _breakable(part: str) -> list[str]:
    """Chinese and Japanese break between any two characters but before a closing and after an opening sign."""
    pieces = [""]
    for before, letter in zip(" " + part, part, strict=False):
        closes = unicodedata.category(letter) in _NOT_FIRST or letter in _SMALL
        may_part = not closes and unicodedata.category(before) not in _NOT_LAST
        if pieces[-1] and may_part and (_is_wide(letter) or _is_wide(before)):
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF" and not "가" <= letter <= "힣"


def _cut(word: str, size: int, width: float, writing: Writing) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and _width(pieces[-1] + letter, size, writing) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@lru_cache(maxsize=8192)
def _width(text: str, size: int, writing: Writing) -> float:
    return sum(run.width() for run in runs(text, size * _FINE, writing)) / _FINE
