"""The gallery, the page about a picture, and what deleting does."""

from __future__ import annotations

import re

import pytest

from bot.frontends.web.gallery import page as module
from tests.bot.frontends.web.site import Site, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")
STORY = ".story Mia the red fox finds a lantern. She sleeps under a tree. --seed 7"


async def shown(visitor: Visitor, query: str = "") -> list[str]:
    """Where the tiles of the gallery lead."""
    page = await visitor.get(f"/gallery{query}")
    assert page.status == 200
    return re.findall(r'<li class="tile">\s*<a href="([^"]+)"', page.text)


async def test_pictures_and_stories_hang_there_newest_first(visitor: Visitor) -> None:
    fox = await visitor.draw(".imagine a red fox --n 2")
    story = await visitor.draw(STORY)
    assert await shown(visitor) == [f"/story/{story['id']}", f"/picture/{fox['id']}/0", f"/picture/{fox['id']}/1"]
    assert await shown(visitor, "?kind=story") == [f"/story/{story['id']}"]
    assert await shown(visitor, "?kind=image&q=FOX") == [f"/picture/{fox['id']}/{index}" for index in (0, 1)]
    assert await shown(visitor, "?q=sleeps%20mia") == [f"/story/{story['id']}"]
    assert await shown(visitor, "?q=owl") == []


async def test_a_search_that_is_markup_or_nonsense_finds_nothing_and_breaks_nothing(visitor: Visitor) -> None:
    await visitor.draw(".imagine a red fox")
    for query in ("?q=%3Cscript%3E%25%5F%27%22", "?q=%00", "?q=%F0%9F%A6%8A", "?q=" + "fox+" * 100 + "owl"):
        page = await visitor.get(f"/gallery{query}")
        assert page.status == 200 and "<script>%" not in page.text
    for query in ("?page=0", "?page=-1", "?page=x", "?page=99999", "?kind=x", "?page=%C2%B2"):
        assert len(await shown(visitor, query)) == 1


async def test_a_search_of_too_many_words_says_which_were_not_looked_for_and_keeps_them(visitor: Visitor) -> None:
    page = (await visitor.get("/gallery?q=" + "+".join("abcdefghijklmn"))).text
    assert "Only the first 12 words were looked for, not “m n”." in page
    assert 'value="a b c d e f g h i j k l m n"' in page


async def test_many_pictures_have_pages_that_keep_the_search(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIZE", 2)
    job = await visitor.draw(".imagine a red fox --n 3")
    first = (await visitor.get("/gallery?q=red")).text
    assert "Page 1 of 2" in first and 'rel="next" href="/gallery?q=red&amp;page=2"' in first
    assert await shown(visitor, "?q=red&page=2") == [f"/picture/{job['id']}/2"]


async def test_somebody_new_is_shown_the_way_to_a_first_picture(visitor: Visitor) -> None:
    assert 'href="/?say=.imagine' in (await visitor.get("/gallery")).text


async def test_a_pictures_page_says_how_it_was_drawn_and_what_its_file_says(visitor: Visitor) -> None:
    job = await visitor.draw(".imagine a red <fox> --seed 7 --steps 3 --no text")
    text = (await visitor.get(job["href"])).text
    for fact in ("a red &lt;fox&gt;", "<dd>7</dd>", "<dd>3</dd>", "<dd>text</dd>", "32 × 32 pixels", "SHA-256"):
        assert fact in text, fact
    assert 'alt="a red &lt;fox&gt;"' in text and "drawn by an algorithm" in text


async def test_a_redrawn_picture_and_its_parent_point_to_each_other(visitor: Visitor) -> None:
    parent = await visitor.draw(".imagine a red fox")
    [answer] = (await visitor.post(f"/jobs/{parent['id']}/redo")).json()["answers"]
    child = await visitor.end_of(answer["job"]["id"])
    above, below = (await visitor.get(parent["href"])).text, (await visitor.get(child["href"])).text
    assert child["href"] in above.partition("Made from it")[2] and "Redrawn" in above
    assert parent["href"] in below.partition("Made from")[2]


async def test_a_deleted_picture_is_gone_with_its_file_and_the_audit_says_who_did_it(
    visitor: Visitor, web: Site
) -> None:
    job = await visitor.draw(".imagine a fox that is deleted --n 2")
    stored = await web.service.job(job["id"])
    assert stored is not None
    thumb = await visitor.get(job["frames"][0]["thumb"])
    answer = await visitor.post(f"{job['href']}/delete")
    assert (thumb.status, answer.json()) == (200, {"next": "/gallery"})
    for path in (job["href"], job["frames"][0]["url"], job["frames"][0]["thumb"]):
        assert (await visitor.get(path)).status == 404
    assert not stored.outcome.frames[0].path.exists() and stored.outcome.frames[1].path.exists()
    assert await shown(visitor) == [f"/picture/{job['id']}/1"]
    async with web.service.stores.database.read() as session:
        [entry] = await web.service.stores.audit.latest(session, 1)
    assert (entry.action, entry.subject) == ("picture.delete", f"{job['id']}/0")
    assert (await visitor.post(f"{job['href']}/delete")).status == 404


async def test_a_file_that_is_gone_from_the_disk_leaves_a_page_that_can_be_read(visitor: Visitor, web: Site) -> None:
    job = await visitor.draw(".imagine a fox whose file goes")
    stored = await web.service.job(job["id"])
    assert stored is not None
    await web.service.stores.files.remove(stored.outcome.frames[0].sha256)
    assert (await visitor.get(job["href"])).status == 200
    assert (await visitor.get(job["frames"][0]["thumb"])).status == 404


async def test_a_video_hangs_there_by_its_last_picture_and_plays_on_its_page(visitor: Visitor) -> None:
    picture = await visitor.draw(".imagine a red fox")
    video = await visitor.draw(f".video {picture['id'][:8]} 1")
    [frame] = video["frames"]
    assert frame["video"] and frame["url"].endswith(".mp4") and frame["name"].endswith(".mp4")
    assert (await visitor.get(frame["url"])).headers["Content-Type"] == "video/mp4"
    assert (await visitor.get(frame["thumb"])).body[8:12] == b"WEBP"
    text = (await visitor.get(video["href"])).text
    assert f'<video src="{frame["url"]}"' in text and ".vary" not in text
    assert (await shown(visitor))[0] == video["href"]
