"""With a certificate every new picture is signed on its way into the store; what is kept keeps its bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
import pytest_asyncio
from PIL import Image

from bot import bootstrap
from bot.app import App
from bot.cli.checks import run_checks
from bot.cli.checks.certificate import check_certificate
from bot.commands.followups import ExportFormat
from bot.domain.jobs import Frame, Job, Outcome
from bot.features.story_exports import StoryExports, book_file
from bot.jobs.service import Service
from bot.jobs.signing import Signing
from bot.settings import Settings
from bot.storage import FrameFiles
from bot.worker.messages import FramePayload, JobDone
from generation.engine import EngineError
from generation.provenance.c2pa_manifest import Credentials, Signed, read
from generation.provenance.png_metadata import facts_of
from story.exports import MIMES
from story.request import StoryRequest
from tests.bot.service_kit import FOX, HERE, MIA, TOM, MemoryFrontend, chat_of, drawn, running
from tests.generation.certificates import make_chain

SENTENCES = ("A fox runs.", "It sleeps.")
STORY = StoryRequest(SENTENCES, replace(FOX, prompt=" ".join(SENTENCES)))

pytestmark = pytest.mark.asyncio(loop_scope="module")


def signing(folder: Path, **provenance: str) -> Settings:
    certificate, key = make_chain(folder)
    engine = {"name": "echo", "options": {"width": 32, "height": 32}}
    given = {"certificate": str(certificate), "key": str(key), **provenance}
    return Settings(data_dir=folder / "data", engine=engine, provenance=given)


def built(settings: Settings) -> App:
    return bootstrap.app(settings, [MemoryFrontend()])


def manifest(frame: Frame) -> Signed | None:
    return read(frame.path.read_bytes(), frame.mime)


def pictures(job: Job) -> list[Frame]:
    return [*job.outcome.frames, *([job.outcome.page] if job.outcome.page else [])]


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Signing]:
    """Signs without a service."""
    signing = Signing(Credentials(*make_chain(tmp_path)), FrameFiles(tmp_path / "frames"))
    yield signing
    signing.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """One that signs, for all."""
    async with running(built(signing(tmp_path_factory.mktemp("signing")))) as service:
        yield service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def story(service: Service) -> Job:
    return await drawn(service, STORY, TOM)


def finished(png: bytes) -> JobDone:
    return JobDone("a" * 32, 1, Outcome(), frames=(FramePayload(png, 8, 8, 7, "A fox runs.", ()),))


def plain_png() -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").save(file, "PNG")
    return file.getvalue()


async def test_a_model_s_picture_is_signed_as_one(alone: Signing) -> None:
    signed = await alone.signed(finished(plain_png()), trained=True)
    assert read(signed.frames[0].png, "image/png") == Signed(True, "Vignette", "trainedAlgorithmicMedia")


async def test_what_is_stored_already_is_not_signed_again(alone: Signing, tmp_path: Path) -> None:
    await FrameFiles(tmp_path / "frames").save(plain_png())
    assert await alone.signed(finished(plain_png()), trained=True) == finished(plain_png())


async def test_what_cannot_be_signed_is_kept_as_it_is(alone: Signing) -> None:
    assert await alone.signed(finished(b"no picture"), trained=True) == finished(b"no picture")


async def test_every_picture_of_a_story_is_signed_and_still_says_what_it_was_drawn_from(story: Job) -> None:
    assert len(pictures(story)) == 3
    for frame in pictures(story):
        # The echo engine draws by an algorithm, not by a model.
        assert manifest(frame) == Signed(intact=True, tool="Vignette", source="algorithmicMedia")
    with Image.open(story.outcome.frames[0].path) as picture:
        assert facts_of(picture)["prompt"] == "A fox runs."


async def test_a_picture_that_a_story_keeps_stays_byte_for_byte(service: Service, story: Job) -> None:
    kept = replace(STORY, kept=(story.outcome.frames[0].sha256,), seeds=(None, 9))
    second = await drawn(service, kept, TOM)
    assert second.outcome.frames[0].sha256 == story.outcome.frames[0].sha256
    assert second.outcome.frames[1].sha256 != story.outcome.frames[1].sha256
    assert manifest(second.outcome.frames[1]) is not None


async def test_a_signed_picture_is_verified_by_its_signature_when_nobody_remembers_it(service: Service) -> None:
    job = await drawn(service)
    content = job.outcome.frames[0].path.read_bytes()
    await chat_of(service).handle_text(MIA, ".forget everything yes", HERE)
    async with service.attachments.taken([content]) as attached:
        [answer] = await chat_of(service).handle_text(TOM, ".verify", HERE, attachments=attached) or []
    assert answer.text == (
        "Its content credentials say that Vignette drew it, and they fit the picture; who signed them is not checked."
    )


async def test_without_a_certificate_nothing_is_signed(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, engine={"name": "echo", "options": {"width": 32, "height": 32}})
    async with running(built(settings)) as service:
        job = await drawn(service)
    assert manifest(job.outcome.frames[0]) is None


async def test_a_certificate_that_cannot_sign_is_said_before_anything_is_drawn(tmp_path: Path) -> None:
    good = signing(tmp_path)
    assert (await asyncio.to_thread(check_certificate, good)).ok
    bad = signing(tmp_path, key=str(tmp_path / "nowhere.pem"))
    check = next(each for each in await run_checks(bad) if each.name == "certificate")
    assert not check.ok
    assert "nowhere.pem" in check.detail
    with pytest.raises(EngineError, match=r"nowhere\.pem"):
        built(bad)


async def test_half_a_certificate_is_a_mistake_in_the_settings() -> None:
    with pytest.raises(ValueError, match="set both `certificate` and `key`, or neither"):
        Settings(provenance={"certificate": "chain.pem"})


@pytest.mark.parametrize("kind", ["pdf", "mp4", "gif", "webp"])
async def test_an_export_is_signed(service: Service, story: Job, kind: ExportFormat) -> None:
    paths = [frame.path for frame in story.outcome.frames]
    content = await StoryExports(service.sign).get(story, paths, kind)
    assert read(content, MIMES[kind]) == Signed(intact=True, tool="Vignette", source="algorithmicMedia")


async def test_every_picture_in_an_archive_is_signed_as_it_stands(service: Service, story: Job) -> None:
    """C2PA knows no archives, but what is stored in them unpacked carries its own."""
    paths = [frame.path for frame in story.outcome.frames]
    for kind in ("cbz", "zip"):
        with ZipFile(BytesIO(book_file(story, paths, kind, sign=service.sign))) as archive:
            names = [name for name in archive.namelist() if name.endswith((".jpg", ".png"))]
            assert len(names) == len(SENTENCES)
            for name in names:
                assert archive.getinfo(name).compress_type == ZIP_STORED
                signed = read(archive.read(name), "image/png" if name.endswith(".png") else "image/jpeg")
                assert signed == Signed(intact=True, tool="Vignette", source="algorithmicMedia")


async def test_an_export_that_cannot_be_signed_is_handed_out_as_it_is(alone: Signing) -> None:
    assert alone.sign(b"no PDF", "application/pdf", "a story", "algorithmicMedia") == b"no PDF"
