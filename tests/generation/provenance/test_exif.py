"""The comment of a JPEG or WebP has the type that the standard gives it, also when it is written again."""

from __future__ import annotations

import struct
from io import BytesIO

import piexif
import piexif.helper
import pytest
from PIL import Image

from generation.provenance.exif import comment_of, user_comment
from generation.provenance.png_metadata import reencoded

TEXT = "a red fox 🦊\nSteps: 8"
PICTURE = Image.new("RGB", (16, 16), "red")


def written(kind: str, exif: bytes) -> bytes:
    file = BytesIO()
    PICTURE.save(file, kind, exif=exif)
    return file.getvalue()


def type_of_comment(content: bytes) -> int:
    """The TIFF type of the tag 0x9286, wherever its directory lies."""
    with Image.open(BytesIO(content)) as image:
        block = bytes(image.info["exif"])
    order = "<" if b"II\x2a\0" in block else ">"
    at = block.index(struct.pack(f"{order}H", 0x9286))
    kind: int = struct.unpack_from(f"{order}H", block, at + 2)[0]
    return kind


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_the_comment_is_of_the_type_undefined_and_other_readers_read_it(kind: str) -> None:
    """Exif 2.32 §4.6.5. Pillow writes BYTE, on which piexif raises and Exiv2 shows numbers."""
    content = written(kind, user_comment(TEXT))
    assert type_of_comment(content) == 7
    exif = piexif.load(content)["Exif"]
    assert piexif.helper.UserComment.load(exif[piexif.ExifIFD.UserComment]) == TEXT
    assert exif[piexif.ExifIFD.ExifVersion] == b"0232"


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_right_file_that_is_written_again_stays_right(kind: str) -> None:
    with Image.open(BytesIO(written("JPEG", user_comment(TEXT)))) as once:
        again = reencoded(once.resize((8, 8)), kind, 80)
    assert type_of_comment(again) == 7
    with Image.open(BytesIO(again)) as image:
        assert comment_of(image) == TEXT


def test_the_comment_is_read_as_others_write_it_too() -> None:
    with Image.open(BytesIO(written("JPEG", user_comment(TEXT)))) as ours:
        by_pillow = written("JPEG", ours.getexif().tobytes())  # as BYTE, and little-endian
    comment = piexif.helper.UserComment.dump(TEXT, encoding="unicode")
    by_piexif = written("JPEG", piexif.dump({"Exif": {piexif.ExifIFD.UserComment: comment}}))
    for content in (by_pillow, by_piexif):
        with Image.open(BytesIO(content)) as image:
            assert comment_of(image) == TEXT


def test_what_is_no_comment_is_none() -> None:
    ascii_comment = piexif.dump({"Exif": {piexif.ExifIFD.UserComment: b"ASCII\0\0\0hello"}})
    for exif in (b"", ascii_comment):
        with Image.open(BytesIO(written("JPEG", exif))) as image:
            assert comment_of(image) == ""
