#!/usr/bin/env bash
# Pillow 13.0.0 opens a PNG of 16-bit grey as "I;16", and `convert("RGB")` (or "L") clips its values to 255 instead of
# scaling them: all but the darkest 0.4 % of the range is white. A 16-bit colour PNG is scaled when it is opened.
#
# Seen: "mode I;16; a quarter of full brightness is (255, 255, 255) as RGB, not (64, 64, 64)"
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


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


head = struct.pack(">IIBBBBB", 1, 1, 16, 0, 0, 0, 0)  # one pixel of 16-bit grey
pixel = zlib.compress(b"\0" + struct.pack(">H", 0x4000))
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
picture = Image.open(io.BytesIO(png))
shown = picture.convert("RGB").getpixel((0, 0))
print(f"mode {picture.mode}; a quarter of full brightness is {shown} as RGB, not (64, 64, 64)")
assert (picture.mode, shown) == ("I;16", (255, 255, 255)), "it is another colour now"
PYTHON
