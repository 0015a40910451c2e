"""How a picture came to be: its previews in order, then the picture itself, as a moving picture."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image

from generation.provenance.xmp import TRAINED, source_of
from story.exports.video import GRID, moving

DRAWING_SECONDS = 5.0  # all previews together, at most
PREVIEW_SECONDS = 0.25  # each, at most
RESULT_SECONDS = 2.0
LONGEST = {"mp4": 1024, "webp": 768, "gif": 512}  # pixels
MAX_PREVIEWS = 60  # more are thinned out evenly


def process_video(previews: Sequence[bytes], picture: bytes, kind: str, prompt: str = "") -> bytes:
    """Small previews (any format) and the finished PNG → MP4, WebP or GIF in the picture's shape."""
    with Image.open(BytesIO(picture)) as opened:
        result = opened.convert("RGB")
        source = source_of(str(opened.info.get("XML:com.adobe.xmp", ""))) or TRAINED
    size = video_size(result.size, kind)
    count = min(MAX_PREVIEWS, len(previews))  # the first and the last among them
    chosen = [round(k * (len(previews) - 1) / max(1, count - 1)) for k in range(count)]
    frames = [_enlarge(previews[index], size) for index in chosen]
    each = min(PREVIEW_SECONDS, DRAWING_SECONDS / max(1, len(frames)))
    frames.append(result.resize(size, Image.Resampling.LANCZOS))
    return moving(frames, [each] * (len(frames) - 1) + [RESULT_SECONDS], kind, prompt, source)


def _enlarge(preview: bytes, size: tuple[int, int]) -> Image.Image:
    with Image.open(BytesIO(preview)) as opened:
        return opened.convert("RGB").resize(size, Image.Resampling.BICUBIC)


def video_size(picture: tuple[int, int], kind: str) -> tuple[int, int]:
    """Width and height for a picture's own: about as large, not larger than that kind may be, and on the grid."""
    scale = min(1.0, LONGEST[kind] / max(picture))
    width, height = (max(GRID, round(side * scale / GRID) * GRID) for side in picture)
    return width, height
