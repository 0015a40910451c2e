"""Pictures as servers are sent them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps


def png(picture: Image.Image) -> bytes:
    """A file of it, made fast."""
    content = BytesIO()
    picture.save(content, "PNG", compress_level=1)
    return content.getvalue()


def as_read(mask: Image.Image) -> Image.Image:
    """A mask (L, white where its picture may change) for servers that read its lightness and for those that read what
    is transparent: both are the same part.
    """
    return Image.merge("RGBA", (mask, mask, mask, ImageOps.invert(mask)))
