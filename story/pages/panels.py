"""Where the panels of a comic or picture book stand on pages of paper: pixels decided, nothing drawn yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from types import MappingProxyType

from story.pages.layout import Box

LAYOUTS = ("strip", "grid", "manga", "picture-book")
#: Width and height in pixels: A4 and Letter at 150 dots per inch.
PAPERS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"a4": (1240, 1754), "letter": (1275, 1650), "square": (1400, 1400), "phone": (1080, 1920)}
)
MARGIN, GUTTER, FOOT = 70, 24, 54  # FOOT: what a page number needs
CAPTION = 0.2  # of a cell's height, for the words below its picture
IN_A_STRIP = 4  # panels side by side, at most
STRIP_WIDTH = 1600  # of a strip that stands on no paper
_NEARLY = 0.3  # how much more of its pictures a manga page may cut off than the best, so that pages differ
_SHARES = (0.58, 0.42)  # of two panels in a row


@dataclass(frozen=True, slots=True)
class Place:
    """Where one frame stands; the words of a caption stand below its picture, or in it where there is no room set."""

    frame: int  # 0-based, of the story
    picture: Box
    caption: Box | None
    fills: bool  # the picture is cut to fill its panel


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page."""

    width: int
    height: int
    places: tuple[Place, ...]


def arrange(
    layout: str,
    sizes: Sequence[tuple[int, int]],
    paper: str = "",
    *,
    head: int = 0,
    captions: bool = True,
    from_right: bool = False,
) -> list[Sheet]:
    """The pages of a story, without its cover. `head`: pixels that the first page keeps free for the title.

    `from_right`: its words run from right to left, and so do its pictures; those of a manga do anyway.
    """
    sheets = _arrange(layout, sizes, paper, head, captions)
    return [_mirrored(sheet) for sheet in sheets] if from_right and layout != "manga" else sheets


def _mirrored(sheet: Sheet) -> Sheet:
    width = sheet.width
    return replace(
        sheet,
        places=tuple(
            replace(each, picture=each.picture.mirrored(width), caption=each.caption and each.caption.mirrored(width))
            for each in sheet.places
        ),
    )


def _arrange(layout: str, sizes: Sequence[tuple[int, int]], paper: str, head: int, captions: bool) -> list[Sheet]:
    if layout == "strip":
        return _strip(sizes, paper, head, captions)
    width, height = PAPERS[paper or "a4"]
    if layout == "picture-book":
        below = round(0.24 * height) if captions else 0  # one picture on a page of its own, and its words below
        whole = MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN - FOOT - below, below
        return [Sheet(width, height, (_cell(frame, *whole),)) for frame in range(len(sizes))]
    most = 6 if width * 1.2 < height and width > 1100 else 4
    total, pages = ceil(len(sizes) / (most if layout == "grid" else min(most, 5))), list[range]()
    for page in range(total):  # the frames of each, shared out as evenly as can be
        first = pages[-1].stop if pages else 0
        pages.append(range(first, first + ceil((len(sizes) - first) / (total - page))))
    heads = [head, *[0] * (len(pages) - 1)]
    if layout == "grid":
        return [_grid(frames, width, height, above, captions) for frames, above in zip(pages, heads, strict=True)]
    shape = sizes[0][0] / sizes[0][1] if sizes else 1.0
    return [
        _manga(frames, width, height, above, number, shape)
        for number, (frames, above) in enumerate(zip(pages, heads, strict=True))
    ]


def _strip(sizes: Sequence[tuple[int, int]], paper: str, head: int, captions: bool) -> list[Sheet]:
    width = PAPERS[paper][0] if paper else STRIP_WIDTH
    rows = ceil(len(sizes) / IN_A_STRIP)
    columns = ceil(len(sizes) / rows)
    side = (width - 2 * MARGIN - (columns - 1) * GUTTER) // columns
    side = min(side, 620)
    shape = max(tall / wide for wide, tall in sizes)
    tall = round(side * min(shape, 1.4))
    below = round(side * 0.28) if captions else 0
    per_page = rows
    if paper:
        room = PAPERS[paper][1] - 2 * MARGIN - head - FOOT
        per_page = max(1, (room + GUTTER) // (tall + below + GUTTER))
    sheets = []
    for first in range(0, rows, per_page):
        frames = range(first * columns, min(len(sizes), (first + per_page) * columns))
        top = MARGIN + (0 if first else head)
        used = ceil(len(frames) / columns)
        height = top + used * (tall + below + GUTTER) - GUTTER + MARGIN
        start = (width - columns * side - (columns - 1) * GUTTER) // 2
        spots = zip(frames, (divmod(at, columns) for at in range(len(frames))), strict=True)
        places = [
            _cell(frame, start + column * (side + GUTTER), top + row * (tall + below + GUTTER), side, tall, below)
            for frame, (row, column) in spots
        ]
        sheets.append(Sheet(width, PAPERS[paper][1] if paper else height, tuple(places)))
    return sheets


def _grid(frames: range, width: int, height: int, head: int, captions: bool) -> Sheet:
    columns = 1 if len(frames) < 3 and height > width else 2 if len(frames) < 7 else 3
    rows = ceil(len(frames) / columns)
    wide = (width - 2 * MARGIN - (columns - 1) * GUTTER) // columns
    whole = (height - 2 * MARGIN - head - FOOT - (rows - 1) * GUTTER) // rows
    below = round(CAPTION * whole) if captions else 0
    places = []
    for at, frame in enumerate(frames):
        row, column = divmod(at, columns)
        alone = len(frames) - row * columns  # a last row that is not full stands in the middle
        left = MARGIN + column * (wide + GUTTER) + (wide + GUTTER) * max(0, columns - alone) // 2
        places.append(_cell(frame, left, MARGIN + head + row * (whole + GUTTER), wide, whole - below, below))
    return Sheet(width, height, tuple(places))


def _manga(frames: range, width: int, height: int, head: int, page: int, shape: float) -> Sheet:
    """Rows of one or two panels that fill the page, read from right to left; words stand in the panels.

    Of all ways to share the frames out over rows, the pages take in turn those that cut off least of their pictures,
    whose width is `shape` times their height.
    """
    ways = [_panels(rows, width, height, head) for rows in _ways(len(frames))]
    cuts = [sum(1 - min(ratio := box.width / box.height / shape, 1 / ratio) for box in boxes) for boxes in ways]
    good = [boxes for boxes, cut in zip(ways, cuts, strict=True) if cut <= min(cuts) + _NEARLY]
    boxes = good[page % len(good)]
    return Sheet(
        width, height, tuple(Place(frame, box, None, fills=True) for frame, box in zip(frames, boxes, strict=True))
    )


def _ways(count: int) -> list[tuple[int, ...]]:
    """All sequences of ones and twos that add up to `count`."""
    if count <= 0:
        return [()] if count == 0 else []
    return [(first, *rest) for first in (2, 1) for rest in _ways(count - first)]


def _panels(rows: Sequence[int], width: int, height: int, head: int) -> list[Box]:
    gap, inner, tall = GUTTER // 2, width - 2 * MARGIN, height - 2 * MARGIN - head - FOOT
    each = (tall - (len(rows) - 1) * gap) // len(rows)
    boxes = []
    for row, number in enumerate(rows):
        shares = (1.0,) if number == 1 else _SHARES if row % 2 == 0 else _SHARES[::-1]
        right = width - MARGIN
        for share in shares:
            wide = round((inner - (number - 1) * gap) * share)
            boxes.append(Box(right - wide, MARGIN + head + row * (each + gap), wide, each))
            right -= wide + gap
    return boxes


def _cell(frame: int, left: int, top: int, width: int, tall: int, below: int) -> Place:
    caption = Box(left, top + tall + 14, width, below - 14) if below else None
    return Place(frame, Box(left, top, width, tall), caption, fills=False)
