#!/usr/bin/env bash
# Pillow 13.0.0: a JPEG with a second picture behind the first, as cameras and phones write it, opens as "MPO", even where
# `formats` names JPEG alone: who looks the format up among those that were asked for finds nothing. To name MPO before
# JPEG is a KeyError, as its plug-in is not among those that are loaded at first.
#
# Seen: "asked for JPEG: MPO; for JPEG and MPO: MPO; for MPO and JPEG: KeyError('MPO')"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - "$folder/camera.jpg" <<'PYTHON'
import subprocess
import sys

path = sys.argv[1]
write = """
import sys
from PIL import Image
red, blue = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
red.save(sys.argv[1], "MPO", save_all=True, append_images=[blue])
"""
read = """
import sys
from PIL import Image
try:
    print(Image.open(sys.argv[1], formats=sys.argv[2:]).format)
except Exception as error:
    print(repr(error))
"""


def fresh(code, *words):
    """In an interpreter that has loaded no plug-in yet."""
    done = subprocess.run([sys.executable, "-c", code, path, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


fresh(write)
alone, second, first = fresh(read, "JPEG"), fresh(read, "JPEG", "MPO"), fresh(read, "MPO", "JPEG")
print(f"asked for JPEG: {alone}; for JPEG and MPO: {second}; for MPO and JPEG: {first}")
assert (alone, second, first) == ("MPO", "MPO", "KeyError('MPO')"), "it is another answer now"
PYTHON
