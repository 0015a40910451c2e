"""Where everything stands on a story's page: pixels decided, nothing drawn yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from story.pages.captions import height, wrap
from story.pages.fonts import writing_of

MARGIN, GUTTER, ROW_GAP = 96, 52, 64
CAPTION_GAP = 26  # from a frame to its caption
TITLE_SIZE, AUTHOR_SIZE, TITLE_GAP = 54, 30, 64
TALLEST = 1.35  # a frame's height in column widths, at most
FEW_LINES = 4  # a caption of more is set in smaller type, and from the left
#: By the number of columns: page width, size of captions and the smallest they may get.
COLUMNS = {1: (1200, 36, 28), 2: (1480, 32, 25), 3: (1560, 26, 21), 4: (1600, 22, 18)}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def bottom(self) -> int:
        return self.top + self.height

    def mirrored(self, width: int) -> Box:
        """Where it stands on a page of this width that is read from right to left."""
        return replace(self, left=width - self.left - self.width)


@dataclass(frozen=True, slots=True)
class Cell:
    """One frame with its caption."""

    frame: Box
    caption: Box
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything of a page goes."""

    width: int
    height: int
    cells: tuple[Cell, ...]
    size: int  # of captions
    centred: bool
    title: Box
    title_lines: tuple[str, ...]
    author_lines: tuple[str, ...]  # below them, in the same box


def lay_out(sizes: Sequence[tuple[int, int]], captions: Sequence[str], title: str = "", author: str = "") -> Layout:
    """Frames of these sizes in rows of equal columns; a last row that is not full stands in the middle.

    A row begins where the captions do: on the right, if they are in Arabic or Hebrew.
    """
    columns = columns_for(len(sizes))
    width, _, _ = COLUMNS[columns]
    column = (width - 2 * MARGIN - (columns - 1) * GUTTER) // columns
    size, wrapped = _set(captions, columns, column)
    title_lines = wrap(title, TITLE_SIZE, width - 2 * MARGIN) if title.strip() else []
    author_lines = wrap(author, AUTHOR_SIZE, width - 2 * MARGIN) if author.strip() else []
    head = height(len(title_lines), TITLE_SIZE) + height(len(author_lines), AUTHOR_SIZE)
    title_box = Box(MARGIN, MARGIN - 12, width - 2 * MARGIN, head)
    top = title_box.bottom + TITLE_GAP if head else MARGIN
    cells: list[Cell] = []
    for first in range(0, len(sizes), columns):
        row = slice(first, first + columns)
        cells += _row(sizes[row], wrapped[row], top, width, column, size)
        top = max(cell.caption.bottom for cell in cells[first:]) + ROW_GAP
    if writing_of(" ".join(captions)).right_to_left:
        cells = [
            replace(each, frame=each.frame.mirrored(width), caption=each.caption.mirrored(width)) for each in cells
        ]
    centred = all(len(lines) <= FEW_LINES for lines in wrapped)
    return Layout(
        width,
        top - ROW_GAP + MARGIN - 16,
        tuple(cells),
        size,
        centred,
        title_box,
        tuple(title_lines),
        tuple(author_lines),
    )


def columns_for(frames: int) -> int:
    """One to three frames in a row, four in two rows, then three and at last four abreast."""
    return frames if frames < 3 else 2 if frames == 4 else 3 if frames < 10 else 4


def _set(captions: Sequence[str], columns: int, column: int) -> tuple[int, list[list[str]]]:
    """The largest size at which no caption has many lines, or the smallest there is; and all captions set in it."""
    _, largest, smallest = COLUMNS[columns]
    for size in range(largest, smallest - 1, -1):
        wrapped = [wrap(caption, size, column) for caption in captions]
        if all(len(lines) <= FEW_LINES for lines in wrapped):
            break
    return size, wrapped


def _row(
    sizes: Sequence[tuple[int, int]], wrapped: Sequence[list[str]], top: int, width: int, column: int, size: int
) -> list[Cell]:
    """Frames side by side on one ground line, their captions below."""
    fitted = [_fit(*each, column) for each in sizes]
    tallest, deepest = max(high for _, high in fitted), max(len(lines) for lines in wrapped)
    left = (width - len(sizes) * column - (len(sizes) - 1) * GUTTER) // 2
    cells = []
    for number, ((wide, high), lines) in enumerate(zip(fitted, wrapped, strict=True)):
        x = left + number * (column + GUTTER)
        frame = Box(x + (column - wide) // 2, top + tallest - high, wide, high)
        caption = Box(x, frame.bottom + (CAPTION_GAP if deepest else 0), column, height(deepest, size))
        cells.append(Cell(frame, caption, tuple(lines)))
    return cells


def _fit(width: int, height: int, column: int) -> tuple[int, int]:
    """The size of a picture as wide as its column, or as high as a page bears."""
    scale = min(column / width, ceil(TALLEST * column) / height)
    return max(1, round(width * scale)), max(1, round(height * scale))
