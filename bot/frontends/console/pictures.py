"""Pictures inside a terminal: by the kitty or iTerm2 protocol, in half-block characters, or not at all.

Hand-written: textual-image knows no iTerm2, asks the terminal when it is imported, by the same stdin that lines are
read from, and sends kitty's pictures past the console.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from enum import Enum
from io import BytesIO

from PIL import Image

MAX_COLUMNS = 80  # a picture is no wider, however wide the terminal
COLUMNS_EACH = 36  # of one picture among several
_KITTY_CHUNK = 4096  # the most base64 that one escape sequence may carry
_GAP = 8  # pixels between pictures in a row


class GraphicsProtocol(Enum):
    """By which a terminal shows pictures."""

    KITTY = "kitty"
    ITERM2 = "iterm2"
    BLOCKS = "blocks"
    NONE = "none"


_PROGRAMS = {
    "ghostty": GraphicsProtocol.KITTY,
    "iTerm.app": GraphicsProtocol.ITERM2,
    "iTerm2": GraphicsProtocol.ITERM2,
    "WezTerm": GraphicsProtocol.ITERM2,
}


def detect_protocol(environment: Mapping[str, str], is_terminal: bool) -> GraphicsProtocol:
    """What this terminal says of itself; inside tmux and screen, which swallow both protocols, blocks at best."""
    if not is_terminal or environment.get("TERM") == "dumb":
        return GraphicsProtocol.NONE
    term = environment.get("TERM", "")
    if "TMUX" not in environment and not term.startswith(("screen", "tmux")):
        if term == "xterm-kitty" or "KITTY_WINDOW_ID" in environment:
            return GraphicsProtocol.KITTY
        for variable in ("TERM_PROGRAM", "LC_TERMINAL"):  # the second also travels through ssh
            if protocol := _PROGRAMS.get(environment.get(variable, "")):
                return protocol
    return GraphicsProtocol.BLOCKS if environment.get("COLORTERM") in ("truecolor", "24bit") else GraphicsProtocol.NONE


def render_pictures(pngs: Sequence[bytes], protocol: GraphicsProtocol, columns: int) -> str:
    """Escape sequences and characters that show these pictures side by side; "" where the terminal cannot."""
    if protocol is GraphicsProtocol.NONE or not pngs:
        return ""
    columns = min(columns, MAX_COLUMNS)
    pictures = [Image.open(BytesIO(png)).convert("RGB") for png in pngs]
    beside = max(1, min(len(pictures), columns // COLUMNS_EACH))
    sheet = _sheet(pictures, beside)
    width = min(columns, COLUMNS_EACH * beside)
    if protocol is GraphicsProtocol.BLOCKS:
        return _blocks(sheet, width)
    png = pngs[0]
    if len(pngs) > 1:
        sheet.save(file := BytesIO(), "PNG", compress_level=1)
        png = file.getvalue()
    return (_kitty if protocol is GraphicsProtocol.KITTY else _iterm2)(png, width) + "\n"


def _sheet(pictures: Sequence[Image.Image], beside: int) -> Image.Image:
    """All pictures on one, so many beside each other."""
    width, height = pictures[0].size
    beside = min(beside, len(pictures))
    rows = math.ceil(len(pictures) / beside)
    sheet = Image.new("RGB", (beside * (width + _GAP) - _GAP, rows * (height + _GAP) - _GAP))
    for index, picture in enumerate(pictures):
        row, column = divmod(index, beside)
        sheet.paste(picture, (column * (width + _GAP), row * (height + _GAP)))
    return sheet


def _kitty(png: bytes, columns: int) -> str:
    """https://sw.kovidgoyal.net/kitty/graphics-protocol"""
    data = base64.standard_b64encode(png).decode()
    chunks = [data[start : start + _KITTY_CHUNK] for start in range(0, len(data), _KITTY_CHUNK)]
    control = f"a=T,f=100,q=2,c={columns},"  # transmit and display, PNG, no answers, so wide
    parts = []
    for index, chunk in enumerate(chunks):
        more = int(index + 1 < len(chunks))
        parts.append(f"\x1b_G{control if index == 0 else ''}m={more};{chunk}\x1b\\")
    return "".join(parts)


def _iterm2(png: bytes, columns: int) -> str:
    """https://iterm2.com/documentation-images.html"""
    data = base64.standard_b64encode(png).decode()
    return f"\x1b]1337;File=inline=1;size={len(png)};width={columns};preserveAspectRatio=1:{data}\x07"


def _blocks(picture: Image.Image, columns: int) -> str:
    """Two pixels per character: "▀" in the upper pixel's colour on the lower one's. Cells are twice as high as wide."""
    rows = max(1, round(columns * picture.height / picture.width / 2))
    pixels = picture.resize((columns, 2 * rows), Image.Resampling.LANCZOS)
    text = ""
    for row in range(rows):
        before: tuple[object, object] | None = None
        for x in range(pixels.width):
            upper, lower = pixels.getpixel((x, 2 * row)), pixels.getpixel((x, 2 * row + 1))
            if (upper, lower) != before:  # equal neighbours share one escape sequence
                text += f"\x1b[38;2;{_rgb(upper)};48;2;{_rgb(lower)}m"
                before = upper, lower
            text += "▀"
        text += "\x1b[0m\n"
    return text


def _rgb(pixel: float | tuple[int, ...] | None) -> str:
    return ";".join(map(str, pixel)) if isinstance(pixel, tuple) else "0;0;0"
