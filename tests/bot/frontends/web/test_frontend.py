"""The front-end in the service's hands: where it listens, and what outlives a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot import bootstrap
from bot.frontends.web import WebFrontend
from bot.settings import Settings, SettingsError
from tests.bot.frontends.web.site import Site, Visitor, site

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:8420/"), ("localhost", "http://localhost:8420/"), ("::1", "http://[::1]:8420/")],
)
async def test_it_says_where_it_is_as_a_person_types_it(host: str, url: str) -> None:
    assert WebFrontend(Settings(web={"host": host})).url == url


async def test_a_port_that_is_taken_is_told_in_a_sentence_that_names_the_setting(web: Site, tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, engine={"name": "echo"}, web={"port": int(web.url.rstrip("/").rpartition(":")[2])}
    )
    app = bootstrap.app(settings, [WebFrontend(settings)])
    with pytest.raises(SettingsError, match=r"^web\.port: .*choose another port\.$"):
        await app.start()


async def test_after_a_restart_the_same_browser_finds_its_pictures(tmp_path: Path) -> None:
    async with site(tmp_path) as before, Visitor(before) as visitor:
        drawn, key = await visitor.draw(".imagine a red fox"), visitor.key
    async with site(tmp_path) as after, ClientSession(cookies={"vignette": key}) as session:
        async with session.get(after.at("/conversation")) as response:
            [job] = (await response.json())["jobs"]
        async with session.get(after.at(job["frames"][0]["url"])) as response:
            picture = await response.read()
    assert job == drawn and picture.startswith(b"\x89PNG")


async def test_an_answered_job_is_not_owed_any_more(web: Site, visitor: Visitor) -> None:
    """`deliver` has nothing to send: the page is told live, or asks."""
    job = await visitor.draw(".imagine a red fox")
    found = await web.service.job(job["id"])
    assert found is not None
    await web.frontend.deliver(found)
    assert [each["id"] for each in await visitor.jobs()] == [job["id"]]
