"""What every export starts from: a story's pictures and words in order."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TypeAlias

from PIL import Image

from generation.provenance.xmp import TRAINED, source_of
from story.sentences import NO_CAST

#: What signs a file: its content, its media type, its title and the digital source type of its pictures.
Sign: TypeAlias = Callable[[bytes, str, str, str], bytes]


def unsigned(content: bytes, mime: str, title: str, source: str) -> bytes:
    """Nothing signs it."""
    return content


_SCRIPTS = {  # of the names of letters in Unicode: the language that most of their texts are in
    "ARABIC": "ar", "HEBREW": "he", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "CYRILLIC": "ru",
    "GREEK": "el", "DEVANAGARI": "hi", "THAI": "th",
}  # fmt: skip


def language_of(text: str) -> str:
    """ISO 639-1 of the language that a text's letters suggest; Japanese has kana among its Chinese signs."""
    names = (unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in text if letter.isalpha())
    counted = Counter(_SCRIPTS.get(name, "en") for name in names)
    if counted["ja"]:
        counted["ja"] += counted.pop("zh", 0)
    return counted.most_common(1)[0][0] if counted else "en"


@dataclass(frozen=True, slots=True)
class Panel:
    """One frame with its sentence."""

    picture: bytes  # a PNG, as it was stored
    sentence: str
    cast: tuple[str, ...] = ()

    @property
    def caption(self) -> str:
        """The sentence as it is read."""
        return self.sentence.removeprefix(NO_CAST).strip()

    @property
    def alt(self) -> str:
        """For those who do not see the picture."""
        return self.caption or "A picture without words."

    def image(self) -> Image.Image:
        with Image.open(BytesIO(self.picture)) as opened:
            return opened.convert("RGB")


@dataclass(frozen=True, slots=True)
class Book:
    """A story that is told; `facts` (JSON values: seed, engine, model, …) go into the ZIP."""

    panels: tuple[Panel, ...]
    title: str = ""  # "": it has none
    facts: Mapping[str, object] = field(default_factory=dict)
    author: str = ""  # "": nobody is named

    def __post_init__(self) -> None:
        if not self.panels:
            raise ValueError("A story to export needs at least one frame.")

    @property
    def name(self) -> str:
        """What it is called: by its title, or else by its first sentence, as poems are."""
        return self.title.strip() or next((panel.caption for panel in self.panels if panel.caption), "A story")

    @property
    def byline(self) -> str:
        """ "by Ann Lee", or nothing."""
        return f"by {self.author.strip()}" if self.author.strip() else ""

    @property
    def words(self) -> str:
        """The whole text, a sentence per line, below title and author."""
        return "\n".join([*filter(None, (self.title, self.byline)), *(panel.caption for panel in self.panels)])

    @property
    def cover(self) -> Panel:
        """The picture that stands for all: the first of those with most of the cast."""
        return max(self.panels, key=lambda panel: len(panel.cast))

    @property
    def cast(self) -> tuple[str, ...]:
        """Who appears, in order, each once."""
        return tuple(dict.fromkeys(name for panel in self.panels for name in panel.cast))

    @property
    def language(self) -> str:
        """ISO 639-1, as far as the letters tell: who writes in Latin ones is taken to write English, which we read."""
        return language_of(self.words)

    @property
    def source(self) -> str:
        """The digital source type of the first picture, in IPTC's terms."""
        with Image.open(BytesIO(self.panels[0].picture)) as opened:
            opened.load()
            return source_of(str(opened.info.get("XML:com.adobe.xmp", ""))) or TRAINED
