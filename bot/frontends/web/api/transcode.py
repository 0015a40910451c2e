"""A stored picture in another format, with what it says of itself (XMP) carried along. Work for a thread."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from bot.frontends.web.gallery.images import read

DEFAULT_QUALITY = 90
MEDIA_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


def encode_picture(path: Path, format: str, quality: int = DEFAULT_QUALITY) -> bytes:
    """`format` is png (the file as it is), jpeg or webp. Raises OSError."""
    content = read(path)
    if format == "png":
        return content
    with Image.open(BytesIO(content)) as opened:
        picture, marks = opened.convert("RGB"), opened.info.get("XML:com.adobe.xmp") or opened.info.get("xmp")
    options: dict[str, Any] = {"quality": quality}
    if marks:
        options["xmp"] = marks.encode() if isinstance(marks, str) else marks
    file = BytesIO()
    picture.save(file, format.upper(), **options)
    return file.getvalue()
