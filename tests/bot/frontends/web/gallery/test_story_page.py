"""The story reader and what can be taken away from it."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from bot.frontends.web.gallery.story_page import EXPORTS
from tests.bot.frontends.web.site import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")
SENTENCES = ["Mia the red fox finds a lantern.", "She carries it up the hill.", "It rains."]
STORY = f".story {SENTENCES[0]} {SENTENCES[1]} [NC] {SENTENCES[2]} --seed 7"
BEGINS = {"pdf": b"%PDF", "gif": b"GIF89a", "zip": b"PK", "cbz": b"PK"}


async def test_a_story_is_told_panel_by_panel_with_words_for_those_who_cannot_see_it(visitor: Visitor) -> None:
    job = await visitor.draw(STORY)
    text = (await visitor.get(job["href"])).text
    assert re.findall(r'<p class="sentence">(.*?)</p>', text) == SENTENCES
    assert f'alt="{SENTENCES[1]} On stage: Mia."' in text and "with Mia" in text
    assert f'<h1 class="told">{SENTENCES[0]}</h1>' in text
    assert job["page"]["url"] in text


async def test_a_title_and_an_author_stand_above_a_story_and_are_found(visitor: Visitor) -> None:
    job = await visitor.draw(f'{STORY} --title "The Lantern & Co" --by "Ann Quill"')
    text = (await visitor.get(job["href"])).text
    assert '<h1 class="told">The Lantern &amp; Co</h1>' in text and "by Ann Quill" in text
    for word in ("Lantern", "quill"):
        assert job["id"] in (await visitor.get(f"/gallery?q={word}")).text
    export = await visitor.get(f"{job['href']}/export.pdf")
    assert "vignette-the-lantern-co-7.pdf" in export.headers["Content-Disposition"]


async def test_a_story_is_found_by_the_eight_characters_that_people_see(visitor: Visitor, stranger: Visitor) -> None:
    job = await visitor.draw(STORY)
    short, frame = job["id"][:8], job["frames"][0]
    for path in (job["href"], frame["href"], frame["url"], frame["thumb"], f"{job['href']}/export.zip"):
        assert (await visitor.get(path.replace(job["id"], short.upper()))).status == 200, path
        assert (await visitor.get(path.replace(job["id"], job["id"][:7]))).status == 404
    assert (await stranger.post(f"/jobs/{short}/redo")).status == 404


async def test_a_picture_has_no_story_to_read(visitor: Visitor) -> None:
    job = await visitor.draw(".imagine a red fox")
    for path in (f"/story/{job['id']}", f"/story/{job['id']}/export.pdf"):
        assert (await visitor.get(path)).status == 404


@pytest.mark.parametrize("kind", EXPORTS)
async def test_a_story_can_be_taken_away_in_every_form(visitor: Visitor, kind: str) -> None:
    job = await visitor.draw(STORY)
    answer = await visitor.get(f"{job['href']}/export.{kind}")
    assert answer.status == 200
    assert answer.body[4:8] == b"ftyp" if kind == "mp4" else answer.body.startswith(BEGINS[kind])
    assert "vignette-mia-the-red-fox-finds-a-lantern-7" in answer.headers["Content-Disposition"]
    assert (await visitor.get(f"{job['href']}/export.{kind}", headers={"Range": "bytes=2-5"})).body == answer.body[2:6]


async def test_the_archive_holds_the_stored_pictures_byte_for_byte(visitor: Visitor) -> None:
    job = await visitor.draw(STORY)
    archive = zipfile.ZipFile(io.BytesIO((await visitor.get(f"{job['href']}/export.zip")).body))
    facts = json.loads(archive.read("story.json"))
    for frame, told in zip(job["frames"], facts["frames"], strict=True):
        assert archive.read(told["file"]) == (await visitor.get(frame["url"])).body
    assert facts["seed"] == 7


async def test_a_story_without_one_of_its_pictures_is_still_told(visitor: Visitor) -> None:
    job = await visitor.draw(STORY)
    answer = await visitor.post(f"{job['frames'][1]['href']}/delete")
    assert answer.json() == {"next": job["href"]}
    text = (await visitor.get(job["href"])).text
    assert re.findall(r'<p class="sentence">(.*?)</p>', text) == [SENTENCES[0], SENTENCES[2]]
    assert (await visitor.get(job["page"]["url"])).status == 404  # it showed the picture
    [left] = [each for each in await visitor.jobs() if each["id"] == job["id"]]
    assert [frame["index"] for frame in left["frames"]] == [0, 2]


async def test_a_deleted_story_is_gone_with_all_that_was_made_of_it(visitor: Visitor) -> None:
    job = await visitor.draw(STORY)
    assert (await visitor.get(f"{job['href']}/export.zip")).status == 200
    assert (await visitor.post(f"{job['href']}/delete")).json() == {"next": "/gallery"}
    gone = [job["href"], f"{job['href']}/export.zip", job["page"]["url"], *(each["url"] for each in job["frames"])]
    assert [(await visitor.get(path)).status for path in gone] == [404] * len(gone)
    assert "Deleted" in (await visitor.get("/jobs")).text


async def test_what_is_pressed_is_a_line_of_chat_and_leads_to_a_story_that_knows_its_parent(visitor: Visitor) -> None:
    job = await visitor.draw(STORY)
    text = (await visitor.get(job["href"])).text
    lines = re.findall(r'data-say="([^"]+)"', text)
    this = job["id"][:8]
    assert {f".panel {this} 2 {act}" for act in ("redo", "edit", "insert", "remove")} <= set(lines)
    assert {f".continue {this}", f".restyle {this}"} <= set(lines)

    edited = await visitor.draw(f".panel {this} 2 edit She carries it down the hill.")
    pictures = [[(await visitor.get(frame["url"])).body for frame in each["frames"]] for each in (job, edited)]
    assert [before == after for before, after in zip(*pictures, strict=True)] == [True, False, True]
    assert job["href"] in (await visitor.get(edited["href"])).text.partition("Made from")[2]
    assert edited["href"] in (await visitor.get(job["href"])).text.partition("Made from it")[2]


async def test_somebody_elses_story_can_be_read_by_an_admin_and_not_changed(
    visitor: Visitor, stranger: Visitor
) -> None:
    job = await visitor.draw(STORY)
    text = (await stranger.get(job["href"])).text
    assert SENTENCES[0] in text and "data-redo" not in text and ".panel" not in text
