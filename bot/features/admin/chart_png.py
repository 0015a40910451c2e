"""Panels → one PNG, two side by side, on a card of its own colour: as readable on a dark page as on a light one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

import font_source_serif_pro as serif
from PIL import Image, ImageDraw, ImageFont

from bot.features.admin.chart_data import Panel, format_value
from bot.features.admin.chart_shapes import bars, columns, lines, middle

SCALE = 2  # of all measures below
WIDTH, HEIGHT, MARGIN, GAP = 460, 260, 26, 34
HEAD, FOOT, ROW = 44, 26, 30  # above a chart, below it, and of one bar that lies
PAPER, SHEET, INK, SOFT, LINE = "#f7f0e3", "#fffaf0", "#2c2520", "#675a4e", "#dccdb4"
COLOURS = ("#9f3a20", "#d9a35c")
MAX_NAME = 34  # characters


def png(title: str, panels: Sequence[Panel]) -> bytes:
    """The picture of these panels under a title; it computes, so away from the event loop."""
    rows = (len(panels) + 1) // 2
    size = (2 * WIDTH + GAP + 2 * MARGIN, 52 + rows * (HEIGHT + GAP) + MARGIN - GAP + MARGIN)
    picture = Image.new("RGB", (size[0] * SCALE, size[1] * SCALE), PAPER)
    brush = Brush(ImageDraw.Draw(picture))
    brush.text(MARGIN, 34, title, 24, INK, bold=True)
    for place, panel in enumerate(panels):
        row, column = divmod(place, 2)
        x, y = MARGIN + column * (WIDTH + GAP), 52 + MARGIN // 2 + row * (HEIGHT + GAP)
        brush.box(x, y, WIDTH, HEIGHT, SHEET, round=10)
        brush.text(x + 18, y + 28, panel.title, 16, INK, bold=True)
        if not any(any(each.values) for each in panel.series):
            brush.text(x + 18, y + HEIGHT / 2, "nothing yet", 14, SOFT)
        elif panel.shape == "rows":
            _paint_rows(brush, panel, x + 18, y + HEAD + 8, WIDTH - 36)
        else:
            _paint_over_time(brush, panel, x + 18, y + HEAD, WIDTH - 36, HEIGHT - HEAD - FOOT - 8)
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()


class Brush:
    """Draws in points; `SCALE` of them are a pixel's."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def text(
        self, x: float, y: float, words: str, size: int, colour: str, *, bold: bool = False, anchor: str = "ls"
    ) -> float:
        """On the line at `y`; returns its width."""
        font = _font(size * SCALE, bold)
        self._draw.text((x * SCALE, y * SCALE), words, fill=colour, font=font, anchor=anchor)
        return font.getlength(words) / SCALE

    def box(self, x: float, y: float, width: float, height: float, colour: str, *, round: float = 0) -> None:
        if width > 0 and height > 0:
            corners = [each * SCALE for each in (x, y, x + width, y + height)]
            self._draw.rounded_rectangle(corners, round * SCALE, fill=colour)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * SCALE), joint="curve")


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(serif.SourceSerifProSemibold if bold else serif.SourceSerifPro, size)


def _paint_rows(brush: Brush, panel: Panel, x: float, y: float, width: float) -> None:
    room = (HEIGHT - HEAD - 12) / max(len(panel.labels), 4)
    thick = min(6.0, room / 4)
    for place, bar in enumerate(bars(panel)):
        line = y + place * min(room, ROW + 8)
        # What the typeface has, short; a name of other scripts or of emoji alone is nobody's in a picture.
        drawable = (each for each in bar.name if ord(each) < 0x530 or 0x1E00 <= ord(each) < 0x2070)
        name = "".join(drawable).strip() or "somebody"
        name = name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1]}…"
        brush.text(x, line + 10, name, 13, INK)
        brush.text(x + width, line + 10, bar.value, 13, SOFT, anchor="rs")
        brush.box(x, line + 14, max(2, width * bar.width), thick, COLOURS[0], round=thick / 2)


def _paint_over_time(brush: Brush, panel: Panel, x: float, y: float, width: float, height: float) -> None:
    """Grid, what is on it, then the words around it."""
    for part in (0.0, 0.5, 1.0):
        brush.box(x, y + height * (1 - part), width, 0.8, LINE)
    paint = _paint_columns if panel.shape == "columns" else _paint_lines
    paint(brush, panel, x, y, width, height)
    brush.text(x + width, y - 5, format_value(panel.top, panel.unit), 12, SOFT, anchor="rs")
    for place in range(0, len(panel.labels), -(-len(panel.labels) // 8)):
        brush.text(x + width * middle(panel, place), y + height + 18, panel.labels[place], 12, SOFT, anchor="ms")
    key = x + width - 70
    for series, colour in reversed([*zip(panel.series, COLOURS, strict=False)]):
        key -= _font(12 * SCALE, False).getlength(series.name) / SCALE
        brush.text(key, y - 16 - 5, series.name, 12, SOFT)
        brush.box(key - 14, y - 30, 9, 9, colour, round=2)
        key -= 28


def _paint_columns(brush: Brush, panel: Panel, x: float, y: float, width: float, height: float) -> None:
    for box in columns(panel):
        tall = height * box.height
        corner = x + width * box.x, y + height * box.y
        brush.box(*corner, width * box.width, tall, COLOURS[box.series], round=min(2.0, tall / 2))


def _paint_lines(brush: Brush, panel: Panel, x: float, y: float, width: float, height: float) -> None:
    for line in lines(panel):
        colour = COLOURS[line.series]
        points = [(x + width * across, y + height * down) for across, down in line.points]
        brush.line(points, colour, 2.5)
        for point in points:
            brush.box(point[0] - 2.6, point[1] - 2.6, 5.2, 5.2, colour, round=2.6)
