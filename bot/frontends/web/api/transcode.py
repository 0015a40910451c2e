"""A stored picture in another format or size, with what it says of itself carried along. Work for a thread."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo, iTXt

from bot.frontends.web.gallery.images import read
from generation.provenance.png_metadata import reencoded

Format = Literal["png", "jpeg", "webp"]
DEFAULT_QUALITY = 90
MEDIA_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a picture is sent."""

    format: Format = "png"
    quality: int = DEFAULT_QUALITY  # of JPEG and WebP
    size: tuple[int, int] | None = None  # width and height; None: as it was drawn

    def __str__(self) -> str:
        return f"{self.format} {self.quality} {self.size}"


def encode_picture(path: Path, encoding: Encoding) -> bytes:
    """As PNG and in the size that it was drawn in, the file as it is. Raises OSError."""
    content, format, quality = read(path), encoding.format, encoding.quality
    if encoding.size:
        content = _resized(content, encoding.size)
    if format == "png":
        return content
    with Image.open(BytesIO(content)) as opened:
        return reencoded(opened, format.upper(), quality)


def _resized(content: bytes, size: tuple[int, int]) -> bytes:
    """A PNG in exactly this size, cut at the edges where its shape is another; it says the same of itself."""
    with Image.open(BytesIO(content)) as opened:
        if opened.size == size:
            return content
        picture, marks = opened.convert("RGB"), PngInfo()
        said = {str(name): words for name, words in opened.info.items() if isinstance(words, str)}
    for name, words in said.items():
        (marks.add_itxt if isinstance(words, iTXt) else marks.add_text)(name, words)
    file = BytesIO()
    ImageOps.fit(picture, size, Image.Resampling.LANCZOS).save(file, "PNG", pnginfo=marks, compress_level=1)
    return file.getvalue()
