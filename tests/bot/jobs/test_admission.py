"""What is refused before it is stored, wherever it came from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.limits import Limits
from bot.domain.requests import DescribeRequest, EnlargeRequest, InspireRequest, Request, VideoRequest
from bot.jobs.validation import check
from generation.engine import EngineInfo
from generation.errors import UserError
from story.request import StoryRequest
from tests.bot.service_kit import FOX

INFO = EngineInfo("echo", "Echo", "cpu", "", width=256, height=256, num_inference_steps=8, guidance_scale=1.0)
STORY = StoryRequest(("Mia the fox runs.", "She sleeps."), replace(FOX, prompt="Mia the fox runs. She sleeps."))

INSPIRE = InspireRequest("", 7)
OTHERS = [
    VideoRequest(FOX),
    EnlargeRequest("ab" * 32, 4),
    DescribeRequest("ab" * 32),
    INSPIRE,
    replace(STORY, seeds=(None, 9)),
]


@pytest.mark.parametrize(
    "request_", [FOX, STORY, replace(FOX, prompt="🦊 \u05e9\u05d5\u05e2\u05dc", aspect_ratio="16:9"), *OTHERS]
)
def test_an_ordinary_request_may_be_drawn(request_: Request) -> None:
    check(request_, Limits(), INFO)


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (replace(FOX, num_inference_steps=101), "1 to 100 steps"),
        (replace(FOX, num_inference_steps=0), "1 to 100 steps"),
        (replace(FOX, aspect_ratio="9:1"), "between 1:4 and 4:1"),
        (replace(FOX, num_images=5), "1 to 4 images"),
        (replace(FOX, num_images=0), "1 to 4 images"),
        (replace(FOX, seed=-1), "A seed is"),
        (replace(FOX, seed=2**32), "A seed is"),
        (replace(FOX, prompt="  "), "nothing to draw"),
        (replace(FOX, prompt="fox " * 600), "too long"),
        (replace(FOX, negative_prompt="fox " * 600), "too long"),
        (replace(FOX, prompt="a fox\0"), "invisible character"),
        (replace(FOX, negative_prompt="\u202e"), "invisible character"),
        (replace(FOX, style="no-such-style"), "style"),
        (replace(FOX, guidance_scale=float("nan")), "guidance"),
        (replace(STORY, sentences=()), "1 to 12 sentences"),
        (replace(STORY, sentences=("She runs.",) * 13), "1 to 12 sentences"),
        (replace(STORY, sentences=("She runs.", " ")), "nothing to draw"),
        (replace(STORY, cast=(("Mia", "a fox\0"),)), "invisible character"),
        (replace(STORY, drawing=replace(FOX, num_images=2)), "a story one per sentence"),
        (replace(STORY, seeds=(None, -1)), "A seed is"),
        (replace(STORY, seeds=(1,) * 13), "more seeds or pictures than"),
        (replace(STORY, kept=("ab" * 32,) * 13), "more seeds or pictures than"),
        (replace(FOX, chaos=101), "from 0 to 100"),
        (replace(FOX, tile=True), "cannot draw tiles"),
        (replace(FOX, image="ab" * 32), "from words alone"),
        (replace(FOX, strength=0.5), "needs a picture"),
        (replace(INSPIRE, seed=-1), "A seed is"),
        (replace(INSPIRE, theme="sea " * 600), "too long"),
        (replace(INSPIRE, theme="the\0sea"), "invisible character"),
        (VideoRequest(FOX, "avi"), "mp4, webp, gif"),
        (VideoRequest(replace(FOX, num_images=2)), "how one picture came to be"),
        (VideoRequest(replace(FOX, seed=-1)), "A seed is"),
        (EnlargeRequest("ab" * 32, 3), "2 or 4 times"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason(request_: Request, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        check(request_, Limits(), INFO)


def test_an_engine_of_one_size_refuses_any_other_shape() -> None:
    with pytest.raises(UserError, match="draws only 256×256"):
        check(replace(FOX, aspect_ratio="16:9"), Limits(), replace(INFO, fixed_size=True))
