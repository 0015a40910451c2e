#!/usr/bin/env bash
# PyAV 18.1.0 (FFmpeg's libswscale and libx264): RGB pictures become BT.601 samples, whatever their size, and the H.264 file
# says of its colours nothing at all. Who reads it has to guess, and most guess BT.709 above 576 or 720 lines: browsers
# then show a red (200, 30, 40) as an orange one. Both the conversion and the tags have to be asked for.
#
# Seen: "tags 2, 2, 2, 0 (unspecified); (200, 30, 40) is [200  30  39] as BT.601 and [214  47  37] as BT.709"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check av==18.1.0 numpy pillow==13.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import io

import av
import numpy as np
from PIL import Image

file = io.BytesIO()
with av.open(file, "w", format="mp4") as container:
    stream = container.add_stream("libx264", rate=12)
    stream.width, stream.height, stream.pix_fmt = 768, 880, "yuv420p"
    container.mux(stream.encode(av.VideoFrame.from_image(Image.new("RGB", (768, 880), (200, 30, 40)))))
    container.mux(stream.encode())
file.seek(0)
with av.open(file) as container:
    codec = container.streams.video[0].codec_context
    tags = [int(each) for each in (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range)]
    planes = next(container.decode(video=0)).to_ndarray()
y, u, v = (float(part.mean()) for part in (planes[:880], planes[880:1100], planes[1100:]))


def rgb(red, blue):
    """By the weights of red and blue in the brightness, from limited range."""
    light, b, r = (y - 16) / 219, (u - 128) / 224, (v - 128) / 224
    r, b = light + 2 * (1 - red) * r, light + 2 * (1 - blue) * b
    g = (light - red * r - blue * b) / (1 - red - blue)
    return np.rint(255 * np.clip([r, g, b], 0, 1)).astype(int)


as_601, as_709 = rgb(0.299, 0.114), rgb(0.2126, 0.0722)
print("tags {}, {}, {}, {} (unspecified); (200, 30, 40) is {} as BT.601 and {} as BT.709".format(*tags, as_601, as_709))
assert tags == [2, 2, 2, 0], "it is tagged now"
assert abs(as_601 - [200, 30, 40]).max() <= 2 < abs(as_709 - [200, 30, 40]).max(), "it is converted otherwise now"
PYTHON
