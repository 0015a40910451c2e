"""Finished pictures and stories are worked on by chat; what stays is neither drawn nor paid for again."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import pytest_asyncio

from bot.chat.context import Answer
from bot.chat.reply import reply_text
from bot.domain.jobs import Job, JobStatus, Parent
from bot.domain.requester import Requester
from bot.jobs.service import Service
from generation.engine import ImageRequest
from story.request import StoryRequest
from tests.bot.service_kit import (
    ADMIN,
    FOX,
    HERE,
    MIA,
    TOM,
    MemoryFrontend,
    build_app,
    chat_of,
    drawn,
    end_of,
    has_status,
    ledger,
    running,
    until,
)
from tests.plugin import Gate

SENTENCES = ("Mia the red fox runs.", "She finds a key.", "It rains.", "She sleeps.")
STORY = StoryRequest(SENTENCES, replace(FOX, prompt=" ".join(SENTENCES)))
TWO_CREDITS = {"width": 256, "height": 256, "num_inference_steps": 32}  # of each picture


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """One for all: every test works on what it has drawn."""
    async with running(build_app(tmp_path_factory.mktemp("service"))) as service:
        yield service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told_in_two(service: Service) -> Job:
    """A story of two pictures."""
    return await drawn(service, replace(STORY, sentences=SENTENCES[:2]))


async def said(service: Service, text: str, requester: Requester = MIA) -> Answer:
    [answer] = await chat_of(service).handle_text(requester, text, HERE) or []
    return answer


async def made(service: Service, text: str, requester: Requester = MIA) -> Job:
    answer = await said(service, text, requester)
    assert answer.job is not None, answer.text
    job = await end_of(service, answer.job)
    assert job.status is JobStatus.SUCCEEDED, job.outcome.error
    return job


async def refusal(service: Service, text: str, requester: Requester = MIA) -> str:
    answer = await said(service, text, requester)
    assert answer.refused
    assert answer.job is None
    return answer.text


def contents(job: Job) -> list[bytes]:
    return [frame.path.read_bytes() for frame in job.outcome.frames]


def told(job: Job) -> list[str]:
    return [frame.sentence for frame in job.outcome.frames]


async def test_one_panel_is_drawn_again_and_all_others_are_the_same_files(service: Service) -> None:
    old = await drawn(service, STORY)
    new = await made(service, f".panel {old.id[:8]} 2 redo")
    same = [a == b for a, b in zip(contents(old), contents(new), strict=True)]
    assert same == [True, False, True, True]
    assert old.outcome.page is not None
    assert new.outcome.page is not None
    assert new.outcome.page.sha256 != old.outcome.page.sha256
    assert new.parent == Parent(old.id, 1, "panel")
    assert (new.outcome.frames[1].seed != 7, new.outcome.frames[2].seed) == (True, 7)


@pytest.mark.parametrize("chance", [random.Random(seed) for seed in range(3)])
async def test_whatever_is_done_to_a_story_the_rest_of_it_stays_byte_for_byte(
    service: Service, chance: random.Random
) -> None:
    job = await drawn(service, STORY)
    for act in chance.sample(["redo", "edit It snows.", "insert Tom the owl sings.", "remove", "continue"], 5):
        place, before = chance.randrange(len(job.outcome.frames)), contents(job)
        if act == "continue":
            place, line = len(before), f".continue {job.id[:8]} She wakes."
        else:
            line = f".panel {job.id[:8]} {place + 1} {act}"
        job = await made(service, line)
        after = contents(job)
        rest = after if act == "remove" else after[:place] + after[place + 1 :]
        gone = act.split()[0] in ("redo", "edit", "remove")
        assert rest == (before[:place] + before[place + 1 :] if gone else before)
        assert act == "remove" or after[place] not in before
        assert job.outcome.page is not None
        assert job.outcome.page.sentence.splitlines() == told(job)


async def test_only_what_is_drawn_is_paid_for(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, engine=TWO_CREDITS)) as service:
        old = await drawn(service, STORY)
        assert old.cost == 8
        assert (await made(service, f".panel {old.id[:8]} 3 edit It snows.")).cost == 2
        assert (await made(service, f".continue {old.id[:8]} She wakes. She eats.")).cost == 4
        shorter = await made(service, f".panel {old.id[:8]} 1 remove")
        assert shorter.cost == 0
        assert await ledger(service, shorter) == ["hold", "capture"]
        balance = await service.balance(MIA)
        assert balance.allowances[0].used == 14


async def test_an_edit_whose_worker_is_killed_is_finished_once(tmp_path: Path) -> None:
    room, gate = MemoryFrontend(), Gate(tmp_path)
    gate.open()
    async with running(build_app(tmp_path, room, engine=gate.engine)) as service:
        old = await drawn(service, STORY)
        gate.shut()
        answer = await said(service, f".panel {old.id[:8]} 2 edit She finds a lamp.")
        assert answer.job is not None
        await until(lambda: has_status(service, answer.job, JobStatus.RUNNING))
        [worker] = service._dispatcher.room.workers
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        await until(lambda: worker.died)
        gate.open()
        new = await end_of(service, answer.job)
        assert (new.status, new.attempt) == (JobStatus.SUCCEEDED, 2)
        assert [a == b for a, b in zip(contents(old), contents(new), strict=True)] == [True, False, True, True]
        assert await ledger(service, new) == ["hold", "capture"]
        await until(lambda: len(room.delivered) == 2)


async def test_pictures_that_stay_though_their_words_mean_somebody_else_are_named(service: Service) -> None:
    old = await drawn(service, STORY)
    answer = await said(service, f".panel {old.id[:8]} 1 edit Tom the blue owl runs.")
    assert "Pictures 2, 3, 4 stay as they are" in answer.text
    assert f"`.panel {old.id[:8]} 2 redo`" in answer.text


async def test_another_style_keeps_seeds_and_words_of_stories_and_pictures(service: Service) -> None:
    told = replace(STORY, seeds=(None, 9, None, None))
    story = await drawn(service, told)
    new = await made(service, f".restyle {story.id[:8]} ink")
    assert new.request == replace(told, drawing=replace(STORY.drawing, style="ink"))
    assert not {*contents(new)} & {*contents(story)}
    picture = await drawn(service, replace(FOX, num_images=2))
    assert (await made(service, f".restyle {picture.id[:8]} ink")).request == replace(FOX, num_images=2, style="ink")
    assert "in this style already" in await refusal(service, f".restyle {new.id[:8]} ink")
    assert "There is no style “dusk”: there are picture-book" in await refusal(service, f".restyle {new.id[:8]} dusk")


async def test_vary_starts_from_the_picture_where_the_engine_can(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await drawn(service, replace(FOX, num_images=2, chaos=100))
    monkeypatch.setattr(service._dispatcher, "info", replace(await service.ready(), starts_from_image=True))
    answer = await said(service, f".vary {job.id[:8]} 2 --strength 0.4")
    assert answer.job is not None
    asked = answer.job.request
    assert isinstance(asked, ImageRequest)
    assert (asked.image, asked.strength, asked.num_images) == (job.outcome.frames[1].sha256, 0.4, 1)
    assert asked.prompt == job.outcome.frames[1].sentence != "a red fox"
    assert answer.job.parent == Parent(job.id, 1, "vary")


async def test_vary_draws_from_another_seed_where_the_engine_cannot_and_says_so(service: Service) -> None:
    story = await drawn(service, STORY)
    answer = await said(service, f".vary {story.id[:8]} 2")
    assert answer.text.endswith("draws from words alone, so this is the same words from another seed.")
    assert answer.job is not None
    asked = (await end_of(service, answer.job)).request
    assert isinstance(asked, ImageRequest)
    assert (asked.prompt, asked.image) == ("Mia the red fox finds a key.", None)
    assert asked.seed != 7


async def test_a_video_shows_how_one_picture_of_many_came_to_be(service: Service) -> None:
    job = await drawn(service, replace(FOX, num_images=2))
    film = await made(service, f".video {job.id[:8]} 2")
    [frame] = film.outcome.frames
    assert (frame.mime, frame.seed, frame.path.suffix) == ("video/mp4", 8, ".mp4")
    assert film.parent == Parent(job.id, 1, "video")
    assert "That is a video" in await refusal(service, f".vary {film.id[:8]}")


async def test_what_would_be_another_picture_is_not_filmed(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    job = await drawn(service)
    monkeypatch.setattr(service._dispatcher, "info", replace(await service.ready(), model="Another"))
    assert "and Another draws now" in await refusal(service, f".video {job.id[:8]}")


async def test_a_picture_is_made_larger_by_what_the_reply_names(service: Service) -> None:
    job = await drawn(service, replace(FOX, num_images=2, chaos=100))
    large = await made(service, f".enlarge {job.id[:8]} 2 --factor 4")
    [frame] = large.outcome.frames
    assert (frame.width, frame.height, frame.seed, large.outcome.model) == (
        *(128, 128, 8),
        "Echo (no model: a test card), enlarged by Lanczos",
    )
    assert large.parent == Parent(job.id, 1, "enlarge")
    assert "Lanczos on cpu" in reply_text(large)
    film = await made(service, f".video {large.id[:8]}")  # of the drawing behind it
    assert (film.outcome.frames[0].seed, film.outcome.frames[0].sentence) == (8, job.outcome.frames[1].sentence)


async def test_what_would_be_too_large_is_refused_and_costs_nothing(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, engine={"width": 2048, "height": 2048})) as service:
        job = await drawn(service, replace(FOX, num_inference_steps=1))
        assert "8192×8192 pixels, which is too large" in await refusal(service, f".enlarge {job.id[:8]} --factor 4")


@pytest.mark.parametrize("kind", ["pdf", "gif", "mp4", "cbz", "zip"])
async def test_a_story_is_handed_over_as_a_file(service: Service, told_in_two: Job, kind: str) -> None:
    job = told_in_two
    chat, line = chat_of(service), f".export {job.id[:8]} {kind}"
    [answer] = await chat.handle_text(MIA, line, HERE) or []
    assert answer.attachment is not None
    name, content = answer.attachment
    assert name == f"mia-the-red-fox-runs-{job.id[:8]}.{kind}"
    [again] = await chat.handle_text(MIA, line, HERE) or []
    assert again.attachment is not None
    assert again.attachment[1] is content
    if kind == "zip":
        with ZipFile(BytesIO(content)) as archive:
            assert [archive.read(f"frame-0{k}.png") for k in (1, 2)] == contents(job)


async def test_only_whole_stories_are_exported_and_edited(service: Service) -> None:
    picture, story = await drawn(service), await drawn(service, STORY)
    assert "is no story: its pictures are files already" in await refusal(service, f".export {picture.id[:8]} pdf")
    assert "is no story: `.vary`" in await refusal(service, f".panel {picture.id[:8]} 1 redo")
    story.outcome.frames[2].path.unlink()
    for line in (f".export {story.id[:8]} pdf", f".panel {story.id[:8]} 1 redo"):
        assert "so the story is not whole" in await refusal(service, line)
    assert "is not here any more" in await refusal(service, f".vary {story.id[:8]} 3")


async def test_which_job_and_which_picture_is_meant_has_to_be_clear(service: Service) -> None:
    job = await drawn(service, replace(FOX, num_images=2))
    short = job.id[:8]
    assert f"has 2 pictures: say which, as in `.vary {short} 1`" in await refusal(service, f".vary {short}")
    assert "has no picture 3; its last is 2" in await refusal(service, f".vary {short} 3")
    assert "There is no job" in await refusal(service, f".vary {short} 1", TOM)
    assert (await made(service, f".vary {short} 1", ADMIN)).parent == Parent(job.id, 0, "vary")
    assert (await made(service, f".vary {job.id} 1", TOM)).requester == TOM  # a button has the whole number
    assert "The story has 4 pictures" in await refusal(service, f".panel {(await drawn(service, STORY)).id[:8]} 9 redo")


async def test_what_is_not_finished_cannot_be_worked_on(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, engine=Gate(tmp_path).engine)) as service:
        job = await service.submit(MIA, FOX, HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        assert "is still being drawn" in await refusal(service, f".vary {job.id[:8]}")
        await service.cancel(None, MIA)
        assert "was cancelled, so there is no picture" in await refusal(service, f".vary {job.id[:8]}")
