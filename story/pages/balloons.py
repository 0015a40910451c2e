"""Speech balloons: where they cover the least of a picture, and their ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from story.pages.captions import height, wrap, write
from story.pages.fonts import drawable, runs, writing_of
from story.pages.layout import Box

WHITE, INK = (255, 255, 255), (34, 28, 24)
_FINE = 3  # drawn this much larger, then made smaller: smooth edges
_INSET = 10  # pixels that stay between a balloon and the edge of its picture
_STEPS = 14  # places tried along each side
_ON_FIGURE = 12.0  # how much worse a pixel of a figure is to cover than the busiest of a background
_LOW = 0.35  # what each height down the picture costs: balloons are read from the top
WIDEST, TALLEST = 0.62, 0.5  # of the picture


@dataclass(frozen=True, slots=True)
class Words:
    """Words set in lines, and the box that they need, in pixels."""

    lines: tuple[str, ...]
    size: int
    width: int
    height: int


def set_words(text: str, picture: Box, largest: int, smallest: int = 14) -> Words:
    """The words in the largest type that leaves most of the picture free."""
    words = Words((), smallest, 0, 0)
    for size in range(largest, smallest - 1, -1):
        lines = wrap(text, size, WIDEST * picture.width - 2 * size)
        widths = [sum(run.width() for run in runs(drawable(line), size, writing_of(text))) for line in lines]
        wide = round(max(widths)) + 2 * size
        words = Words(tuple(lines), size, wide, height(len(lines), size) + round(1.1 * size))
        if words.height <= TALLEST * picture.height:
            break
    return words


def place(
    image: Image.Image,
    sizes: Sequence[tuple[int, int]],
    figures: Sequence[tuple[float, float, float, float]] = (),
    *,
    from_right: bool = False,
) -> list[Box]:
    """Where balloons of these sizes go in a picture, in the order that they are read.

    `figures` are boxes (left, top, right, bottom) in shares of the picture, from 0 to 1, to be kept free; without any
    the busy parts of the picture are. Nothing covers another, where there is room.
    """
    cost = _cost(image, figures)
    total = np.pad(cost, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    placed: list[Box] = []
    for wide, tall in sizes:
        wide, tall = min(wide, image.width - 2 * _INSET), min(tall, image.height - 2 * _INSET)
        across, down = image.width - wide - 2 * _INSET, image.height - tall - 2 * _INSET
        tried = [
            Box(_INSET + round(x * across / _STEPS), _INSET + round(y * down / _STEPS), wide, tall)
            for y in range(_STEPS + 1)
            for x in range(_STEPS + 1)
        ]
        placed.append(min(tried, key=lambda box: _price(box, total, image, placed, from_right)))
    return placed


def draw_balloon(page: Image.Image, box: Box, words: Words, mouth: tuple[int, int] | None, inside: Box) -> None:
    """A balloon with its words, its tail towards the mouth but never into it; None: a box that nobody speaks."""
    margin = 4
    left, top = box.left - margin, box.top - margin
    wide, tall = box.width + 2 * margin, box.height + 2 * margin
    area = (inside.left, inside.top, inside.left + inside.width, inside.bottom)
    mask = Image.new("L", ((area[2] - area[0]) * _FINE, (area[3] - area[1]) * _FINE))
    pen = ImageDraw.Draw(mask)
    outline = [
        (left - area[0]) * _FINE,
        (top - area[1]) * _FINE,
        (left + wide - area[0]) * _FINE,
        (top + tall - area[1]) * _FINE,
    ]
    radius = min(wide, tall) * _FINE // (2 if mouth else 12)
    pen.rounded_rectangle(outline, radius, 255)
    if mouth is not None:
        pen.polygon(_tail(box, mouth, area), 255)
    shape = mask.reduce(_FINE)
    grown = _grown(mask, _FINE).reduce(_FINE)
    page.paste(INK, area[:2], grown)
    page.paste(WHITE, area[:2], shape)
    text = box.top + (box.height - height(len(words.lines), words.size)) // 2
    write(page, words.lines, words.size, (box.left + words.size // 2, text, box.width - words.size), INK)


def _grown(mask: Image.Image, by: int) -> Image.Image:
    """Each pixel as bright as the brightest at most so far across and down: `MaxFilter`, which takes seconds for it."""
    pixels = np.pad(np.asarray(mask), by)
    across = reduce(np.maximum, (pixels[:, k : k + mask.width] for k in range(2 * by + 1)))
    return Image.fromarray(reduce(np.maximum, (across[k : k + mask.height] for k in range(2 * by + 1))))


def _tail(box: Box, mouth: tuple[int, int], area: tuple[int, int, int, int]) -> list[tuple[float, float]]:
    middle = box.left + box.width / 2, box.top + box.height / 2
    x, y = mouth[0] - middle[0], mouth[1] - middle[1]
    far = max(1.0, (x * x + y * y) ** 0.5)
    reach = min(0.62 * far, 0.5 * min(box.width, box.height) + 50)
    tip = middle[0] + x / far * reach, middle[1] + y / far * reach
    half = min(16.0, 0.22 * min(box.width, box.height))
    ends = [
        (middle[0] - y / far * half, middle[1] + x / far * half),
        (middle[0] + y / far * half, middle[1] - x / far * half),
    ]
    return [((px - area[0]) * _FINE, (py - area[1]) * _FINE) for px, py in (*ends, tip)]


def _cost(image: Image.Image, figures: Sequence[tuple[float, float, float, float]]) -> np.ndarray:
    """What covering each pixel costs."""
    edges = image.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.BoxBlur(max(2, image.width // 60)))
    cost = np.asarray(edges, dtype=np.float64) / 255
    cost[[0, -1], :] = 0
    for left, top, right, bottom in figures:
        rows = slice(round(max(0.0, top) * image.height), round(bottom * image.height))
        cost[rows, round(max(0.0, left) * image.width) : round(right * image.width)] += _ON_FIGURE
    return cost


def _price(box: Box, total: np.ndarray, image: Image.Image, placed: Sequence[Box], from_right: bool) -> float:
    right, bottom = box.left + box.width, box.bottom
    covered = total[bottom, right] - total[box.top, right] - total[bottom, box.left] + total[box.top, box.left]
    price = covered / max(1, box.width * box.height) + _LOW * box.top / image.height
    side = (image.width - right) if from_right else box.left
    price += 0.04 * side / image.width
    for other in placed:
        beside = box.left >= other.left + other.width + 8 or other.left >= right + 8
        apart = beside or box.top >= other.bottom + 8 or other.top >= bottom + 8
        if not apart or box.top < other.top:
            price += 1000.0
    return float(price)
