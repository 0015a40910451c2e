"""A stored picture or video → a small picture of it, for lists of many."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from generation.pictures import decode

SIDE = 480  # pixels of the longer side, at most


def thumb(path: Path) -> bytes:
    """As WebP; of a video its last picture, which is the finished one. Raises OSError where it cannot be read."""
    small: Image.Image
    if path.suffix == ".mp4":
        import av  # 30 MB of codecs: only where a video is shown

        with av.open(path) as container:
            *_, last = container.decode(video=0)
            small = last.to_image()  # type: ignore[no-untyped-call]  # PyAV types it nowhere
    else:
        small = decode(path.read_bytes())
    small.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    file = BytesIO()
    small.save(file, "WEBP", quality=84, method=4)
    return file.getvalue()
