"""`--mask`: the first attached picture is redrawn where the second marks it; typed again it means the same."""

from __future__ import annotations

from dataclasses import replace

from bot.commands import Imagine, parse
from bot.commands.formatting import format_request
from bot.commands.help import help_text
from bot.domain.requests import Attachment, VideoRequest, attached_images, source_images
from generation.engine import EngineInfo
from tests.bot.commands.parse_kit import ATTACHED, imagined, refusal

PICTURE, MASK, OWL = (each.sha256 for each in ATTACHED)
INFO = EngineInfo("echo", "Echo", "cpu", "told", 64, 64, 4, 1.0)


def test_the_second_picture_is_the_mask_of_the_first_and_others_are_looked_at() -> None:
    request = imagined(".imagine a hat --mask", 3)
    assert (request.image, request.mask) == (PICTURE, MASK)
    assert [each.sha256 for each in request.references] == [OWL]


def test_one_picture_alone_marks_itself_by_what_is_transparent() -> None:
    request = imagined(".imagine a hat --mask --strength 0.5", 1)
    assert request.image == request.mask == PICTURE and request.strength == 0.5


def test_without_the_option_two_pictures_are_looked_at() -> None:
    request = imagined(".imagine a hat", 2)
    assert request.image is None and request.mask is None and len(request.references) == 2


def test_a_mask_without_a_picture_is_one_sentence() -> None:
    assert refusal(".imagine a hat --mask").startswith("`--mask` goes with a picture to start from: attach that")


def test_typed_again_with_its_pictures_it_is_the_same_request() -> None:
    for count in (1, 2, 3):
        request = imagined(".imagine a hat --mask --strength 0.5", count)
        images = [*map(Attachment, attached_images(request))]
        again = parse(format_request(request), new_seed=lambda: 7, attachments=images)
        assert isinstance(again, Imagine) and again.requests == (request,)


def test_a_job_keeps_its_mask_as_long_as_its_picture() -> None:
    request = imagined(".imagine a hat --mask", 2)
    assert source_images(request) == source_images(VideoRequest(request)) == (PICTURE, MASK)


def test_a_mask_is_no_default_and_no_storys() -> None:
    assert "it cannot be a default" in refusal(".defaults set mask")
    assert "goes with `imagine`" in refusal(".story Mia runs. She sleeps. --mask", *ATTACHED[:2])


def test_the_help_shows_the_option_only_where_the_model_can_redraw_a_part() -> None:
    assert "`--mask` draw anew" in help_text("imagine", info=replace(INFO, inpaints=True))
    assert "`--mask`" in help_text("imagine", info=INFO).partition("takes no")[2]
