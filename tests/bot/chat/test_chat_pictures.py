"""Masks and pictures to follow in a chat: kept with their jobs, drawn again with them, and forgotten with them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from bot.domain.jobs import Job
from bot.jobs.service import Service
from generation.engine import ImageRequest
from generation.provenance.png_metadata import facts_of
from tests.bot.chat.kit import made, said
from tests.bot.service_kit import build_app, running

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    engine = {"starts_from_image": True, "inpaints": True, "control": "given", "num_inference_steps": 1}
    async with running(build_app(tmp_path_factory.mktemp("masked"), engine=engine)) as running_service:
        await running_service.ready()
        yield running_service


def png(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


TEAL = png(Image.new("RGB", (64, 64), "teal"))
LEFT = Image.new("L", (32, 32))
LEFT.paste(255, (0, 0, 16, 32))


async def halves(service: Service, job: Job) -> tuple[bool, bool]:
    """Whether the left and the right half of its picture are anything but teal."""
    path = await service.frame_path(job.outcome.frames[0].sha256)
    assert path is not None
    with Image.open(path) as picture:
        pixels = np.abs(np.asarray(picture.convert("RGB")).astype(int) - (0, 128, 128)).max(axis=2) > 8
    middle = pixels.shape[1] // 2
    return bool(pixels[:, : middle - 4].any()), bool(pixels[:, middle + 4 :].any())


async def test_only_what_the_mask_marks_is_redrawn_and_the_job_knows_it_again(service: Service) -> None:
    job = await made(service, ".imagine a hat --mask", TEAL, png(LEFT))
    assert await halves(service, job) == (True, False)
    assert isinstance(job.request, ImageRequest) and job.request.mask is not None
    path = await service.frame_path(job.outcome.frames[0].sha256)
    assert path is not None
    with Image.open(path) as picture:
        assert facts_of(picture)["mask_sha256"] == job.request.mask
    varied = await made(service, f".vary {job.short_id}")
    assert isinstance(varied.request, ImageRequest) and varied.request.mask == job.request.mask
    assert await halves(service, varied) == (True, False)


async def test_what_is_transparent_is_redrawn_in_a_picture_that_is_its_own_mask(service: Service) -> None:
    clear = Image.new("RGBA", (64, 64), "teal")
    clear.paste((0, 128, 128, 0), (32, 0, 64, 64))
    assert await halves(service, await made(service, ".imagine a hat --mask", png(clear))) == (False, True)
    openai = Image.new("RGBA", (64, 64), "white")
    openai.paste((0, 0, 0, 0), (0, 0, 32, 64))
    assert await halves(service, await made(service, ".imagine a hat --mask", TEAL, png(openai))) == (True, False)


@pytest.mark.parametrize(
    ("attached", "words"),
    [
        ((TEAL,), "Nothing of the picture is transparent"),
        ((TEAL, png(Image.new("L", (32, 32)))), "The mask marks nothing to be redrawn"),
        (
            (TEAL, png(LEFT.resize((64, 32)))),
            "The mask is 64×32, and the picture 64×64: it has to",
        ),
        ((), "`--mask` goes with a picture"),
    ],
)
async def test_a_mask_that_cannot_be_used_is_one_sentence_and_costs_nothing(
    service: Service, attached: tuple[bytes, ...], words: str
) -> None:
    told = await said(service, ".imagine a hat --mask", *attached)
    sentence = told.outcome.error if isinstance(told, Job) else told
    assert sentence.startswith(words)


async def test_forgetting_the_job_forgets_picture_and_mask(service: Service) -> None:
    mask = png(LEFT.rotate(90))
    job = await made(service, ".imagine a hat --mask", png(Image.new("RGB", (64, 64), "plum")), mask)
    assert isinstance(job.request, ImageRequest) and job.request.mask is not None
    names = [str(job.request.image), job.request.mask]
    assert all([await service.frame_path(each) for each in names])
    await said(service, f".forget {job.short_id} yes")
    assert not any([await service.frame_path(each) for each in names])


async def test_what_is_followed_is_found_shown_named_in_the_file_and_forgotten_with_its_job(service: Service) -> None:
    lines = Image.new("L", (64, 64))
    lines.paste(255, (0, 0, 64, 8))
    job = await made(service, ".imagine a hat --control", png(lines))
    assert isinstance(job.request, ImageRequest) and job.request.control is not None
    path = await service.frame_path(job.outcome.frames[0].sha256)
    assert path is not None
    with Image.open(path) as picture:
        assert facts_of(picture)["control_name"] == job.request.control.sha256
    again = await made(service, f".imagine a coat --control {job.short_id}.1 --control-scale 0.5")
    assert isinstance(again.request, ImageRequest) and again.request.control is not None
    assert again.request.control.sha256 == job.outcome.frames[0].sha256
    assert again.request.control.of == f"{job.short_id}.1" and again.request.control.scale == 0.5
    varied = await made(service, f".vary {again.short_id}")
    assert isinstance(varied.request, ImageRequest) and varied.request.control == again.request.control
    assert "no job" in str(await said(service, ".imagine a hat --control ffff"))
    followed = job.request.control.sha256
    await said(service, f".forget {job.short_id} yes")
    assert await service.frame_path(followed) is None
