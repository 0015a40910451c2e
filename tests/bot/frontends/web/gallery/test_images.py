"""Pictures belong to who asked for them."""

from __future__ import annotations

from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest

from bot.frontends.web.server.app_keys import DERIVED_FILES
from tests.bot.frontends.web.site import Site, Visitor, raw, site

pytestmark = pytest.mark.asyncio(loop_scope="module")
STORY = ".story Mia the red fox finds a lantern. She sleeps. --seed 7"
NOBODY = "f" * 32


async def test_a_picture_comes_whole_and_is_asked_for_again_only_by_its_hash(visitor: Visitor) -> None:
    job = await visitor.draw(".imagine a red fox --seed 7")
    response = await visitor.get(job["frames"][0]["url"])
    content = response.body
    assert response.headers["Content-Type"] == "image/png" and content.startswith(b"\x89PNG")
    assert response.headers["ETag"] == f'"{sha256(content).hexdigest()}"'
    assert response.headers["Cache-Control"] == "private, max-age=60"
    again = await visitor.get(job["frames"][0]["url"], headers={"If-None-Match": response.headers["ETag"]})
    assert again.status == 304


async def test_a_storys_page_and_all_its_pictures_come(visitor: Visitor) -> None:
    job = await visitor.draw(STORY)
    for picture in (*job["frames"], job["page"]):
        assert (await visitor.get(picture["url"])).status == 200


async def test_another_person_finds_nothing_and_is_not_even_told_that_it_exists(tmp_path: Path) -> None:
    async with site(tmp_path, local_admin=False) as web, Visitor(web) as visitor, Visitor(web) as stranger:
        job = await visitor.draw(STORY)
        frame = job["frames"][0]
        urls = [("GET", picture["url"]) for picture in (*job["frames"], job["page"])]
        urls += [("GET", url) for url in (frame["thumb"], frame["href"], job["href"], f"{job['href']}/export.zip")]
        urls += [("POST", f"/jobs/{job['id']}/{act}") for act in ("redo", "cancel")]
        urls += [("POST", f"{page}/delete") for page in (job["href"], frame["href"])]
        for method, url in urls:
            ask = stranger.get if method == "GET" else stranger.post
            foreign, missing = await ask(url), await ask(url.replace(job["id"], NOBODY))
            assert (foreign.status, foreign.text) == (404, missing.text)
        assert await stranger.jobs() == []
        assert job["id"] not in (await stranger.get("/gallery?whose=everybody")).text
        assert (await visitor.get(frame["url"])).status == 200


async def test_an_admin_sees_everybodys_pictures_and_only_where_they_are_asked_for(
    visitor: Visitor, stranger: Visitor
) -> None:
    job = await visitor.draw(".imagine a red fox")
    assert (await stranger.get(job["frames"][0]["url"])).status == 200
    assert job["id"] in (await stranger.get("/gallery?whose=everybody")).text
    assert job["id"] not in (await stranger.get("/gallery")).text
    assert f'data-redo="{job["id"]}"' not in (await stranger.get(job["href"])).text
    assert (await stranger.post(f"/jobs/{job['id']}/redo")).status == 404


async def test_a_list_gets_small_pictures_made_once_and_asked_for_again_only_by_their_hash(visitor: Visitor) -> None:
    job = await visitor.draw(".imagine a red fox --seed 7")
    first = await visitor.get(job["frames"][0]["thumb"])
    assert (first.status, first.headers["Content-Type"], first.body[8:12]) == (200, "image/webp", b"WEBP")
    again = await visitor.get(job["frames"][0]["thumb"], headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304


async def test_somebody_without_a_cookie_is_turned_away(web: Site, visitor: Visitor) -> None:
    job = await visitor.draw(".imagine a red fox")
    path = job["frames"][0]["url"].encode()
    status, body = await raw(web, b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % path)
    assert status == 401 and b"PNG" not in body


async def test_a_place_that_the_job_does_not_have_is_empty(visitor: Visitor) -> None:
    job = await visitor.draw(".imagine a red fox")
    for path in (
        "frames/1.png",
        "frames/999.png",
        "frames/-1.png",
        "frames/0.jpg",
        "page.png",
        "thumbs/1.webp",
        "thumbs/page.webp",
    ):
        assert (await visitor.get(f"/jobs/{job['id']}/{path}")).status == 404


async def test_a_picture_whose_file_is_gone_or_became_a_link_is_not_there(visitor: Visitor, web: Site) -> None:
    job = await visitor.draw(".imagine a fox that is removed")
    stored = await web.service.job(job["id"])
    assert stored is not None
    path = stored.outcome.frames[0].path
    moved = path.rename(path.with_suffix(".moved"))
    assert (await visitor.get(job["frames"][0]["url"])).status == 404
    path.symlink_to(moved)
    assert (await visitor.get(job["frames"][0]["url"])).status == 404


DOTS = ("..", "%2e%2e", "%252e%252e", "..%00", "%c0%ae%c0%ae", "....", ".%2e", "..;")
SLASHES = ("/", "%2f", "%5c", "\\", "%252f")
ROUTES = ("/{}", "/assets/{}", "/assets/0/{}", "/jobs/{}", "/jobs/{}/page.png", f"/jobs/{NOBODY}/frames/{{}}.png")
TARGETS = ("vignette.db", "etc/passwd", "page.py")


async def test_no_path_leads_out(web: Site, visitor: Visitor) -> None:
    """Some 1,500 ways to write "up and over": what is not refused as malformed is not found."""
    ways = product(ROUTES, DOTS, SLASHES, (1, 6), TARGETS)
    paths = [route.format((dots + slash) * depth + target) for route, dots, slash, depth, target in ways]
    assert len(paths) == 1440
    for path in paths:
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: vignette={visitor.key}\r\nConnection: close\r\n\r\n"
        status, body = await raw(web, head.encode())
        assert status in (400, 404) and len(body) < 200, path


async def test_what_was_made_of_a_picture_goes_when_it_is_forgotten(visitor: Visitor, web: Site) -> None:
    job = await visitor.draw(".imagine a red fox in a boat")
    [frame] = job["frames"]
    assert (await visitor.get(frame["thumb"])).status == 200
    made = web.frontend._runner.app[DERIVED_FILES]  # type: ignore[union-attr]  # it runs
    files = list(made._folder.iterdir())
    [answer] = await visitor.say(f".forget {job['id'][:8]} yes")
    assert not answer["refused"]
    for url in (frame["thumb"], frame["url"], job["href"]):
        assert (await visitor.get(url)).status == 404
    assert len(list(made._folder.iterdir())) == len(files) - 1
