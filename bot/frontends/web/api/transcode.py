"""A stored picture in another format, with what it says of itself carried along. Work for a thread."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.frontends.web.gallery.images import read
from generation.provenance.png_metadata import reencoded

DEFAULT_QUALITY = 90
MEDIA_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


def encode_picture(path: Path, format: str, quality: int = DEFAULT_QUALITY) -> bytes:
    """`format` is png (the file as it is), jpeg or webp. Raises OSError."""
    content = read(path)
    if format == "png":
        return content
    with Image.open(BytesIO(content)) as opened:
        return reencoded(opened, format.upper(), quality)
