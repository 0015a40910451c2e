"""With a safety checker configured nobody sees what it objects to: not finished, not on the way; and nobody pays."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import NotReady
from bot.domain.jobs import JobStatus, Progress
from bot.domain.requests import Request
from bot.jobs.service import Service
from generation.engine import ImageRequest
from generation.tools.safety_checker import HELD_BACK
from story.request import StoryRequest
from tests.bot.service_kit import FOX, HERE, MIA, build_app, running
from tests.generation.tools.test_safety_checker import save_checker

TALE = StoryRequest(("A fox runs.", "It sleeps."), ImageRequest("A fox runs. It sleeps.", seed=7))


def checked(folder: Path, threshold: float) -> Service:
    checker = str(save_checker(folder / "checker", threshold))
    return build_app(folder, engine={"step_seconds": 0.1}, checker=checker)


async def seen(service: Service, request: Request) -> tuple[JobStatus, str, list[bytes]]:
    """How it ended, its sentence, and every picture that anybody could see until then."""
    await service.ready()
    job, pictures = await service.submit(MIA, request, HERE), []
    async for event in service.watch(job.id):
        if isinstance(event, Progress):
            pictures += [event.preview] if event.preview else []
        else:
            job = event
    return job.status, job.outcome.error, pictures + [frame.path.read_bytes() for frame in job.outcome.frames]


@pytest.mark.parametrize("request_", [FOX, TALE], ids=["a picture", "a story"])
async def test_what_the_checker_objects_to_is_never_seen_and_costs_nothing(tmp_path: Path, request_: Request) -> None:
    async with running(checked(tmp_path, -2.0)) as service:
        before = (await service.balance(MIA)).left
        assert await seen(service, request_) == (JobStatus.FAILED, HELD_BACK, [])
        assert (await service.balance(MIA)).left == before
        assert list((tmp_path / "frames").glob("*/*")) == []


async def test_what_it_does_not_object_to_is_drawn_once_it_is_checked(tmp_path: Path) -> None:
    async with running(checked(tmp_path, 2.0)) as service:
        status, _, pictures = await seen(service, FOX)
        assert status is JobStatus.SUCCEEDED and len(pictures) == 1  # no preview


async def test_a_checker_that_is_none_stops_the_engine_and_says_why(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, checker=str(tmp_path / "nowhere"))) as service:
        with pytest.raises(NotReady, match=r"check engine\.checker"):
            await service.ready()
