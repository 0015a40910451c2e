"""Which font draws which letters of a caption.

Source Serif Pro, an installed package, has Latin, Greek and Cyrillic. Arabic, Hebrew, Chinese, Japanese and Korean come
from the packages of the extra `scripts`, or else from a font of the system. What no font has is drawn as an empty box,
but for emoji, which are left out. Letters join, and run from right to left, where Pillow has Raqm, as in its wheels.

Raqm puts Latin words, numbers and brackets among Arabic or Hebrew ones where they belong, but only within one font: so
the font of the Arabic or Hebrew letters draws everything in such a text that it has.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from PIL import ImageFont, features

_PACKAGES = (
    ("font_source_serif_pro", "files/SourceSerifPro-Regular.ttf"),
    ("justmytype_intl_rtl", "fonts/ofl/notosansarabic/NotoSansArabic[wdth,wght].ttf"),
    ("justmytype_intl_rtl", "fonts/ofl/notosanshebrew/NotoSansHebrew[wdth,wght].ttf"),
    ("justmytype_intl_cjk", "fonts/ofl/notosansjp/NotoSansJP[wght].ttf"),
    ("justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"),
    ("justmytype_intl_cjk", "fonts/ofl/notosanskr/NotoSansKR[wght].ttf"),
)
_SYSTEM = (
    "NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "YuMincho.ttc", "msyh.ttc", "PingFang.ttc",
    "NotoSans-Regular.ttf", "DejaVuSans.ttf", "Arial Unicode.ttf", "arial.ttf",
)  # fmt: skip
_ATTACHED = ("Cf", "Cc", "Mn", "Me", "Mc")  # categories of what stands on or in the letter before it
_NO_LETTER = "\U0010fffe"


@dataclass(frozen=True, slots=True)
class Writing:
    """Which way a whole text runs, however one of its lines begins, and the font that draws all it can of it."""

    right_to_left: bool
    font: int | None  # its place in the order of preference; None: each letter has the first that knows it


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one font."""

    text: str
    font: ImageFont.FreeTypeFont
    right_to_left: bool

    def direction(self) -> str | None:
        """For Pillow's Raqm layout; None where there is none."""
        if not features.check_feature("raqm"):
            return None
        return "rtl" if self.right_to_left else "ltr"

    def width(self) -> float:
        return self.font.getlength(self.text, direction=self.direction())


def writing_of(text: str) -> Writing:
    """It runs as its first letter does that has a direction."""
    directed = [(each, letter) for letter in text if (each := unicodedata.bidirectional(letter)) in ("L", "R", "AL")]
    backwards = next((letter for direction, letter in directed if direction != "L"), None)
    return Writing(
        right_to_left=bool(directed) and directed[0][0] != "L",
        font=None if backwards is None else _index_of(backwards),
    )


def runs(text: str, size: int, writing: Writing | None = None) -> list[Run]:
    """The text in pieces that one font each can draw, in the order they are read.

    `writing` is that of the whole, where the text is a part of one.
    """
    writing = writing or writing_of(text)
    pieces: list[tuple[str, int]] = []
    for letter in text:
        index = writing.font if _knows(writing.font, letter) else _index_of(letter)
        if pieces and (_stays(letter, pieces[-1][1]) or index == pieces[-1][1]):
            pieces[-1] = (pieces[-1][0] + letter, pieces[-1][1])
        elif index is not None and unicodedata.category(letter) not in _ATTACHED:
            pieces.append((letter, index))
        elif unicodedata.category(letter)[0] == "L":  # as a box
            pieces.append((letter, 0))
    return [
        Run(piece, font, writing.right_to_left) for piece, index in pieces if (font := _font(index, size)) is not None
    ]


def drawable(text: str) -> str:
    """The text without signs that no font has; a letter is never left out."""
    return "".join(each for each in text if unicodedata.category(each)[0] in "LMZ" or _index_of(each) is not None)


def _knows(index: int | None, letter: str) -> bool:
    font = None if index is None else _font(index, 32)
    return index is not None and font is not None and _has(font, index, letter)


def _stays(letter: str, index: int) -> bool:
    """Whether a letter goes with those before it: marks and punctuation, as far as their font has them."""
    return unicodedata.category(letter) not in ("Lu", "Ll", "Lt", "Lo", "Lm", "So") and _knows(index, letter)


@lru_cache(maxsize=4096)
def _index_of(letter: str) -> int | None:
    """The first font that has the letter."""
    for index in range(len(_PACKAGES) + len(_SYSTEM)):
        if _knows(index, letter):
            return index
    return None


@lru_cache(maxsize=256)
def _font(index: int, size: int) -> ImageFont.FreeTypeFont | None:
    """The font at this place of the order of preference; None where it is not installed."""
    try:
        if index >= len(_PACKAGES):
            return ImageFont.truetype(_SYSTEM[index - len(_PACKAGES)], size)
        package, path = _PACKAGES[index]
        font = ImageFont.truetype(str(files(package) / path), size)
    except (ModuleNotFoundError, OSError):
        return None
    if "wght" in path:
        font.set_variation_by_axes(
            [400 if axis["name"] == b"Weight" else axis["default"] or 100 for axis in font.get_variation_axes()]
        )
    return font


def _has(font: ImageFont.FreeTypeFont, index: int, letter: str) -> bool:
    """Whether the font has the letter; for what it has not it draws a box, always the same."""
    return letter.isspace() or bytes(font.getmask(letter)) != _box(index)


@lru_cache(maxsize=32)
def _box(index: int) -> bytes:
    font = _font(index, 32)
    return bytes(font.getmask(_NO_LETTER)) if font is not None else b""
