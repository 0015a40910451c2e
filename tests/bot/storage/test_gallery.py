"""The gallery finds what has been drawn, and forgets what is deleted."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from bot.domain.jobs import PAGE_INDEX, Job
from bot.domain.requester import Requester
from bot.domain.requests import Request
from bot.storage.gallery import GalleryStore, Search
from generation.engine import ImageRequest
from story.request import StoryRequest
from tests.bot.storage.kit import FOX, MIA, TOM, Stores, new_frame

OWL = ImageRequest("an Eule über dem Öltank, 100%", seed=3)
TALE = StoryRequest(("Mia runs.", "She sleeps."), ImageRequest("Mia runs. She sleeps.", seed=5))


async def drawn(
    stores: Stores, request: Request = FOX, *, count: int = 1, page: bool = False, by: Requester = MIA
) -> Job:
    """A finished job with so many pictures, which are the same for every job."""
    await stores.submit(by, request=request)
    frames = [new_frame(stores.files, index, sentence="", cast=("Zoë",)) for index in range(count)]
    sheet = new_frame(stores.files, PAGE_INDEX) if page else None
    job = await stores.claimed()
    assert await stores.finish(job, frames=tuple(frames), page=sheet)
    return await stores.get(job)


async def found(stores: Stores, *words: str, kind: str = "", by: Requester | None = MIA) -> list[tuple[str, int]]:
    search, store = Search(by, words, kind), GalleryStore(stores.files)
    async with stores.database.read() as session:
        entries = await store.find(session, search, 0, 50)
        assert await store.count(session, search) == len(entries)
    return [(entry.job.id, entry.index) for entry in entries]


async def test_the_newest_come_first_each_picture_of_a_job_and_a_story_once(stores: Stores) -> None:
    fox = await drawn(stores, count=2)
    tale = await drawn(stores, TALE, count=2, page=True)
    assert await found(stores) == [(tale.id, 0), (fox.id, 0), (fox.id, 1)]
    assert await found(stores, kind="story") == [(tale.id, 0)]
    assert await found(stores, kind="image") == [(fox.id, 0), (fox.id, 1)]


async def test_everybody_sees_their_own_and_who_may_sees_all(stores: Stores) -> None:
    fox, owl = await drawn(stores), await drawn(stores, OWL, by=TOM)
    assert await found(stores) == [(fox.id, 0)]
    assert await found(stores, by=TOM) == [(owl.id, 0)]
    assert await found(stores, by=None) == [(owl.id, 0), (fox.id, 0)]


async def test_what_waits_or_has_failed_is_not_there(stores: Stores) -> None:
    await stores.submit()
    assert await found(stores) == []


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        (("RED",), "fox"),
        (("red", "fox"), "fox"),
        (("red", "eule"), ""),
        (("öltank",), "owl"),
        (("über",), "owl"),
        (("100%",), "owl"),
        (("1%0",), ""),
        (("sleeps",), "tale"),
        (("seed",), ""),  # a field of the stored request, not a word of anybody
    ],
)
async def test_every_word_has_to_be_found_in_whatever_case(stores: Stores, words: tuple[str, ...], hit: str) -> None:
    jobs = {"fox": await drawn(stores), "owl": await drawn(stores, OWL), "tale": await drawn(stores, TALE)}
    assert await found(stores, *words) == ([(jobs[hit].id, 0)] if hit else [])


async def test_the_cast_is_found_by_name_also_with_letters_beyond_ascii(stores: Stores) -> None:
    tale = await drawn(stores, TALE)
    assert await found(stores, "zoë") == await found(stores, "Zoë") == [(tale.id, 0)]


async def test_words_are_found_however_their_accents_are_written(stores: Stores) -> None:
    """compromise#1099: macOS pastes NFD, and what older versions stored may be either."""
    older = replace(OWL, prompt=unicodedata.normalize("NFD", "Renée"))
    tale, owl = await drawn(stores, TALE), await drawn(stores, older)
    for form in ("NFC", "NFD"):
        assert await found(stores, unicodedata.normalize(form, "zoë")) == [(owl.id, 0), (tale.id, 0)]
        assert await found(stores, unicodedata.normalize(form, "Renée")) == [(owl.id, 0)]


async def test_words_of_a_cast_line_are_found(stores: Stores) -> None:
    """“Mia: a small violet fox” stands in no sentence; nothing was found by “violet”."""
    told = replace(TALE, cast=(("Zoë", "a small violet fox with a füller"),))
    tale, _ = await drawn(stores, told), await drawn(stores)
    for word in ("violet", "Violet", "füller", "FÜLLER"):
        assert await found(stores, word) == [(tale.id, 0)]
    assert await found(stores, "cast") == await found(stores, "violett") == []


async def test_pages_follow_each_other(stores: Stores) -> None:
    jobs = [await drawn(stores) for _ in range(3)]
    async with stores.database.read() as session:
        second = await GalleryStore(stores.files).find(session, Search(MIA), 1, 1)
    assert [entry.job.id for entry in second] == [jobs[1].id]


async def test_a_deleted_picture_takes_the_page_with_it_and_names_only_files_that_nobody_else_has(
    stores: Stores,
) -> None:
    tale, other = await drawn(stores, TALE, count=2, page=True), await drawn(stores, FOX)  # frame 0 is the same
    assert other.outcome.frames[0].sha256 == tale.outcome.frames[0].sha256
    store = GalleryStore(stores.files)
    assert tale.outcome.page is not None
    async with stores.database.write() as session:
        assert await store.delete(session, tale, 0) == [tale.outcome.page.sha256]
    left = await stores.get(tale)
    assert ([frame.index for frame in left.outcome.frames], left.outcome.page) == ([1], None)
    assert await found(stores, kind="story") == [(tale.id, 1)]
    async with stores.database.write() as session:
        assert await store.delete(session, left, PAGE_INDEX) == [tale.outcome.frames[1].sha256]
    assert await found(stores) == [(other.id, 0)]
