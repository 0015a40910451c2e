"""A story is planned before it is drawn: seen, changed, and paid for only when it is drawn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.chat.actions import job_actions
from bot.chat.context import Answer
from bot.chat.reply import reply_text
from bot.domain.jobs import Job, JobStatus
from bot.features.story_exports import layout_file, require_story
from bot.jobs.service import Service
from bot.storage.request_json import from_json, to_json
from bot.text import credits
from story.request import StoryRequest
from tests.bot.service_kit import HERE, MIA, build_app, chat_of, end_of, running

TALE = ".story Mia the red fox sits in the forest. She waves. --seed 7"


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running(build_app(tmp_path)) as service:
        yield service


async def said(service: Service, text: str) -> Answer:
    [answer] = await chat_of(service).handle_text(MIA, text, HERE) or []
    return answer


async def made(service: Service, text: str) -> Job:
    answer = await said(service, text)
    assert answer.job is not None, answer.text
    job = await end_of(service, answer.job)
    assert job.status is JobStatus.SUCCEEDED, job.outcome.error
    return job


async def test_a_plan_is_shown_changed_drawn_edited_and_continued(service: Service) -> None:
    plan = await made(service, f"{TALE} --plan")
    assert (plan.kind, plan.cost, plan.outcome.frames) == ("plan", 0, ())
    price = (await said(service, f".price plan {plan.id[:8]} draw")).text
    assert (await said(service, f".price {TALE.lstrip('.')} --plan")).text.startswith(
        "Planning costs nothing. Drawing it"
    )
    assert "**2** She waves. — Mia (red fox) · forest" in reply_text(plan)
    assert job_actions(plan)[:2] == ["plan-draw", "plan-edit"]

    changed = await made(service, f".plan {plan.id[:8]} 2 who: Mia: red fox, wearing blue hat; Otto: owl")
    assert changed.cost == 0
    whole = await made(service, f".plan {changed.id[:8]} edit 1.\nwho: Mia: red fox\ntime: night")
    drawn = await made(service, f".plan {whole.id[:8]} draw")
    assert price.startswith(f"That would cost {credits(drawn.cost)}")
    assert isinstance(drawn.request, StoryRequest)
    assert drawn.cost > 0
    assert [frame.cast for frame in drawn.outcome.frames] == [("Mia",), ("Mia", "Otto")]
    assert from_json("story", to_json(drawn.request)) == drawn.request

    more = await made(service, f".continue {drawn.id[:8]} Night falls.")
    less = await made(service, f".panel {more.id[:8]} 1 remove")
    assert less.outcome.frames[0].cast == ("Mia", "Otto")

    pages = layout_file(less, require_story(less, service.stores.files.find), "manga")
    assert Image.open(BytesIO(pages)).info["parameters"].startswith("She waves.")


async def test_a_plan_that_cannot_be_read_is_refused_in_words_and_a_picture_has_none(service: Service) -> None:
    plan = await made(service, f"{TALE} --plan")
    assert "There is no picture 3" in (await said(service, f".plan {plan.id[:8]} 3 place: sea")).text
    assert "begins with none of" in (await said(service, f".plan {plan.id[:8]} 1 red")).text
    both = (await said(service, f".plan {plan.id[:8]} 2 absent: mia")).text
    assert (
        both == "Picture 2 of the plan has Mia both in `who` and in `absent`: leave the name in the one that is meant."
    )
    picture = await made(service, ".imagine a fox")
    assert "is no story" in (await said(service, f".plan {picture.id[:8]}")).text
