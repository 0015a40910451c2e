"""A mask is fitted as its picture is, has its shape, and goes only with a picture and an engine that keeps to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image

from generation.engine import EngineError, EngineInfo, ImageRequest
from generation.request.resolve import drawing_request

INFO = EngineInfo("echo", "Echo", "cpu", "told", 64, 64, 4, 1.0, starts_from_image=True, inpaints=True)
ASKED = ImageRequest("a hat", 7, image="ab", mask="cd")
PICTURE = Image.new("RGB", (200, 100), "teal")


def half(width: int, height: int) -> Image.Image:
    """Its right half is marked."""
    mask = Image.new("L", (width, height))
    mask.paste(255, (width // 2, 0, width, height))
    return mask


def drawn_in(mask: Image.Image | None, asked: ImageRequest = ASKED, info: EngineInfo = INFO) -> Image.Image:
    request = drawing_request(info, asked, asked.prompt, asked.seed, PICTURE, (), mask)
    assert request.mask is not None and request.image is not None and request.mask.size == request.image.size
    assert request.mask_sha256 == "cd"
    return request.mask


def test_a_mask_of_another_size_is_resized_and_no_pixel_of_it_mixed() -> None:
    for size in ((200, 100), (50, 25), (1000, 500)):
        mask = drawn_in(half(*size))
        assert mask.getcolors() == [(mask.width * mask.height // 2, 0), (mask.width * mask.height // 2, 255)]


def test_what_is_cut_from_the_picture_is_cut_from_its_mask() -> None:
    square = drawn_in(half(200, 100), replace(ASKED, aspect_ratio="1:1"))
    assert square.size == (64, 64) and square.getbbox() == (32, 0, 64, 64)


def test_what_is_marked_is_drawn_anew_unless_another_strength_is_asked_for() -> None:
    strengths = [
        drawing_request(INFO, replace(ASKED, strength=each), "a hat", 7, PICTURE, (), half(200, 100)).strength
        for each in (None, 0.4)
    ]
    assert strengths == [1.0, 0.4]
    assert drawing_request(INFO, replace(ASKED, mask=None), "a hat", 7, PICTURE).strength == 0.6


@pytest.mark.parametrize(
    ("asked", "info", "mask", "sentence"),
    [
        (ASKED, INFO, half(100, 100), "The mask is 100×100, and the picture 200×100: it has to have the same shape."),
        (ASKED, INFO, Image.new("L", (200, 100)), "The mask marks nothing to be redrawn"),
        (replace(ASKED, mask="ab"), INFO, Image.new("L", (200, 100)), "Nothing of the picture is transparent"),
        (ASKED, INFO, None, "The mask of the picture is gone: attach both again."),
        (replace(ASKED, image=None), INFO, half(200, 100), "A mask goes with a picture to start from"),
        (ASKED, replace(INFO, inpaints=False), half(200, 100), "Echo cannot redraw only a part of a picture: leave"),
        (
            replace(ASKED, image=None),
            replace(INFO, starts_from_image=False, inpaints=False),
            None,
            "Echo cannot redraw",
        ),
    ],
)
def test_what_cannot_be_kept_to_is_one_sentence(
    asked: ImageRequest, info: EngineInfo, mask: Image.Image | None, sentence: str
) -> None:
    with pytest.raises(EngineError) as told:
        drawing_request(info, asked, "a hat", 7, PICTURE if asked.image else None, (), mask)
    assert str(told.value).startswith(sentence) and told.value.field == "mask"
