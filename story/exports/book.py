"""What every export starts from: a story's pictures and words in order."""

from __future__ import annotations

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
    title: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.panels:
            raise ValueError("A story to export needs at least one frame.")

    @property
    def words(self) -> str:
        """The whole text, a sentence per line."""
        return "\n".join([*([self.title] if self.title else []), *(panel.caption for panel in self.panels)])

    @property
    def source(self) -> str:
        """The digital source type of the first picture, in IPTC's terms."""
        with Image.open(BytesIO(self.panels[0].picture)) as opened:
            opened.load()
            return source_of(str(opened.info.get("XML:com.adobe.xmp", ""))) or TRAINED
