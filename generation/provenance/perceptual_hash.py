"""A picture in 64 bits that survive JPEG, WebP and another size: the DCT hash of Zauner (2010).

Each bit says whether one of the 64 lowest frequencies of the grey picture is above their median. Equal pictures are 0
bits apart, unrelated ones about 32. Hand-written: it is one product of matrices, and ImageHash would bring SciPy.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

from generation.pictures import on_white

BITS = 64
SAME = 8  # bits apart at most, for pictures that are the same to the eye

_SIDE = 32  # pixels that are looked at
_LOW = 8  # frequencies per direction

Array = np.ndarray[Any, np.dtype[np.float64]]


def phash(image: Image.Image) -> str:
    """16 hex digits; what is transparent counts as white."""
    grey = np.asarray(on_white(image).convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS), np.float64)
    waves = _waves()
    # The second frequency on: the first is the mean brightness, which says nothing of what is shown.
    frequencies = (waves @ grey @ waves.T).round(3)  # (8, 8); rounded, or a flat picture would hash its float error
    bits = (frequencies > np.median(frequencies)).ravel()
    return f"{int(''.join('01'[bit] for bit in bits.astype(int)), 2):016x}"


def distance(one: str, other: str) -> int:
    """In how many of their 64 bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


@lru_cache(maxsize=1)
def _waves() -> Array:
    """Rows 1 to 8 of the DCT-II of 32 values (8, 32)."""
    frequency, place = np.mgrid[1 : _LOW + 1, 0:_SIDE]
    return np.cos(np.pi / _SIDE * (place + 0.5) * frequency)  # type: ignore[no-any-return]  # numpy's mgrid is Any
