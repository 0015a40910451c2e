"""`.verify`: what can be said of a picture by its bytes, its pixels, its marks and its looks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.chat.context import Answer
from bot.domain.requester import Requester
from bot.jobs.service import Service
from generation.provenance.perceptual_hash import phash
from generation.provenance.png_metadata import reencoded
from tests.bot.service_kit import HERE, MIA, TOM, build_app, chat_of, drawn, end_of, running


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running(build_app(tmp_path)) as service:
        await service.ready()
        yield service


async def said(service: Service, text: str, requester: Requester = MIA, *contents: bytes) -> Answer:
    async with service.attachments.taken(contents) as attachments:
        [answer] = await chat_of(service).handle_text(requester, text, HERE, attachments=attachments) or []
    return answer


async def test_the_very_file_is_known(service: Service) -> None:
    job = await drawn(service)
    content = job.outcome.frames[0].path.read_bytes()
    answer = await said(service, ".verify", TOM, content)
    assert answer.text.startswith("Yes, this very file was drawn here on ")
    assert f"in job `{job.id[:8]}`" in answer.text
    assert "fox" not in answer.text.replace("`", "")
    assert (await said(service, f".verify {job.outcome.frames[0].sha256}", TOM)).text == answer.text


async def test_a_picture_without_its_marks_is_known_by_its_looks(service: Service) -> None:
    job = await drawn(service)
    with Image.open(job.outcome.frames[0].path) as picture:
        larger, file = picture.resize((64, 64)), BytesIO()
        larger.save(file, "JPEG", quality=80)
        answer = await said(service, f".verify {phash(picture)}")
    assert "It looks like a picture that was drawn here" in answer.text
    assert "its looks are the same" in answer.text
    stripped = (await said(service, ".verify", TOM, file.getvalue())).text
    assert stripped.startswith("What it once said of itself, its marks and its content credentials, is gone")
    assert f"in job `{job.id[:8]}`; it has 64×64 pixels instead of 32×32, and" in stripped
    assert "says of itself" not in stripped


async def test_a_file_that_was_only_written_anew_is_known_by_its_pixels(service: Service) -> None:
    """As optipng, and whoever drops its marks, leaves it."""
    job = await drawn(service)
    with Image.open(job.outcome.frames[0].path) as picture:
        picture.load()
        for options in ({}, {"pnginfo": marks_of(picture)}):
            file = BytesIO()
            picture.save(file, "PNG", optimize=True, **options)
            first, second = (await said(service, ".verify", TOM, file.getvalue())).text.splitlines()
            assert ("says of itself that Vignette drew it" in first) == bool(options)
            assert second.startswith("Its pixels are those of a picture that was drawn here on ")
            assert second.endswith(f"in job `{job.id[:8]}`: only the file was written anew.")


async def test_an_enlarged_picture_was_not_drawn_by_what_enlarged_it(service: Service) -> None:
    job = await drawn(service)
    answer = await said(service, f".enlarge {job.id[:8]}")
    assert answer.job
    larger = await end_of(service, answer.job)
    text = (await said(service, ".verify", TOM, larger.outcome.frames[0].path.read_bytes())).text
    assert "this very file was made here on" in text
    assert "by Echo (no model: a test card), enlarged by Lanczos, in job" in text


def marks_of(picture: Image.Image) -> PngInfo:
    marks = PngInfo()
    for name, value in picture.info.items():
        marks.add_text(name, value)
    return marks


async def test_what_a_file_says_of_itself_is_told_with_its_worth(service: Service) -> None:
    job = await drawn(service)
    with Image.open(job.outcome.frames[0].path) as picture:
        picture.load()
        elsewhere = picture.transpose(Image.Transpose.ROTATE_90)
        elsewhere.info = picture.info
        for kind in ("WEBP", "JPEG"):
            text = (await said(service, ".verify", TOM, reencoded(elsewhere, kind, 90))).text
            assert text == "It says of itself that Vignette drew it, here or elsewhere; anybody can write that."


async def test_a_stranger_s_picture_is_not_ours_and_is_not_kept(service: Service, tmp_path: Path) -> None:
    await drawn(service)
    file = BytesIO()
    Image.radial_gradient("L").save(file, "PNG")
    assert (await said(service, ".verify", TOM, file.getvalue())).text.startswith("Nothing says that it was drawn here")
    assert len(list((tmp_path / "frames").glob("*/*"))) == 1


async def test_a_file_that_only_begins_like_a_picture_is_answered(service: Service) -> None:
    file = BytesIO()
    Image.radial_gradient("L").save(file, "PNG")
    assert (await said(service, ".verify", TOM, file.getvalue()[:2000])).text == "That picture cannot be read."
