"""Pictures to look at, named in a chat: found, shown, kept with the job, carried on, and forgotten with it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO

import pytest
import pytest_asyncio
from PIL import Image

from bot.domain.jobs import Job
from bot.jobs.service import Service
from generation.engine import ImageRequest
from generation.provenance.png_metadata import facts_of
from story.request import StoryRequest
from tests.bot.chat.kit import made, said
from tests.bot.service_kit import FOX, HERE, MIA, TOM, build_app, chat_of, drawn, running

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    engine = {"references": 3, "num_inference_steps": 1}
    async with running(build_app(tmp_path_factory.mktemp("looking"), engine=engine)) as running_service:
        await running_service.ready()
        yield running_service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(service: Service) -> Job:
    return await drawn(service, replace(FOX, num_images=2))


def png(colour: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return file.getvalue()


async def test_a_picture_of_a_job_is_shown_and_named_in_the_file(service: Service, pair: Job) -> None:
    job = await made(service, f".imagine an owl --ref {pair.short_id}.2 --ref {pair.short_id}.1")
    assert isinstance(job.request, ImageRequest)
    frames = [pair.outcome.frames[k].sha256 for k in (1, 0)]
    assert [each.sha256 for each in job.request.references] == frames
    path = await service.frame_path(job.outcome.frames[0].sha256)
    assert path is not None
    with Image.open(path) as picture:
        facts = facts_of(picture)
    assert facts["reference_names"] == [f"{pair.short_id}.2", f"{pair.short_id}.1"]
    assert not {*frames} & {*json.dumps(facts).split('"')}


async def test_every_frame_of_a_story_is_drawn_with_what_was_attached_and_goes_on_with_it(service: Service) -> None:
    job = await made(service, ".story Mia runs. She sleeps.", png("red"), png("blue"))
    for line in ("continue {} She wakes.", "panel {} 1 redo", "restyle {} ink"):
        further = await made(service, "." + line.format(job.short_id))
        assert isinstance(job.request, StoryRequest) and isinstance(further.request, StoryRequest)
        assert further.request.drawing.references == job.request.drawing.references != ()
    path = await service.frame_path(job.outcome.frames[0].sha256)
    assert path is not None
    with Image.open(path) as picture:
        assert picture.convert("RGB").getpixel((1, 1)) == (255, 0, 0)


async def test_the_same_again_looks_at_the_same_pictures(service: Service, pair: Job) -> None:
    job = await made(service, f".imagine an owl --ref {pair.short_id}.1")
    again = await chat_of(service).redo(MIA, job.id, HERE)
    assert again.job is not None and again.job.request.references == job.request.references != ()


async def test_what_is_not_there_or_too_much_is_one_sentence_and_costs_nothing(service: Service, pair: Job) -> None:
    before = await service.balance(MIA)
    for line, sentence in (
        (f".imagine an owl --ref {pair.short_id}", "has 2 pictures: say which"),
        (f".imagine an owl --ref {pair.short_id}.3", "has no picture 3; its last is 2"),
        (".imagine an owl --ref 00000000", "no job"),
        (f".price imagine an owl --ref {pair.short_id}.7", "has no picture 7"),
        (".imagine an owl" + f" --ref {pair.short_id}.1" * 4, "looks at 3 pictures at most, and there are 4"),
    ):
        told = await said(service, line)
        assert isinstance(told, str) and sentence in told, told
    assert "no job" in str(await said(service, f".imagine an owl --ref {pair.short_id}.1", by=TOM))
    assert await service.balance(MIA) == before


async def test_ten_references_of_forty_megapixels_are_drawn_with_or_refused_in_a_sentence(service: Service) -> None:
    file = BytesIO()
    Image.new("L", (6000, 6000), 90).save(file, "PNG", compress_level=1)
    large = file.getvalue()
    told = await said(service, ".imagine an owl", *[large] * 10)
    assert isinstance(told, str) and "looks at 3 pictures at most, and there are 10" in told
    assert isinstance(await said(service, ".imagine an owl", large, png("red")), Job)


async def test_what_nobody_looks_at_any_more_is_forgotten_with_its_job(service: Service) -> None:
    job = await made(service, ".imagine an owl", png("lime"), png("navy"))
    hashes = [each.sha256 for each in job.request.references]
    assert all([await service.frame_path(each) for each in hashes])
    assert isinstance(await said(service, f".forget {job.short_id} yes"), str)
    assert not any([await service.frame_path(each) for each in hashes])
