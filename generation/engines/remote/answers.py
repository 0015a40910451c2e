"""What a server sent, believed only as far as it can be read: bytes to the picture that was asked for."""

from __future__ import annotations

import warnings
from base64 import b64decode
from binascii import Error as NoBase64

from PIL import Image

from generation.engine import EngineError
from generation.engines.remote.sentences import NO_PICTURE, TOO_LARGE, UNREADABLE
from generation.pictures import BROKEN, decode, open_head

MAX_PIXELS = 40_000_000


def from_base64(text: object) -> bytes:
    """With or without the head of a data URL; raises EngineError for anything else."""
    if not isinstance(text, str) or not text:
        raise EngineError(NO_PICTURE)
    try:
        return b64decode(text.partition(",")[2] if text.startswith("data:") else text)
    except (NoBase64, ValueError):
        raise EngineError(UNREADABLE) from None


def picture_of(content: bytes, width: int, height: int) -> Image.Image:
    """RGB in exactly that size; raises EngineError. Its head is read first: a lie about its size costs nothing."""
    try:
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            size = open_head(content).size
        if size[0] * size[1] > MAX_PIXELS:
            raise EngineError(TOO_LARGE)
        if size != (width, height):
            raise EngineError(
                f"The image server drew {size[0]}×{size[1]} instead of {width}×{height}: leave out --ar, or tell "
                "whoever runs Vignette that engine.options needs its width and height."
            )
        return decode(content)
    except (*BROKEN, Image.DecompressionBombError) as error:
        raise EngineError(UNREADABLE) from error
