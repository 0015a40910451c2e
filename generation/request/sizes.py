"""Aspect ratio → width and height: the engine's own pixel area in another shape."""

from __future__ import annotations

import math
import re

from generation.engine import EngineError, EngineInfo

MAX_RATIO = 4  # beyond 4:1 every model we know repeats or stretches its subject
RATIOS = f"between 1:{MAX_RATIO} and {MAX_RATIO}:1"


def image_size(info: EngineInfo, aspect_ratio: str | None) -> tuple[int, int]:
    """Width and height for "W:H" at the engine's area, on its grid; `None` is the engine's own size."""
    if aspect_ratio is None:
        return info.width, info.height
    ratio = parse_ratio(aspect_ratio)
    if info.fixed_size and not math.isclose(ratio, info.width / info.height):
        raise EngineError(f"{info.model} draws only {info.width}×{info.height}: leave out --ar.", field="aspect_ratio")
    area, multiple = info.width * info.height, info.size_multiple
    width = max(multiple, round(math.sqrt(area * ratio) / multiple) * multiple)
    height = max(multiple, round(math.sqrt(area / ratio) / multiple) * multiple)
    if width * height > info.max_pixels:
        sentence = f"{width}×{height} is more than the {info.max_pixels} pixels {info.model} may draw."
        raise EngineError(sentence, field="aspect_ratio")
    return width, height


def parse_ratio(aspect_ratio: str) -> float:
    """Width divided by height of "W:H"; an `EngineError` with the right form for anything else."""
    match = re.fullmatch(r"\s*(\d{1,4}(?:\.\d{1,4})?)\s*:\s*(\d{1,4}(?:\.\d{1,4})?)\s*", aspect_ratio, re.ASCII)
    if match is None or not (width := float(match[1])) or not (height := float(match[2])):
        raise EngineError("Write the aspect ratio as width:height, for example --ar 16:9.", field="aspect_ratio")
    if not 1 / MAX_RATIO <= width / height <= MAX_RATIO:
        raise EngineError(f"The aspect ratio must lie {RATIOS}.", field="aspect_ratio")
    return width / height
