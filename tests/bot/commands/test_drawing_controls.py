"""`--control`: a picture that is followed, attached or of a job; typed again it means the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import Imagine, parse
from bot.commands.formatting import format_request
from bot.commands.help import help_text
from bot.domain.requests import Attachment, attached_images, source_images
from bot.storage.request_json import from_json, to_json
from generation.engine import EngineInfo
from generation.shown import Control
from tests.bot.commands.parse_kit import ATTACHED, imagined, refusal

FIRST, SECOND, THIRD = (each.sha256 for each in ATTACHED)
INFO = EngineInfo("echo", "Echo", "cpu", "told", 64, 64, 4, 1.0)


def test_the_first_attached_picture_is_followed_and_the_others_are_as_without_it() -> None:
    alone = imagined(".imagine a hat --control", 1)
    assert alone.control == Control(FIRST) and alone.image is None and alone.references == ()
    started = imagined(".imagine a hat --control --control-kind canny --control-scale 0.5", 2)
    assert started.control == Control(FIRST, kind="canny", scale=0.5) and started.image == SECOND
    masked = imagined(".imagine a hat --control --mask", 3)
    assert (masked.control, masked.image, masked.mask) == (Control(FIRST), SECOND, THIRD)


def test_a_picture_of_a_job_is_followed_and_what_is_attached_is_something_else() -> None:
    request = imagined(".imagine a hat --control 1A2B3C4D.2", 1)
    assert request.control == Control("", "1a2b3c4d.2") and request.image == FIRST
    assert imagined(".imagine a hat --control=1a2b3c4d", 0).control == Control("", "1a2b3c4d")


@pytest.mark.parametrize(
    ("options", "attached"),
    [
        ("--control", 1),
        ("--control --mask", 3),
        ("--control 1a2b3c4d.2 --strength 0.4", 1),
        ("--control --control-kind given --control-scale 1.5", 2),
    ],
)
def test_typed_again_with_its_pictures_it_is_the_same_request(options: str, attached: int) -> None:
    request = imagined(f".imagine a hat {options}", attached)
    images = [*map(Attachment, attached_images(request))]
    again = parse(format_request(request), new_seed=lambda: 7, attachments=images)
    assert isinstance(again, Imagine) and again.requests == (request,)
    assert from_json("image", to_json(request)) == request
    assert len(images) == attached and set(attached_images(request)) <= set(source_images(request))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (".imagine a hat --control", "`--control` goes with a picture to follow"),
        (".imagine a hat --control-kind canny", "`--control-kind` goes with `--control`"),
        (".imagine a hat --control 1a2b3c4d --control-scale 0", "nothing is followed: leave both out"),
        (".imagine a hat --control 1a2b3c4d --control-scale 3", "takes a number from 0 to 2"),
        (".imagine a hat --control 1a2b3c4d --control-kind pose", "to be a pose, depth map or outline already"),
        (".imagine a hat --control=fox", "`--control` takes a job"),
        (".defaults set control 1a2b3c4d", "it cannot be a default"),
        (".defaults set control-kind canny", "it cannot be a default"),
        (".story Mia runs. She sleeps. --control 1a2b3c4d", "goes with `imagine`"),
    ],
)
def test_what_says_nothing_to_follow_is_one_sentence(line: str, words: str) -> None:
    assert words in refusal(line)


def test_the_help_shows_the_options_only_where_the_model_follows_pictures() -> None:
    assert "`--control 1a2b3c4d.2` follow the lines" in help_text("imagine", info=replace(INFO, control="canny"))
    assert "`--control`" in help_text("imagine", info=INFO).partition("takes no")[2]
