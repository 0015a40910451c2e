"""A large picture through something that takes small ones: overlapping tiles, blended where they meet."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import ceil
from typing import Any

import numpy as np
from PIL import Image

OVERLAP = 8  # a tile shares at least one part in this many of its side with the next

Array = np.ndarray[Any, np.dtype[np.float32]]


def by_tiles(image: Image.Image, tile: int, factor: int, enlarge: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """An RGB picture `factor` times as large; `enlarge` is given squares of `tile` pixels, with the edge repeated
    around a picture that is smaller."""
    width, height = image.size
    room = (0, max(0, tile - height)), (0, max(0, tile - width)), (0, 0)
    padded = Image.fromarray(np.pad(np.asarray(image.convert("RGB")), room, mode="edge"))
    total = np.zeros((padded.height * factor, padded.width * factor, 3), np.float32)
    weights = np.zeros((*total.shape[:2], 1), np.float32)
    # Weights (side, side, 1) that fall towards the edges and are never nothing.
    side = np.arange(tile * factor)
    line = np.minimum(1.0, (np.minimum(side, side[::-1]) + 1) / max(1, tile * factor // OVERLAP)).astype(np.float32)
    ramp = (line[:, None] * line[None, :])[..., None]
    for left, top in product(_starts(padded.width, tile), _starts(padded.height, tile)):
        enlarged = enlarge(padded.crop((left, top, left + tile, top + tile))).convert("RGB")
        area = (
            slice(top * factor, (top + tile) * factor),
            slice(left * factor, (left + tile) * factor),
        )
        total[area] += np.asarray(enlarged, np.float32) * ramp
        weights[area] += ramp
    pixels = (total / weights).round().clip(0, 255).astype(np.uint8)
    return Image.fromarray(pixels).crop((0, 0, width * factor, height * factor))


def _starts(side: int, tile: int) -> list[int]:
    """Where tiles begin: evenly, from the one edge to the other."""
    step = tile - tile // OVERLAP
    count = 1 + ceil((side - tile) / step)
    return [round(k * (side - tile) / max(1, count - 1)) for k in range(count)]
