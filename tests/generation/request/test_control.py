"""What is followed is given as it is or as its outlines, as the model was trained or as it was asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from generation.engine import EngineError, EngineInfo, ImageRequest
from generation.request.resolve import drawing_request
from generation.shown import Control

INFO = EngineInfo("echo", "Echo", "cpu", "told", 64, 64, 4, 1.0, control="canny")
ASKED = ImageRequest("a hat", 7, control=Control("ab"))
HALVES = Image.fromarray(np.repeat(np.repeat([[0, 200]], 50, axis=1), 200, axis=0).astype("uint8")).convert("RGB")


def followed(asked: ImageRequest, info: EngineInfo = INFO) -> Image.Image:
    request = drawing_request(info, asked, asked.prompt, asked.seed, control=HALVES)
    assert request.control is not None and request.control.size == (request.width, request.height)
    return request.control


def test_its_outlines_are_found_where_the_model_or_the_asker_means_that() -> None:
    given = replace(ASKED, control=Control("ab", kind="given"))
    assert followed(given).getextrema()[0][1] < 255
    assert followed(ASKED).getextrema()[0] == (0, 255)
    assert followed(ASKED, replace(INFO, control="given")).getextrema()[0][1] < 255
    outlined = replace(ASKED, control=Control("ab", kind="canny"))
    assert followed(outlined, replace(INFO, control="given")).getextrema()[0] == (0, 255)


def test_the_request_tells_what_it_follows_and_how_closely() -> None:
    asked = replace(ASKED, control=Control("ab", "1a2b3c4d.2", scale=0.5))
    request = drawing_request(INFO, asked, "a hat", 7, control=HALVES)
    assert (request.control_name, request.control_scale) == ("1a2b3c4d.2", 0.5)


@pytest.mark.parametrize(
    ("control", "info", "sentence"),
    [
        (Control("ab"), replace(INFO, control=""), "Echo follows no pose, depth or outline: leave"),
        (Control("ab", kind="pose"), INFO, "There is no way to follow a picture that is called 'pose': `canny` finds"),
        (Control("ab", scale=3.0), INFO, "A picture is followed with a scale above 0 and up to 2, not 3."),
    ],
)
def test_what_cannot_be_followed_is_one_sentence(control: Control, info: EngineInfo, sentence: str) -> None:
    with pytest.raises(EngineError) as told:
        drawing_request(info, replace(ASKED, control=control), "a hat", 7, control=HALVES)
    assert str(told.value).startswith(sentence) and told.value.field == "control"


def test_a_picture_that_is_gone_is_one_sentence() -> None:
    with pytest.raises(EngineError, match="The picture to follow is gone: attach it again"):
        drawing_request(INFO, ASKED, "a hat", 7)
