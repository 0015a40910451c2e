"""Small stories to export."""

from __future__ import annotations

from PIL import Image

from generation.engine import DrawingRequest, EngineInfo
from generation.provenance.png_metadata import drawing_png
from story.exports import Book, Panel

SENTENCES = (
    "Mia the red fox finds a lantern.",
    "She carries it up the hill, although the wind is strong and the path is long.",
    "[NC] The hill at night.",
)
INFO = EngineInfo("diffusers", "Storybook", "cpu", "", 64, 64, 8, 2.0)


def picture(number: int = 0, size: tuple[int, int] = (64, 64)) -> bytes:
    """A frame as it is stored, of another colour for every number."""
    red = Image.linear_gradient("L").resize(size)
    image = Image.merge("RGB", (red, Image.new("L", size, 60 * number % 256), Image.new("L", size, 120)))
    return drawing_png(image, DrawingRequest("a red fox", number, *size, 8, 2.0), INFO)


COLOURS = ("red", "lime", "blue", "yellow", "crimson", "steelblue", "grey", "white", "black", "wheat", "sienna", "teal")


def colour_card(size: tuple[int, int]) -> Image.Image:
    """Four by three fields of plain colours."""
    card, (width, height) = Image.new("RGB", size), size
    for number, colour in enumerate(COLOURS):
        row, column = divmod(number, 4)
        field = (width * (column + 1) // 4, height * (row + 1) // 3)
        card.paste(colour, (width * column // 4, height * row // 3, *field))
    return card


def book(sentences: tuple[str, ...] = SENTENCES, size: tuple[int, int] = (64, 64), title: str = "Mia") -> Book:
    panels = [Panel(picture(number, size), sentence, ("Mia",)) for number, sentence in enumerate(sentences)]
    return Book(tuple(panels), title, {"seed": 7, "model": "Storybook"})
