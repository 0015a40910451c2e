"""Pictures one after the other → a moving picture: MP4 (H.264), animated WebP or GIF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from PIL import Image

from generation.provenance.xmp import packet

FORMATS = {"mp4": "video/mp4", "webp": "image/webp", "gif": "image/gif"}
NO_TAGS: Mapping[str, str] = MappingProxyType({})
GRID = 16  # pixels: sides are multiples, or the encoder reads what lies beyond the picture, and it is never the same
FRAME_RATE = 12  # per second at most, of an MP4: slides and previews need no more

# Without B-frames: the file states its length in the order of decoding, and players would cut what is shown last.
_X264 = {"crf": "20", "preset": "veryfast", "x264-params": "cpu-independent=1:force-cfr=1:bframes=0"}


def moving(
    images: Sequence[Image.Image],
    seconds: Sequence[float],
    kind: str,
    words: str,
    source: str,
    tags: Mapping[str, str] = NO_TAGS,
) -> bytes:
    """RGB pictures of one size (sides on the grid), each shown for some seconds, as a file of which `words` tell.

    `tags` (title, artist) are for players of MP4.
    """
    if not images or len(images) != len(seconds) or kind not in FORMATS:
        raise ValueError("A moving picture needs pictures, a time for each, and one of the formats mp4, webp and gif.")
    if kind == "mp4":
        return _mp4(images, seconds, {"comment": words, **tags})
    times = [max(20, round(1000 * each)) for each in seconds]  # ms; players slow down what is faster
    frames = list(images) if kind == "webp" else [_quantize(image) for image in images]
    marks = {"xmp": packet(words, source).encode()} if kind == "webp" else {"comment": words.encode()[:255]}
    options = {"quality": 82, "method": 3} if kind == "webp" else {"optimize": False, "disposal": 1}
    file = BytesIO()
    frames[0].save(
        file, kind.upper(), save_all=True, append_images=frames[1:], duration=times, loop=0, **options, **marks
    )
    return file.getvalue()


def _quantize(image: Image.Image) -> Image.Image:
    """Dithered to a palette of its own, which a small copy gives as well and a hundred times as fast."""
    small = image.resize((max(1, image.width // 4), max(1, image.height // 4)))
    palette = small.quantize(256, Image.Quantize.MEDIANCUT)
    return image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)


def _mp4(images: Sequence[Image.Image], seconds: Sequence[float], tags: Mapping[str, str]) -> bytes:
    import av  # 30 MB of codecs: only where a video is made

    with TemporaryDirectory() as folder:  # the index goes to the front in a second pass, which needs a file
        file = Path(folder) / "moving.mp4"
        options = {"movflags": "+faststart", "fflags": "+bitexact"}
        with av.open(str(file), "w", format="mp4", options=options) as container:
            container.metadata.update({name: said for name, said in tags.items() if said})
            stream = container.add_stream("libx264", rate=FRAME_RATE, options=_X264)
            stream.width, stream.height = images[0].size
            stream.pix_fmt = "yuv420p"  # what every player shows
            stream.codec_context.thread_count = 1  # more of them would change the bytes
            for tag, value in _colours(av).items():
                setattr(stream.codec_context, tag, value)
            # Frames per picture, at least one each; what rounding takes from one it gives to another.
            ends, first = [round(end * FRAME_RATE) for end in accumulate(seconds, initial=0.0)], 0
            for image, (before, after) in zip(images, pairwise(ends), strict=True):
                count = max(1, after - before)
                frame = _to_yuv(av, image)
                for frame.pts in sorted({*range(first, first + count, FRAME_RATE), first + count - 1}):
                    container.mux(stream.encode(frame))  # what stands still is told once a second
                first += count
            container.mux(stream.encode())
        return file.read_bytes()


def _colours(av: Any) -> dict[str, Any]:
    """How the samples are meant, as a codec context has it. Unsaid, every player guesses, by the size or at random.

    sRGB through the matrix of BT.601, as in JPEG: Chromium 156 computes that to 2 of 255 and BT.709 only to 12.
    """
    kinds = av.video.reformatter
    return {
        "colorspace": 6,  # SMPTE 170M; PyAV's own constant is the PAL twin, which reads the same
        "color_range": kinds.ColorRange.MPEG,
        "color_primaries": kinds.ColorPrimaries.BT709,
        "color_trc": kinds.ColorTrc.IEC61966_2_1,
    }


def _to_yuv(av: Any, image: Image.Image) -> Any:
    """An RGB picture in these colours, half as many of them in either direction, rounded exactly."""
    kinds, colours = av.video.reformatter, _colours(av)
    ways = kinds.Interpolation
    return av.VideoFrame.from_image(image).reformat(
        format="yuv420p",
        interpolation=ways.BICUBIC | ways.ACCURATE_RND | ways.FULL_CHR_H_INP,
        src_color_range=kinds.ColorRange.JPEG,
        dst_colorspace=kinds.Colorspace.ITU601,
        dst_color_range=colours["color_range"],
        dst_color_primaries=colours["color_primaries"],
        dst_color_trc=colours["color_trc"],
        threads=1,
    )
