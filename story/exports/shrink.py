"""A moving picture over a limit, made again at half the size, or a quarter, …: the same pictures for the same times."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageSequence

from story.exports.video import FORMATS, FRAME_RATE, GRID, moving

SMALLEST = 64  # pixels of the shorter side; below it there is nothing to see


def smaller(content: bytes, kind: str, limit: int, words: str, source: str) -> bytes | None:
    """In at most `limit` bytes, with `words` and `source` as in `moving`; None where that would show nothing any more.

    Raises `ValueError` for a kind that is not in `FORMATS`.
    """
    if kind not in FORMATS:
        raise ValueError(f"{kind!r} is not a kind of moving picture")
    part, file = 1, content
    while len(file) > limit:
        part *= 2
        images, times = _mp4(content, part) if kind == "mp4" else _animation(content, part)
        if min(images[0].size) < SMALLEST:
            return None
        file = moving(images, [after - before for before, after in pairwise(times)], kind, words, source)
    return file


def _mp4(content: bytes, part: int) -> tuple[list[Image.Image], list[float]]:
    """All pictures, their sides divided by `part`; the second in which each begins, and the end."""
    import av  # 30 MB of codecs: only where there is a video

    with av.open(BytesIO(content), "r") as container:
        timed_images = [
            (_divide_sides(frame.to_image(), part), float(frame.time or 0))  # type: ignore[no-untyped-call]  # of PyAV
            for frame in container.decode(video=0)
        ]
    images, times = zip(*timed_images, strict=True)
    return list(images), [*times, times[-1] + 1 / FRAME_RATE]


def _animation(content: bytes, part: int) -> tuple[list[Image.Image], list[float]]:
    images, times = [], [0.0]
    with Image.open(BytesIO(content)) as opened:
        for each in ImageSequence.Iterator(opened):
            images.append(_divide_sides(each.convert("RGB"), part))
            times.append(times[-1] + each.info.get("duration", 0) / 1000)
    return images, times


def _divide_sides(image: Image.Image, part: int) -> Image.Image:
    width, height = (max(GRID, round(side / part / GRID) * GRID) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS)
