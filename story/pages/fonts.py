"""Which font draws which letters of a caption.

Source Serif Pro, an installed package, has Latin, Greek and Cyrillic. Arabic, Hebrew, Chinese, Japanese and Korean come
from the packages of the extra `scripts`, or else from a font of the system. What no font has is drawn as an empty box,
but for emoji, which are left out. Letters join, and run from right to left, where Pillow has Raqm, as in its wheels.
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
class Run:
    """Letters of one font."""

    text: str
    font: ImageFont.FreeTypeFont

    def direction(self) -> str | None:
        """For Pillow's Raqm layout; None where there is none."""
        if not features.check_feature("raqm"):
            return None
        return "rtl" if is_right_to_left(self.text) else "ltr"

    def width(self) -> float:
        return self.font.getlength(self.text, direction=self.direction())


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((each for each in directions if each in ("L", "R", "AL")), "L") != "L"


def runs(text: str, size: int) -> list[Run]:
    """The text in pieces that one font each can draw, in the order they are read."""
    pieces: list[tuple[str, int]] = []
    for letter in text:
        index = _index_of(letter)
        if pieces and (_stays(letter, pieces[-1][1]) or index == pieces[-1][1]):
            pieces[-1] = (pieces[-1][0] + letter, pieces[-1][1])
        elif index is not None and unicodedata.category(letter) not in _ATTACHED:
            pieces.append((letter, index))
        elif unicodedata.category(letter)[0] == "L":  # as a box
            pieces.append((letter, 0))
    return [Run(piece, font) for piece, index in pieces if (font := _font(index, size)) is not None]


def drawable(text: str) -> str:
    """The text without signs that no font has; a letter is never left out."""
    return "".join(each for each in text if unicodedata.category(each)[0] in "LMZ" or _index_of(each) is not None)


def _stays(letter: str, index: int) -> bool:
    """Whether a letter goes with those before it: marks and punctuation, as far as their font has them."""
    category, font = unicodedata.category(letter), _font(index, 32)
    return category not in ("Lu", "Ll", "Lt", "Lo", "Lm", "So") and font is not None and _has(font, index, letter)


@lru_cache(maxsize=4096)
def _index_of(letter: str) -> int | None:
    """The first font that has the letter."""
    for index in range(len(_PACKAGES) + len(_SYSTEM)):
        font = _font(index, 32)
        if font is not None and _has(font, index, letter):
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
