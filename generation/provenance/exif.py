"""The one tag of EXIF that tells how a picture was made: UserComment, where JPEG and WebP keep PNG's `parameters`.

Hand-written, some twenty lines: Pillow writes the comment as BYTE, which Exif 2.32 (§4.6.5) forbids and piexif and
Exiv2 don't read; piexif is without a maintainer since 2019.
"""

from __future__ import annotations

import struct

from PIL import Image

from generation.pictures import BROKEN

_EXIF_IFD, _VERSION, _USER_COMMENT = 0x8769, 0x9000, 0x9286
_LONG, _UNDEFINED = 4, 7
_UNICODE = b"UNICODE\0"


def user_comment(text: str) -> bytes:
    """A block of EXIF for Pillow's `exif=`, big-endian, with nothing but the text and the version it must state."""
    comment = _UNICODE + text.encode("utf-16-be", "replace")
    start = 8 + 18  # of the second directory: behind the header, and the first with its one entry
    entries = [
        struct.pack(">HHI4s", _VERSION, _UNDEFINED, 4, b"0232"),
        struct.pack(">HHII", _USER_COMMENT, _UNDEFINED, len(comment), start + 30),
    ]
    first = struct.pack(">HHHIII", 1, _EXIF_IFD, _LONG, 1, start, 0)
    second = struct.pack(">H", len(entries)) + b"".join(entries) + struct.pack(">I", 0)
    return b"Exif\0\0MM\0\x2a\0\0\0\x08" + first + second + comment


def comment_of(picture: Image.Image) -> str:
    """What `user_comment` wrote, also where somebody has written it again in their own way; "" where there is none."""
    try:
        value = picture.getexif().get_ifd(_EXIF_IFD).get(_USER_COMMENT, b"")
    except BROKEN:  # a stranger's
        return ""
    content = value if isinstance(value, bytes) else str(value).encode("latin-1", "replace")
    if not content.startswith(_UNICODE):
        return ""
    text = content.removeprefix(_UNICODE)
    return text.decode("utf-16-be" if text[:1] == b"\0" or text[1:2] != b"\0" else "utf-16-le", "replace").strip("\0")
