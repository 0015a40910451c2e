#!/usr/bin/env bash
# Pillow 13.0.0 refuses a valid PNG whose ICC profile or compressed text unpacks to more than 1 MiB, pixels and all, though
# neither is needed to show it; the file can be as small as two kilobytes. Text behind the pixels is only found, and
# refused, when they are loaded, so `Image.open` alone says nothing. Browsers show all three.
#
# Seen: "profile: ValueError at open; text: ValueError at open; text behind the pixels: ValueError at load"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import io
import struct
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

LONG = 1_100_000


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def outcome(behind=b"", **options):
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG", **options)
    png = file.getvalue()
    file = io.BytesIO(png[:-12] + behind + png[-12:])  # before the last chunk, IEND
    assert len(file.getvalue()) < 3000
    moment = "open"
    try:
        picture = Image.open(file)
        moment = "load"
        picture.load()
    except Exception as error:
        return f"{type(error).__name__} at {moment}"
    return "read"


text = PngInfo()
text.add_text("words", "a" * LONG, zip=True)
behind = chunk(b"zTXt", b"words\0\0" + zlib.compress(b"a" * LONG))
told = [outcome(icc_profile=b"\0" * LONG), outcome(pnginfo=text), outcome(behind)]
print("profile: {}; text: {}; text behind the pixels: {}".format(*told))
assert told == ["ValueError at open", "ValueError at open", "ValueError at load"], "it is another answer now"
PYTHON
