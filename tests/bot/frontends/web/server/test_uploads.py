"""Bodies with pictures that do not end."""

from __future__ import annotations

import asyncio

import pytest

from bot.frontends.web.server.uploads import UPLOADS_AT_ONCE, UPLOADS_OF_ONE, Uploads
from tests.bot.frontends.web.site import SOON


async def never_ends(uploads: Uploads, address: str, person: str) -> None:
    async with uploads.place(address, person):
        await asyncio.Event().wait()


async def begun(uploads: Uploads, *whose: tuple[str, str]) -> list[asyncio.Task[None]]:
    tasks = [asyncio.ensure_future(never_ends(uploads, *each)) for each in whose]
    await asyncio.sleep(0)
    return tasks


async def ended(tasks: list[asyncio.Task[None]]) -> list[int]:
    """Which were given up; the others are stopped."""
    await asyncio.wait(tasks, timeout=SOON, return_when=asyncio.FIRST_COMPLETED)
    gone = [number for number, task in enumerate(tasks) if task.done()]
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(results[number], TimeoutError) for number in gone)
    return gone


async def test_however_many_leave_theirs_unfinished_another_begins_at_once() -> None:
    """faults.md row 7: eight of them held an honest one up for 59 s."""
    uploads = Uploads()
    tasks = await begun(uploads, *((f"10.0.0.{each}", f"web:{each}") for each in range(UPLOADS_AT_ONCE)))
    async with uploads.place("203.0.113.5", "web:honest"):
        assert await ended(tasks) == [0]


async def test_the_address_that_holds_most_gives_up_its_first() -> None:
    uploads = Uploads()
    honest = [("203.0.113.5", "web:honest")]
    many = [("10.0.0.1", f"web:{each}") for each in range(UPLOADS_AT_ONCE - 1)]
    tasks = await begun(uploads, *honest, *many)
    async with uploads.place("203.0.113.6", "web:another"):
        assert await ended(tasks) == [1]


async def test_one_person_has_a_bound_of_their_own() -> None:
    uploads = Uploads()
    tasks = await begun(uploads, *[("10.0.0.1", "web:one")] * UPLOADS_OF_ONE)
    async with uploads.place("10.0.0.1", "web:one"):
        assert await ended(tasks) == [0]


async def test_an_upload_that_ends_leaves_nothing_behind() -> None:
    uploads = Uploads()
    for _ in range(2 * UPLOADS_AT_ONCE):
        async with uploads.place("10.0.0.1", "web:one"):
            pass
    with pytest.raises(ValueError, match="broken"):
        async with uploads.place("10.0.0.1", "web:one"):
            raise ValueError("broken")
    assert not uploads._under_way
