#!/usr/bin/env bash
# Pillow 13.0.0 writes EXIF's UserComment (0x9286) as TIFF type 1 (BYTE). Exif 2.32, §4.6.5, knows type 7 (UNDEFINED)
# alone, and it is lost even where a right file is opened, its tags are read, and it is saved again. piexif 1.1.3 raises
# on such a comment, and Exiv2 shows a row of numbers.
#
# Seen: "type written by piexif: 7, by Pillow: 1, after Pillow has saved piexif's: 1; piexif reads it: ValueError"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0 piexif==1.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import io
import struct

import piexif
import piexif.helper
from PIL import Image

EXIF, COMMENT = 0x8769, 0x9286


def saved(exif):
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def type_of(jpeg):
    block = Image.open(io.BytesIO(jpeg)).info["exif"]
    order = "<" if b"II*\0" in block else ">"
    return struct.unpack_from(order + "H", block, block.index(struct.pack(order + "H", COMMENT)) + 2)[0]


comment = piexif.helper.UserComment.dump("a red fox", "unicode")
right = saved(piexif.dump({"Exif": {COMMENT: comment}}))
exif = Image.Exif()
exif.get_ifd(EXIF)[COMMENT] = comment
wrong = saved(exif)
opened = Image.open(io.BytesIO(right)).getexif()
opened.get_ifd(EXIF)
again = saved(opened)
try:
    read = piexif.helper.UserComment.load(piexif.load(wrong)["Exif"][COMMENT])
except Exception as error:
    read = type(error).__name__
print(
    f"type written by piexif: {type_of(right)}, by Pillow: {type_of(wrong)}, "
    f"after Pillow has saved piexif's: {type_of(again)}; piexif reads it: {read}"
)
assert (type_of(right), type_of(wrong), type_of(again)) == (7, 1, 1), "it is another type now"
assert read != "a red fox", "piexif reads it now"
PYTHON
