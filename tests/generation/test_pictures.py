"""What people upload: files that are valid and that Pillow alone refuses, clips, turns or discolours."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from bot.jobs.attachments import media_type_of
from generation.pictures import BROKEN, MAX_SHOWN, decode, decode_mask, to_be_shown

RED, BLUE = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")
Pixel = tuple[int, int, int]


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def pixel(content: bytes, at: tuple[int, int] = (20, 15)) -> Pixel:
    """Of the decoded picture, which is RGB, and would be taken as an attachment."""
    assert media_type_of(content).startswith("image/")
    value: Any = decode(content).getpixel(at)
    return value  # type: ignore[no-any-return]


def near(one: Pixel, other: Pixel, most: int = 3) -> bool:
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def test_a_cameras_jpeg_with_a_second_picture_behind_it_is_its_first() -> None:
    """Pillow#1138, OpenOversight#1098: it opens as MPO."""
    content = saved(RED, "MPO", save_all=True, append_images=[BLUE])
    assert media_type_of(content) == "image/jpeg"
    assert near(pixel(content), (255, 0, 0))


def words(text: str) -> PngInfo:
    info = PngInfo()
    info.add_itxt("k", text, zip=True)
    info.add_text("parameters", "a fox")
    return info


def with_words_behind(png: bytes, text: bytes) -> bytes:
    """Before IEND, which Pillow itself puts nothing before."""
    kind, data = b"zTXt", b"k\0\0" + zlib.compress(text)
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return png[:-12] + chunk + png[-12:]


@pytest.mark.parametrize(
    "content",
    [
        saved(RED, icc_profile=b"\0" * 1_100_000),
        saved(RED, pnginfo=words("a" * 1_100_000)),
        with_words_behind(saved(RED, pnginfo=words("a")), b"a" * 1_100_000),
    ],
    ids=["profile", "words", "words behind the pixels"],
)
def test_a_png_whose_profile_or_words_unpack_to_more_than_a_mebibyte_is_read(content: bytes) -> None:
    """ComfyUI#3316, Pillow#2445: a file of two kilobytes was no picture."""
    assert len(content) < 3000
    assert pixel(content) == (255, 0, 0)
    assert decode(content).info.get("parameters", "a fox") == "a fox"


def test_sixteen_bits_of_grey_are_not_clipped_to_white() -> None:
    grey = np.full((30, 40), 0x4000, np.uint16)
    assert pixel(saved(Image.fromarray(grey))) == (64, 64, 64)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_a_camera_laid_on_its_side_stands_upright(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    size = decode(saved(RED, kind, exif=exif)).size
    assert size == ((40, 30) if orientation < 5 else (30, 40))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")
def test_marks_of_a_camera_that_nobody_can_read_cost_no_picture() -> None:
    assert near(pixel(saved(RED, "JPEG", exif=b"Exif\0\0MM\0\x2a\0\0\0\x08\xff\xff\0\0")), (255, 0, 0))
    assert near(pixel(saved(RED, "JPEG", exif=b"Exif\0\0nonsense")), (255, 0, 0))


@pytest.mark.parametrize(
    ("picture", "options", "shown"),
    [
        (Image.new("RGBA", (40, 30), (255, 0, 0, 0)), {}, (255, 255, 255)),
        (Image.new("LA", (40, 30), (0, 0)), {}, (255, 255, 255)),
        (Image.new("L", (40, 30), 7), {"transparency": 7}, (255, 255, 255)),
        (Image.new("RGB", (40, 30), (1, 2, 3)), {"transparency": (1, 2, 3)}, (255, 255, 255)),
        (Image.new("P", (40, 30), 0), {"transparency": b"\0"}, (255, 255, 255)),
        (Image.new("1", (40, 30), 1), {}, (255, 255, 255)),
        (Image.new("1", (40, 30), 0), {}, (0, 0, 0)),
        (RED.convert("P"), {}, (255, 0, 0)),
    ],
)
def test_what_is_transparent_is_white_whatever_holds_the_pixels(
    picture: Image.Image, options: dict[str, Any], shown: Pixel
) -> None:
    assert near(pixel(saved(picture, **options)), shown)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_of_a_moving_picture_the_first_is_taken(kind: str) -> None:
    options = {} if kind == "GIF" else {"lossless": True} if kind == "WEBP" else {}
    content = saved(RED, kind, save_all=True, append_images=[BLUE], duration=100, **options)
    assert near(pixel(content), (255, 0, 0))


def test_inks_are_shown_as_colours() -> None:
    """Adobe writes them inverted, and so does everybody after it."""
    assert near(pixel(saved(Image.new("CMYK", (40, 30), (0, 255, 255, 0)), "JPEG", quality=95)), (255, 0, 0), 6)


def profile_with(**places: str) -> bytes:
    """sRGB's own, with some of its primaries taken for others."""
    srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for name, other in places.items():
        at, instead = srgb.index(name.encode(), 128), srgb.index(other.encode(), 128)
        srgb[at : at + 4], srgb[instead : instead + 4] = srgb[instead : instead + 4], srgb[at : at + 4]
    return bytes(srgb)


def test_colours_are_those_that_the_profile_means() -> None:
    swapped = profile_with(rXYZ="bXYZ")
    assert pixel(saved(RED, icc_profile=swapped)) == (0, 0, 255)
    assert near(pixel(saved(RED, "JPEG", icc_profile=swapped)), (0, 0, 255), 6)
    assert pixel(saved(Image.new("RGBA", (40, 30), (255, 0, 0, 0)), icc_profile=swapped)) == (255, 255, 255)
    assert pixel(saved(RED.convert("P"), icc_profile=swapped)) == (0, 0, 255)


def test_a_profile_that_cannot_be_used_is_as_good_as_none() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()  # of another kind than the pixels
    assert pixel(saved(RED, icc_profile=lab)) == (255, 0, 0)
    assert pixel(saved(RED, icc_profile=b"nonsense")) == (255, 0, 0)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_a_file_that_is_cut_short_is_no_picture(kind: str) -> None:
    noise = Image.effect_noise((64, 64), 90).convert("RGB")
    with pytest.raises(BROKEN, match="truncated"):
        decode(saved(noise, kind)[:-400])


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "1", "RGB", "P", "I;16"])
def test_a_mask_marks_what_is_transparent_or_what_is_white_where_nothing_is(mode: str) -> None:
    left = Image.new("L", (40, 30))
    left.paste(255, (0, 0, 20, 30))
    if mode.endswith("A"):
        picture = Image.new(mode, left.size, "white")
        picture.putalpha(left.point(lambda value: 255 - value))
    else:
        picture = Image.fromarray(np.asarray(left).astype(np.uint16) * 257) if mode == "I;16" else left.convert(mode)
    marked = decode_mask(saved(picture))
    assert marked.mode == "L" and marked.getbbox() == (0, 0, 20, 30) and marked.getextrema() == (0, 255)


def test_of_a_picture_itself_only_what_is_transparent_is_marked() -> None:
    assert decode_mask(saved(Image.new("RGB", (8, 8), "white")), own=True).getbbox() is None
    assert decode_mask(saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0))), own=True).getbbox() == (0, 0, 8, 8)
    assert decode_mask(saved(Image.new("RGBA", (8, 8), "white"))).getbbox() == (0, 0, 8, 8)  # opaque: so by its white


def test_a_picture_to_look_at_becomes_small_and_keeps_its_shape() -> None:
    large = to_be_shown(saved(Image.new("L", (6000, 3000), 90), compress_level=1))
    assert large.width * large.height <= MAX_SHOWN < 1.01 * large.width * large.height
    assert abs(large.width - 2 * large.height) <= 2 and large.getpixel((9, 9)) == (90, 90, 90)
    assert to_be_shown(saved(RED)).tobytes() == RED.tobytes()
