"""Refusals speak of fields and operations: a program has never heard of the chat's options and commands."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.commands import CommandError
from bot.domain.errors import Refused
from bot.domain.jobs import JobStatus
from bot.domain.limits import DEFAULT_LIMITS
from bot.frontends.web.api.openai_pictures import require_pictures
from bot.frontends.web.api.problems import ApiProblem
from bot.frontends.web.api.schemas import ImageBody
from bot.frontends.web.api.submit import image_request
from bot.frontends.web.api.views import job_view
from bot.frontends.web.api.wording import in_fields
from bot.jobs.validation import check
from generation.engine import EngineError, EngineInfo
from generation.errors import UserError
from tests.bot.frontends.web.api.kit import FOX, Server
from tests.bot.storage.kit import changed, new_job

STORYBOOK = EngineInfo(
    engine="diffusers",
    model="storybook",
    device="cpu",
    device_reason="",
    width=256,
    height=256,
    num_inference_steps=8,
    guidance_scale=1.0,
    max_num_inference_steps=8,
    fixed_size=True,
    guided=False,
)
BEYOND = (  # what Storybook cannot, field by field
    {"aspect_ratio": "16:9"},
    {"aspect_ratio": "9:1"},
    {"num_inference_steps": 30},
    {"guidance_scale": 5.0},
    {"negative_prompt": "text"},
    {"tile": True},
    {"style": "cubist"},
    {"num_images": 9},
)


def refused(body: dict[str, Any], info: EngineInfo = STORYBOOK, image: str | None = None) -> UserError:
    with pytest.raises(UserError) as error:
        check(image_request(ImageBody(prompt="a fox", **body), DEFAULT_LIMITS, image), DEFAULT_LIMITS, info)
    return error.value


@pytest.mark.parametrize("body", BEYOND, ids=str)
def test_what_the_engine_cannot_do_is_refused_by_the_field_s_name(body: dict[str, Any]) -> None:
    [field] = body
    sentence, named = in_fields(refused(body), "/api/v1/images")
    assert named == field and "--" not in sentence and not re.search(r"`\.\w", sentence)


def test_openai_s_callers_are_told_in_openai_s_fields() -> None:
    sentence, field = in_fields(refused({"aspect_ratio": "3:2"}), "/v1/images/generations")
    assert (sentence, field) == ("storybook draws only 256×256: leave out `size`.", "size")
    assert in_fields(refused({"num_images": 9}), "/v1/images/generations")[1] == "n"


def test_a_picture_that_nothing_starts_from_is_refused_as_a_field() -> None:
    assert in_fields(refused({}, image="0" * 64), "/api/v1/images")[1] == "image"
    able = replace(STORYBOOK, starts_from_image=True)
    assert in_fields(refused({"strength": 0.0}, able, "0" * 64), "/api/v1/images")[1] == "strength"


@pytest.mark.parametrize(
    ("said", "path", "told", "field"),
    [
        ("Leave out --no-context.", "/api/v1/stories", "Leave out `context`.", "context"),
        ("`--seed` takes a number.", "/api/v1/images", "`seed` takes a number.", "seed"),
        ("Write it, for example --ar 16:9.", "/v1/x", "Write it, for example `size`: 16:9.", "size"),
        (
            "For a single picture there is `imagine`.",
            "/api/v1/stories",
            "For a single picture there is `POST /api/v1/images`.",
            "",
        ),
        (
            "There is no “--ar 16:9” here: attach it again.",
            "/api/v1/images",
            "There is no “--ar 16:9” here: send it again.",
            "",
        ),
        ("rock--n--roll and well--known", "/api/v1/images", "rock--n--roll and well--known", ""),
    ],
)
def test_options_and_commands_become_fields_and_operations(said: str, path: str, told: str, field: str) -> None:
    assert in_fields(Refused(said), path) == (told, field)


def test_words_that_cannot_be_read_are_those_of_the_prompt_or_the_story() -> None:
    assert in_fields(CommandError("Say it."), "/api/v1/images")[1] == "prompt"
    assert in_fields(CommandError("Say it."), "/api/v1/stories")[1] == "story"
    assert in_fields(EngineError("Too wide.", field="aspect_ratio"), "/api/v1/stories")[1] == "aspect_ratio"


def test_a_drawing_that_failed_is_told_in_fields_too() -> None:
    job = changed(new_job(), status=JobStatus.FAILED, error="That draws only squares: leave out --ar.")
    assert job_view(job).error == "That draws only squares: leave out `aspect_ratio`."
    with pytest.raises(ApiProblem, match="leave out `size`") as failed:
        require_pictures(job)
    assert failed.value.errors[0].pointer == "/size"


@pytest.mark.asyncio(loop_scope="module")
async def test_every_refusal_points_at_its_field_and_knows_no_option(api: Server) -> None:
    wrong = (
        ("/api/v1/images", {**FOX, "steps": 3}, "/steps", "did you mean “num_inference_steps”?"),
        ("/api/v1/images", {"prompt": "a fox --ar 16:9"}, "/prompt", "send fields"),
        ("/api/v1/images", {"prompt": "…"}, "/prompt", "Say what to draw"),
        ("/api/v1/images", {**FOX, "num_images": 5}, "/num_images", "1 to 4 images"),
        ("/api/v1/images", {**FOX, "strength": 0.5}, "/strength", "`strength`"),
        ("/api/v1/stories", {"story": "One sentence."}, "/story", "POST /api/v1/images"),
        ("/api/v1/stories", {"story": "Mia wakes. She runs.", "style": "cubist"}, "/style", "no style"),
    )
    for path, body, pointer, words in wrong:
        told = (await api.local.post(path, body)).json()
        assert told["errors"][0]["pointer"] == pointer and words in told["detail"], told
        assert not re.search(r"(^|\s)`?--", told["detail"])
