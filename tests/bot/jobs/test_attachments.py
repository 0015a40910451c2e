"""Pictures that people attach: what is taken, what is refused and why, and what stays of them."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import AsyncIterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from bot.chat.context import Answer
from bot.domain.errors import Refused
from bot.domain.jobs import JobStatus
from bot.domain.requests import DescribeRequest
from bot.jobs.attachments import MAX_BYTES, NO_PICTURE, TOO_LARGE, TOO_MANY, media_type_of
from bot.jobs.service import Service
from bot.worker.images import open_image
from generation.engine import EngineError
from tests.bot.service_kit import HERE, MIA, build_app, chat_of, drawn, end_of, running


def picture(kind: str = "PNG", size: tuple[int, int] = (48, 32), colour: str = "teal") -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head tells of that many pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + b"\0\0\0\0IDAT"


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running(build_app(tmp_path, engine={"starts_from_image": True})) as service:
        await service.ready()
        yield service


async def say(service: Service, text: str, *contents: bytes) -> list[Answer]:
    async with service.attachments.taken(contents) as attachments:
        return await chat_of(service).handle_text(MIA, text, HERE, attachments=attachments) or []


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_is_known_by_its_content(kind: str) -> None:
    assert media_type_of(picture(kind)) == f"image/{kind.lower()}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", NO_PICTURE, id="nothing"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", NO_PICTURE, id="svg"),
        pytest.param(picture("TIFF"), NO_PICTURE, id="tiff"),
        pytest.param(picture()[:20], NO_PICTURE, id="a head that breaks off"),
        pytest.param(claiming(7_000, 7_000), TOO_MANY, id="49 megapixels"),
        pytest.param(claiming(10_000, 10_000), TOO_MANY, id="a small bomb"),
        pytest.param(claiming(100_000, 100_000), TOO_MANY, id="a bomb"),
        pytest.param(claiming(20_000, 2), TOO_MANY, id="a thread"),
        pytest.param(picture() + bytes(MAX_BYTES), TOO_LARGE, id="too many bytes"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused_before_it_is_decoded(content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=re.escape(reason)):
        media_type_of(content)


def test_a_picture_that_breaks_off_is_refused_by_the_worker() -> None:
    noise = Image.effect_noise((64, 64), 80).convert("RGB")
    file = BytesIO()
    noise.save(file, "PNG")
    broken = file.getvalue()[: len(file.getvalue()) // 2]
    assert media_type_of(broken) == "image/png"  # its head is whole
    with pytest.raises(EngineError, match="is cut short: attach it again, whole"):
        open_image(broken).load()


def test_a_picture_is_opened_the_right_way_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the camera on its side
    file = BytesIO()
    Image.new("RGB", (48, 32)).save(file, "JPEG", exif=exif)
    assert open_image(file.getvalue()).size == (32, 48)


async def test_an_attached_picture_is_what_the_drawing_starts_from_and_stays(service: Service) -> None:
    content = picture("JPEG")
    [answer] = await say(service, ".imagine a red fox --strength 0.2 --seed 7", content)
    assert answer.job is not None, answer.text
    job = await end_of(service, answer.job)
    assert job.status is JobStatus.SUCCEEDED
    path = await service.frame_path(sha256(content).hexdigest())
    assert path is not None and path.suffix == ".jpg" and path.read_bytes() == content
    [frame] = job.outcome.frames
    red, green, blue = Image.open(frame.path).convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert red < 90 and green > 80 and blue > 80  # mostly teal


async def test_a_picture_that_nothing_came_of_is_not_kept(service: Service) -> None:
    content = picture()
    for line in (".imagine a red fox --seed tomorrow", ".quota", ".nothing of ours"):
        await say(service, line, content)
    assert await service.frame_path(sha256(content).hexdigest()) is None


async def test_a_picture_that_was_drawn_here_stays_whatever_is_said_with_it(service: Service) -> None:
    [frame] = (await drawn(service)).outcome.frames
    await say(service, ".imagine a red fox --seed tomorrow", frame.path.read_bytes())
    assert await service.frame_path(frame.sha256) == frame.path


async def test_a_second_job_keeps_the_picture_of_a_first_one(service: Service) -> None:
    content = picture(colour="plum")
    await say(service, ".imagine a red fox", content)
    await say(service, ".imagine a red fox --seed tomorrow", content)
    assert await service.frame_path(sha256(content).hexdigest()) is not None


async def test_a_picture_in_two_requests_at_once_stays_for_the_one_that_needs_it(service: Service) -> None:
    """faults.md row 8: the first to end removed it by its hash, under the other's hands."""
    content, attachments = picture(colour="olive"), service.attachments
    digest = sha256(content).hexdigest()
    async with attachments.taken([content]):
        async with attachments.taken([content]):
            pass
        assert await service.frame_path(digest) is not None
        await service.remove_pictures([], [digest])  # nor does an erasure that named it
        assert await service.frame_path(digest) is not None
    assert await service.frame_path(digest) is None


async def test_describe_without_a_model_for_it_says_so_and_charges_nothing(service: Service) -> None:
    before = (await service.balance(MIA)).left
    [answer] = await say(service, ".describe", picture())
    assert answer.refused and "engine.describer" in answer.text
    assert (await service.balance(MIA)).left == before


async def test_describe_with_a_model_is_a_job(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)) as service:
        service.describes = True
        content = picture()
        [answer] = await say(service, ".describe", content)
        assert answer.job is not None and answer.job.request == DescribeRequest(sha256(content).hexdigest())


async def test_describe_asks_for_one_picture(service: Service) -> None:
    [none] = await say(service, ".describe")
    assert none.text == "Attach the picture to `.describe`."
    [two] = await say(service, ".describe", picture(), picture(colour="plum"))
    assert two.refused and "attach one" in two.text
