"""Picture files of strangers → pictures to work with: 8-bit RGB, upright, on white, in the colours they were meant in.

Pillow does none of that by itself: it clips 16-bit grey to white, leaves a camera's picture on its side and takes wide
gamuts and inks for sRGB. It also refuses a PNG whose profile or words unpack to more than 1 MiB, and calls a JPEG with
a second picture behind the first (as cameras and phones write it) MPO.
"""

from __future__ import annotations

import math
import struct
import zlib
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")  # JPEG finds MPO as well
BROKEN = (OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error, zlib.error)  # what Pillow may raise
MAX_SHOWN = 2048 * 2048  # pixels: FLUX.3 keeps one reference whole up to that, others fit it below a quarter
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PACKED = (b"iCCP", b"zTXt")


def open_head(content: bytes) -> Image.Image:
    """A picture that is not decoded yet: format, size and what stands before its pixels.

    Raises one of `BROKEN`, or what Pillow calls a decompression bomb.
    """
    try:
        return Image.open(BytesIO(content), formats=FORMATS)
    except ValueError:
        return Image.open(BytesIO(_without_packed(content)), formats=FORMATS)


def decode(content: bytes) -> Image.Image:
    """The first picture of a file, as RGB; `info` keeps what it says of itself. Raises the same."""
    picture = _loaded(content)
    info = {key: value for key, value in picture.info.items() if key not in ("transparency", "icc_profile", "exif")}
    rgb = on_white(_in_srgb(_eight_bits(_upright(picture))))
    rgb.info = info
    return rgb


def to_be_shown(content: bytes) -> Image.Image:
    """The same in at most `MAX_SHOWN` pixels: no model looks at more of a reference. Raises the same."""
    picture = decode(content)
    scale = math.sqrt(MAX_SHOWN / (picture.width * picture.height))
    if scale >= 1:
        return picture
    size = max(1, int(picture.width * scale)), max(1, int(picture.height * scale))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def decode_mask(content: bytes, *, own: bool = False) -> Image.Image:
    """What a file marks of a picture, as L: 255 where it is to be redrawn, 0 where it stays. Raises the same.

    What is transparent is marked, as OpenAI's API has it; where nothing is, what is white, as in diffusers and the
    web UIs. `own`: the file is the picture itself, of which only what is transparent can be.
    """
    picture = _upright(_loaded(content))
    if own or picture.has_transparency_data:
        clear = picture.convert("RGBA").getchannel("A").point(lambda alpha: 255 if alpha < 128 else 0)
        if own or clear.getbbox() is not None:
            return clear
    return _eight_bits(picture).convert("L").point(lambda grey: 255 if grey >= 128 else 0)


def on_white(picture: Image.Image) -> Image.Image:
    """As RGB; what is transparent becomes white."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA")).convert("RGB")


def _loaded(content: bytes) -> Image.Image:
    try:
        picture = open_head(content)
        picture.load()
    except ValueError:  # of what stands behind the pixels
        picture = open_head(_without_packed(content))
        picture.load()
    return picture


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except BROKEN:  # marks that nobody can read
        return picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    if not picture.mode.startswith("I"):
        return picture
    return Image.fromarray((np.asarray(picture).astype(np.uint32) / 257).round().clip(0, 255).astype(np.uint8))


def _in_srgb(picture: Image.Image) -> Image.Image:
    """By the profile that the file carries; one that cannot be used is as good as none."""
    profile = picture.info.get("icc_profile")
    if not profile:
        return picture
    if picture.mode == "P":
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        shown = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (*BROKEN, ImageCms.PyCMSError):
        return picture
    return shown or picture


def _without_packed(content: bytes) -> bytes:
    """A PNG without its compressed words and its profile; raises ValueError for another format."""
    if not content.startswith(_SIGNATURE):
        raise ValueError("not a PNG")
    kept, at = [_SIGNATURE], len(_SIGNATURE)
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        chunk, at = content[at : at + 12 + length], at + 12 + length
        packed_text = kind == b"iTXt" and chunk[8:].partition(b"\0")[2][:1] == b"\1"
        if kind not in _PACKED and not packed_text:
            kept.append(chunk)
    return b"".join(kept)
