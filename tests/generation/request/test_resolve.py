"""What a request leaves open is decided by the engine; what the engine cannot do is refused in a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from generation.engine import EngineError, EngineInfo, ImageRequest
from generation.engines.echo import EchoEngine, EchoOptions
from generation.request.resolve import check_drawing_request, drawing_request, image_drawings

ENGINE = EchoEngine(EchoOptions(num_inference_steps=6))
REQUEST = ImageRequest("a red fox", seed=7)


def test_open_values_are_the_engines_own() -> None:
    request = drawing_request(ENGINE.info, REQUEST, "a red fox", 7)
    assert (request.width, request.height, request.num_inference_steps, request.guidance_scale) == (256, 256, 6, 1.0)


def test_given_values_are_kept() -> None:
    asked = replace(REQUEST, num_inference_steps=9, guidance_scale=0.0, aspect_ratio="2:1", negative_prompt="fog")
    request = drawing_request(ENGINE.info, asked, "an owl", 8)
    assert (request.prompt, request.seed, request.negative_prompt) == ("an owl", 8, "fog")
    assert (request.num_inference_steps, request.guidance_scale) == (9, 0.0)
    assert (request.width, request.height) == (360, 184)


def test_a_style_goes_around_the_prompt_and_after_the_negative_prompt() -> None:
    request = drawing_request(ENGINE.info, replace(REQUEST, style="ink", negative_prompt="fog"), "an owl", 8)
    assert "an owl" in request.prompt and "ink" in request.prompt
    assert request.negative_prompt == "fog, colour, photo, text"


def test_several_images_differ_in_their_seeds_only() -> None:
    images = image_drawings(ENGINE, replace(REQUEST, num_images=3))
    assert [drawing.request.seed for drawing in images.drawings] == [7, 8, 9]
    assert {replace(drawing.request, seed=0) for drawing in images.drawings} == {
        replace(images.drawings[0].request, seed=0)
    }
    assert images.ignored_words == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"prompt": " \n"}, "write what the picture should show"),
        ({"num_inference_steps": 0}, "draws in 1 to 100 steps, not 0"),
        ({"num_inference_steps": 101}, "draws in 1 to 100 steps, not 101"),
        ({"guidance_scale": -1.0}, "between 0 and 20, not -1"),
        ({"guidance_scale": 20.5}, "between 0 and 20, not 20.5"),
        ({"guidance_scale": float("nan")}, "between 0 and 20, not nan"),
        ({"aspect_ratio": "10:1"}, "between 1:4 and 4:1"),
        ({"style": "baroque"}, "There is no style named 'baroque'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EngineError) as caught:
        image_drawings(ENGINE, replace(REQUEST, **change))
    assert sentence in str(caught.value)


PICTURE = Image.new("RGBA", (80, 40))
FROM_IMAGE = replace(ENGINE.info, starts_from_image=True)


@pytest.mark.parametrize(
    ("info", "asked", "picture", "sentence"),
    [
        (ENGINE.info, {"image": "ab"}, PICTURE, "draws from words alone"),
        (FROM_IMAGE, {"image": "ab"}, None, "is gone: attach it again"),
        (FROM_IMAGE, {"strength": 0.5}, None, "needs a picture to start from"),
        (FROM_IMAGE, {"image": "ab", "strength": 0.0}, PICTURE, "more than 0 and at most 1, not 0"),
        (FROM_IMAGE, {"image": "ab", "strength": 1.5}, PICTURE, r"at most 1, not 1\.5"),
        (FROM_IMAGE, {"image": "ab", "strength": float("nan")}, PICTURE, "at most 1, not nan"),
    ],
)
def test_a_start_picture_that_cannot_be_used_is_refused(
    info: EngineInfo, asked: dict[str, Any], picture: Image.Image | None, sentence: str
) -> None:
    with pytest.raises(EngineError, match=sentence):
        drawing_request(info, replace(REQUEST, **asked), "a red fox", 7, picture)


@pytest.mark.parametrize(
    ("size", "sentence"),
    [((90, 20), "too wide for its height.*--ar 4:1"), ((1, 20), "too tall for its width.*--ar 1:4")],
)
def test_a_start_picture_in_a_shape_that_is_not_drawn_is_named_and_not_an_option_that_nobody_gave(
    size: tuple[int, int], sentence: str
) -> None:
    picture = Image.new("RGB", size)
    with pytest.raises(EngineError, match=sentence):
        drawing_request(FROM_IMAGE, replace(REQUEST, image="ab" * 32), "a red fox", 7, picture)
    asked = replace(REQUEST, image="ab" * 32, aspect_ratio="4:1")
    assert drawing_request(FROM_IMAGE, asked, "a red fox", 7, picture).width == 512
    fixed = drawing_request(
        replace(FROM_IMAGE, fixed_size=True), replace(REQUEST, image="ab" * 32), "a red fox", 7, picture
    )
    assert (fixed.width, fixed.height) == (256, 256)


def test_a_start_picture_is_brought_to_the_size_of_the_drawing_and_stands_on_white() -> None:
    request = drawing_request(FROM_IMAGE, replace(REQUEST, image="ab", aspect_ratio="1:1"), "a red fox", 7, PICTURE)
    assert request.image is not None and request.image.size == (256, 256)
    assert request.image.getextrema() == ((255, 255),) * 3
    assert (request.image_sha256, request.strength) == ("ab", 0.6)


@pytest.mark.parametrize(
    ("info", "asked"),
    [
        (FROM_IMAGE, {"image": "ab", "strength": 1.5}),
        (FROM_IMAGE, {"strength": 0.5}),
        (FROM_IMAGE, {"tile": True}),
        (FROM_IMAGE, {"image": "ab", "style": "baroque"}),
        (FROM_IMAGE, {"image": "ab", "aspect_ratio": "10:1"}),
        (FROM_IMAGE, {"image": "ab", "num_inference_steps": 101}),
        (FROM_IMAGE, {"image": "ab", "guidance_scale": 20.5}),
        (ENGINE.info, {"image": "ab"}),
        (replace(ENGINE.info, guided=False), {"guidance_scale": 3.0}),
        (replace(ENGINE.info, guided=False), {"negative_prompt": "fog"}),
        (replace(ENGINE.info, takes_steps=False), {"num_inference_steps": 9}),
    ],
)
def test_what_cannot_be_drawn_is_told_in_the_same_words_before_the_picture_is_there(
    info: EngineInfo, asked: dict[str, Any]
) -> None:
    request = replace(REQUEST, **asked)
    with pytest.raises(EngineError) as at_drawing:
        drawing_request(info, request, "a red fox", 7, PICTURE)
    with pytest.raises(EngineError) as before:
        check_drawing_request(info, request, "a red fox")
    assert str(before.value) == str(at_drawing.value)


def test_a_request_with_a_picture_passes_the_check_without_it() -> None:
    check_drawing_request(FROM_IMAGE, replace(REQUEST, image="ab", strength=0.5), "a red fox")
