"""The sheet of a saved character: drawn or attached, kept, shown, used in stories, and gone with the character."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
import pytest_asyncio
from PIL import Image

from bot.chat.context import Answer
from bot.chat.reply import reply_text
from bot.domain.jobs import Job, JobStatus
from bot.domain.requester import Requester
from bot.features.preferences import load_preferences
from bot.features.privacy.erasure import forget_person
from bot.jobs.service import Service
from bot.storage.request_json import from_json, to_json
from generation.provenance.png_metadata import facts_of
from story.request import StoryRequest
from tests.bot.service_kit import HERE, build_app, chat_of, end_of, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
TALE = ".story Mia sits by the lake. Otto and Mia wave. Snow falls. --seed 7"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    engine = {"references": 2, "num_inference_steps": 1, "width": 128, "height": 128}
    async with running(build_app(tmp_path_factory.mktemp("sheets"), engine=engine)) as running_service:
        await running_service.ready()
        yield running_service


def png(colour: str, size: tuple[int, int] = (8, 8)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


async def said(service: Service, who: str, line: str, *attached: bytes) -> Answer:
    async with service.attachments.taken(attached) as attachments:
        [answer] = await chat_of(service).handle_text(by(who), line, HERE, attachments=attachments) or []
    return answer


async def made(service: Service, who: str, line: str, *attached: bytes) -> Job:
    answer = await said(service, who, line, *attached)
    assert answer.job is not None, answer.text
    job = await end_of(service, answer.job)
    assert job.status is JobStatus.SUCCEEDED, job.outcome.error
    return job


def by(who: str) -> Requester:
    """Everybody has a cast of their own."""
    return Requester("web", who, who)


async def sheets(service: Service, who: str) -> dict[str, str]:
    likes = await load_preferences(service.stores, by(who))
    return {name: each.sha256 for name, each in likes.sheets.items()}


async def corner(service: Service, job: Job, index: int) -> list[tuple[int, ...]]:
    """What the echo engine was shown for a frame: one square of its colour each."""
    path = await service.frame_path(job.outcome.frames[index].sha256)
    with Image.open(path or "") as picture:
        names = facts_of(picture).get("reference_names", [])
        return [picture.convert("RGB").getpixel((32 * place + 2, 2)) for place in range(len(names))]  # type: ignore[misc]


RED, BLUE = (255, 0, 0), (0, 0, 255)


async def test_a_sheet_is_drawn_at_the_price_of_a_picture_and_redone_alone(service: Service) -> None:
    await said(service, "ann", ".cast add Mia: a small red fox")
    assert "`.cast sheet Mia` draws a sheet for 1 credit" in (await said(service, "ann", ".cast")).text
    assert "That would cost 1 credit" in (await said(service, "ann", ".price cast sheet Mia")).text
    first = await made(service, "ann", ".cast sheet mia")
    assert first.cost == 1 and await sheets(service, "ann") == {"Mia": first.outcome.frames[0].sha256}
    listed = await said(service, "ann", ".cast")
    assert f"a small red fox · sheet `{first.short_id}.1`" in listed.text and listed.attachment is not None
    assert "is shown up to 2 sheets in each picture" in listed.text
    again = await made(service, "ann", ".cast sheet Mia")
    assert await sheets(service, "ann") == {"Mia": again.outcome.frames[0].sha256}
    assert first.outcome.frames[0].sha256 != again.outcome.frames[0].sha256
    await said(service, "ann", f".cast sheet Mia {first.short_id}.1")
    assert await sheets(service, "ann") == {"Mia": first.outcome.frames[0].sha256}


async def test_a_frame_is_drawn_with_the_sheets_of_who_is_in_it_and_so_is_what_is_made_of_the_story(
    service: Service,
) -> None:
    await said(service, "bea", ".cast add Mia: a red fox", png("red"))
    await said(service, "bea", ".cast add Otto: an owl", png("blue"))
    job = await made(service, "bea", TALE)
    assert isinstance(job.request, StoryRequest) and from_json("story", to_json(job.request)) == job.request
    assert [name for name, _ in job.request.sheets] == ["Mia", "Otto"]
    assert "with the sheets of Mia, Otto" in reply_text(job)
    assert await corner(service, job, 0) == [RED]
    assert sorted(await corner(service, job, 1)) == [BLUE, RED]

    await said(service, "bea", ".cast sheet Mia", png("lime"))
    for line, frame in (("panel {} 1 redo", 0), ("continue {} Mia sleeps.", 3), ("panel {} 3 edit Mia runs.", 2)):
        further = await made(service, "bea", "." + line.format(job.short_id))
        assert await corner(service, further, frame) == [RED], line
    film = await made(service, "bea", f".video {job.short_id} 2")
    assert [each.of for each in film.request.request.references] == ["Mia", "Otto"]  # type: ignore[union-attr]
    planned = await made(service, "bea", f"{TALE} --plan")
    drawn = await made(service, "bea", f".plan {planned.short_id} draw 1. Mia sits.\nwho: Otto: owl")
    assert await corner(service, drawn, 0) == [BLUE]
    alone = await made(service, "bea", ".imagine a hill --ref Otto --ref Mia")
    assert await corner(service, alone, 0) == [BLUE, (0, 255, 0)]


async def test_who_is_told_of_otherwise_or_is_too_many_has_no_sheet_there(service: Service) -> None:
    for name, colour in (("Mia", "red"), ("Otto", "blue"), ("Bo", "lime")):
        await said(service, "cid", f".cast add {name}: an owl", png(colour))
    other = await made(service, "cid", ".story Mia: a cat\nMia runs. She sleeps.")
    assert isinstance(other.request, StoryRequest) and other.request.sheets == ()
    full = await made(service, "cid", ".story Mia, Otto and Bo wave. They sleep.", png("black"))
    assert len(await corner(service, full, 0)) == 1  # beside the black one, which no name tells of
    same = await made(service, "cid", ".story Otto and Mia and Bo wave. They sleep.")
    assert len(await corner(service, same, 0)) == 2


async def test_a_sheet_goes_with_its_character_with_its_looks_and_with_whoever_gave_it(service: Service) -> None:
    await said(service, "dan", ".cast add Mia: a red fox", png("red", (9, 9)))
    [first] = (await sheets(service, "dan")).values()
    assert await service.frame_path(first)
    assert "gone" not in (await said(service, "dan", ".cast add Mia: a red fox")).text
    given = (await said(service, "dan", ".cast add mia: a red fox", png("blue", (9, 9)))).text
    assert given.endswith("The picture that came along is the sheet, in the place of the one before.")
    assert [*(await sheets(service, "dan")).values()] != [first]
    assert "showed other looks" in (again := await said(service, "dan", ".cast add Mia: a cat")).text
    assert "`.cast sheet Mia` draws another" in again.text and await sheets(service, "dan") == {}
    assert not await service.frame_path(first)

    await said(service, "dan", ".cast sheet Mia", png("red", (9, 10)))
    [second] = (await sheets(service, "dan")).values()
    await said(service, "dan", ".cast remove mia")
    assert not await service.frame_path(second)

    await said(service, "dan", ".cast add Mia: a cat")
    job = await made(service, "dan", ".cast sheet Mia")
    asked = (await said(service, "dan", f".forget {job.short_id}")).text
    assert "asked for and its 1 picture, and with it the sheet of Mia, for good" in asked
    done = (await said(service, "dan", f".forget {job.short_id} yes")).text
    assert done.startswith(f"Job `{job.short_id}` is erased, and with it the sheet of Mia. What was posted")
    assert await sheets(service, "dan") == {} and not await service.frame_path(job.outcome.frames[0].sha256)

    await said(service, "dan", ".cast sheet Mia", png("red", (9, 11)))
    [third] = (await sheets(service, "dan")).values()
    assert ", and with it the sheet of Mia, for good" in (await said(service, "dan", ".forget everything")).text
    await forget_person(service, by("dan"))
    assert await sheets(service, "dan") == {} and not await service.frame_path(third)


async def test_whom_a_story_tells_of_is_kept_but_not_in_the_place_of_who_is_known(service: Service) -> None:
    await said(service, "fay", ".cast add Otto: a blue owl")
    tale = "Mia the red fox wears a green scarf. Otto the grey owl meets Bo. Mia runs."
    for line in (f".story {tale} --plan", f".story {tale}"):
        job = await made(service, "fay", line)
        await said(service, "fay", f".cast keep {job.short_id}")
        likes = await load_preferences(service.stores, by("fay"))
        assert likes.cast == (("Mia", "a red fox with a green scarf"), ("Otto", "a blue owl")), line
        await said(service, "fay", ".cast remove Mia")
    picture = await made(service, "fay", ".imagine an owl")
    refused = (await said(service, "fay", f".cast keep {picture.short_id}")).text
    assert f"`.cast sheet Mia {picture.short_id}` makes" in refused and "plan" not in refused
    told = await made(service, "fay", ".story It rains. It snows.")
    assert "tells of nobody new" in (await said(service, "fay", f".cast keep {told.short_id}")).text


async def test_what_cannot_be_a_sheet_is_one_sentence_and_changes_nothing(service: Service) -> None:
    await said(service, "eva", ".cast add Mia: a red fox", png("red"))
    before = await sheets(service, "eva")
    for line, attached, sentence in (
        (".cast sheet Nora", (), "Nobody here is called Nora"),
        (".cast sheet Nora", (png("red"),), "Nobody here is called Nora"),
        (".cast sheet", (), "Say a name"),
        (".cast sheet Mia", (png("red", (90, 2)),), "more than 8 times as long"),
        (".cast sheet Mia", (png("red", (64, 64))[:-40],), "cut short"),
        (".cast sheet Mia 00000000", (), "no job"),
        (".cast sheet Mia 00000000", (png("red"),), "not both"),
        (".cast sheet Mia", (png("red"), png("blue")), "attach one"),
        (".cast add Mia", (png("red"),), "say `.cast sheet` and the name"),
        (".cast remove Mia", (png("red"),), "takes no picture"),
        (".imagine an owl --ref Nora", (), "Nobody here is called Nora"),
        (".price cast remove Mia", (), "costs nothing"),
    ):
        answer = await said(service, "eva", line, *attached)
        assert answer.refused and sentence in answer.text, (line, answer.text)
    await said(service, "eva", ".cast add Otto: an owl")
    answer = await said(service, "eva", ".imagine an owl --ref Otto")
    assert "Otto has no sheet yet: `.cast sheet Otto` draws one." in answer.text
    assert await sheets(service, "eva") == before
