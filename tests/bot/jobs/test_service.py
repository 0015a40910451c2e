"""The whole service with real workers: requests become stored pictures, captures and replies."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from bot.domain.errors import Refused
from bot.domain.jobs import Job, JobStatus, Progress
from bot.domain.limits import QueueLimits
from bot.domain.requests import DescribeRequest
from bot.jobs.dispatcher import GONE
from generation.errors import UserError
from generation.tools.captioner import NOT_CONFIGURED
from story.request import StoryRequest
from tests.bot.service_kit import (
    ADMIN,
    FOX,
    HERE,
    MIA,
    SOON,
    TOM,
    MemoryFrontend,
    build_app,
    drawn,
    end_of,
    has_status,
    ledger,
    nothing_owed,
    running,
    until,
)
from tests.plugin import Gate

STORY = StoryRequest(("Mia the fox runs.", "She sleeps."), replace(FOX, prompt="Mia the fox runs. She sleeps."))


async def test_a_request_becomes_a_stored_picture_one_capture_and_one_reply(tmp_path: Path) -> None:
    room = MemoryFrontend()
    async with running(build_app(tmp_path, room)) as service:
        job = await drawn(service, replace(FOX, num_images=2))
        await until(lambda: room.delivered)
        assert room.delivered == [job] == [await service.job(job.id)]
        assert (job.status, job.attempt, job.outcome.engine, job.outcome.device) == (
            JobStatus.SUCCEEDED,
            1,
            "echo",
            "cpu",
        )
        assert [frame.seed for frame in job.outcome.frames] == [7, 8]
        assert all(sha256(frame.path.read_bytes()).hexdigest() == frame.sha256 for frame in job.outcome.frames)
        assert await service.frame_path(job.outcome.frames[0].sha256) == job.outcome.frames[0].path
        assert await ledger(service, job) == ["hold", "capture"]
        await until(lambda: nothing_owed(service))
    assert room.closed


async def test_a_story_has_a_frame_per_sentence_and_a_page(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)) as service:
        job = await drawn(service, STORY)
        assert [frame.sentence for frame in job.outcome.frames] == list(STORY.sentences)
        assert job.outcome.page is not None
        assert job.outcome.page.path.is_file()
        assert job.outcome.context is None


async def test_a_request_that_names_pictures_is_drawn_while_they_are_there(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    gate.open()
    async with running(build_app(tmp_path, engine=gate.engine)) as service:
        first = await drawn(service)
        kept = replace(STORY, kept=(first.outcome.frames[0].sha256,))
        assert (await drawn(service, kept)).status is JobStatus.SUCCEEDED

        gate.shut()
        long = await service.submit(MIA, replace(FOX, num_images=4), HERE)  # as much as a batch holds
        await until(lambda: has_status(service, long, JobStatus.RUNNING))
        forsaken = await service.submit(MIA, kept, HERE)
        first.outcome.frames[0].path.unlink()
        await service.cancel(long.id, MIA)
        end = await end_of(service, forsaken)
        assert (end.status, end.outcome.error) == (JobStatus.FAILED, GONE)
        assert await ledger(service, end) == ["hold", "release"]
        with pytest.raises(Refused, match="not here any more: attach it again"):
            await service.submit(MIA, kept, HERE)


async def test_what_no_worker_can_do_fails_with_a_sentence_and_costs_nothing(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)) as service:
        first = await drawn(service)
        job = await drawn(service, DescribeRequest(first.outcome.frames[0].sha256))
        assert (job.status, job.outcome.error) == (JobStatus.FAILED, NOT_CONFIGURED)
        assert await ledger(service, job) == ["hold", "release"]


async def test_many_requests_at_once_are_each_drawn_once(tmp_path: Path) -> None:
    room = MemoryFrontend()
    async with running(build_app(tmp_path, room, workers=2, queue_limits=QueueLimits(100, 100))) as service:
        asked = [(MIA, TOM)[k % 2] for k in range(30)]
        requests = [replace(FOX, seed=k) for k in range(30)]
        jobs = await asyncio.gather(
            *(service.submit(who, what, HERE) for who, what in zip(asked, requests, strict=True))
        )
        ends = await asyncio.gather(*(end_of(service, job) for job in jobs))
        assert {job.status for job in ends} == {JobStatus.SUCCEEDED}
        assert {job.attempt for job in ends} == {1}
        await until(lambda: nothing_owed(service))
        assert sorted(job.id for job in room.delivered) == sorted(job.id for job in jobs)
        assert all([await ledger(service, job) == ["hold", "capture"] for job in jobs])


async def test_progress_and_previews_are_seen_between_running_and_the_end(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)) as service:
        events = service.watch()
        job = await service.submit(MIA, replace(FOX, num_inference_steps=8), HERE)
        seen: list[Progress | Job] = []
        async with asyncio.timeout(SOON):
            while not (isinstance(event := await anext(events), Job) and event.status.ended):
                seen.append(event)
        statuses = [event.status for event in seen if isinstance(event, Job)]
        assert statuses == [JobStatus.QUEUED, JobStatus.RUNNING]
        progress = [event for event in seen if isinstance(event, Progress) and event.step]
        assert progress
        assert {event.num_steps for event in progress} == {8}
        assert any(event.preview for event in progress)
        assert event.id == job.id


async def test_those_who_wait_are_told_their_place(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, engine=Gate(tmp_path).engine)) as service:
        events = service.watch()
        await asyncio.gather(*(service.submit(MIA, replace(FOX, num_images=4), HERE) for _ in range(3)))
        places: dict[str, int] = {}
        async with asyncio.timeout(SOON):
            while set(places.values()) != {1, 2}:
                event = await anext(events)
                if isinstance(event, Progress) and event.position:
                    places[event.job_id] = event.position


async def test_a_watch_of_an_ended_job_tells_its_end_and_is_over(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)) as service:
        job = await drawn(service)
        assert [event async for event in service.watch(job.id)] == [job]
        assert [event async for event in service.watch("0" * 32)] == []


async def test_a_cancelled_running_job_gives_its_credits_back_and_makes_room(tmp_path: Path) -> None:
    room, gate = MemoryFrontend(), Gate(tmp_path)
    async with running(build_app(tmp_path, room, engine=gate.engine)) as service:
        job = await service.submit(MIA, replace(FOX, num_images=4), HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        waiting = await service.submit(TOM, replace(FOX, num_inference_steps=2), HERE)
        cancelled = await service.cancel(None, MIA)
        assert (cancelled.id, cancelled.status) == (job.id, JobStatus.CANCELLED)
        gate.open()
        assert (await end_of(service, waiting)).status is JobStatus.SUCCEEDED
        assert await ledger(service, job) == ["hold", "release"]
        await until(lambda: len(room.delivered) == 2)
        assert room.delivered[0].status is JobStatus.CANCELLED


async def test_a_cancelled_queued_job_is_never_drawn(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, engine=Gate(tmp_path).engine)) as service:
        await service.submit(MIA, replace(FOX, num_images=4), HERE)
        job = await service.submit(MIA, FOX, HERE)
        await service.cancel(job.id[:8], MIA)
        assert [each.id for each in await service.queue() if each.id == job.id] == []
        assert await ledger(service, job) == ["hold", "release"]
        with pytest.raises(Refused, match="already been cancelled"):
            await service.cancel(job.id[:8], MIA)


async def test_only_the_asker_and_admins_can_cancel(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, engine=Gate(tmp_path).engine)) as service:
        job = await service.submit(MIA, FOX, HERE)
        with pytest.raises(Refused, match="no job"):
            await service.cancel(job.id[:8], TOM)
        with pytest.raises(Refused, match="Nothing of yours"):
            await service.cancel(None, TOM)
        assert (await service.cancel(job.id[:8], ADMIN)).status is JobStatus.CANCELLED


async def test_what_cannot_be_drawn_is_refused_and_not_stored(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)) as service:
        with pytest.raises(UserError, match="1 to 100 steps"):
            await service.submit(MIA, replace(FOX, num_inference_steps=101), HERE)
        assert await service.history(MIA, 5) == []


async def test_the_queue_is_bounded_for_one_and_for_all(tmp_path: Path) -> None:
    limits = QueueLimits(depth=3, per_user=2)
    async with running(build_app(tmp_path, engine=Gate(tmp_path).engine, queue_limits=limits)) as service:
        job = await service.submit(MIA, replace(FOX, num_images=4), HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        for _ in range(2):
            await service.submit(MIA, FOX, HERE)
        with pytest.raises(Refused, match="You already have 2 jobs waiting"):
            await service.submit(MIA, FOX, HERE)
        await service.submit(TOM, FOX, HERE)
        with pytest.raises(Refused, match="The queue is full with 3 jobs"):
            await service.submit(TOM, FOX, HERE)
        assert len(await service.queue()) == 4


async def test_the_last_credit_is_spent_once_however_many_ask_for_it(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, credits_a_day=3)) as service:
        asked = [service.submit(MIA, FOX, HERE) for _ in range(10)]
        results = await asyncio.gather(*asked, return_exceptions=True)
        assert len([each for each in results if isinstance(each, Job)]) == 3
        assert len([each for each in results if isinstance(each, Refused)]) == 7
