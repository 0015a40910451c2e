"""A picture that goes with a line of chat on the page: what becomes of it, and what is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from bot.jobs.attachments import MAX_BYTES
from tests.bot.frontends.web.site import Reply, Site, Visitor, site

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def web(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with site(tmp_path_factory.mktemp("attached"), {"starts_from_image": True, "references": 2}) as running:
        yield running


def picture(colour: str = "teal") -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    return file.getvalue()


async def say(visitor: Visitor, text: str, content: bytes) -> Reply:
    body = json.dumps({"text": text, "image": base64.b64encode(content).decode()}).encode()
    return await visitor.post("/say", data=BytesIO(body), headers={"Content-Type": "application/json"})


async def drawn(visitor: Visitor, text: str, content: bytes) -> Any:
    reply = await say(visitor, text, content)
    return await visitor.end_of(reply.json()["answers"][0]["job"]["id"])


async def test_a_picture_is_what_imagine_starts_from_and_shows_in_the_conversation(web: Site) -> None:
    async with Visitor(web) as visitor:
        job = await drawn(visitor, ".imagine a red fox --strength 0.1 --seed 7", picture())
        assert job["status"] == "succeeded" and job["start"] == f"/jobs/{job['id']}/start.webp"
        small = await visitor.get(job["start"])
        with Image.open(BytesIO(small.body)) as shown:
            assert (shown.format, shown.size) == ("WEBP", (64, 48))
        plain = await visitor.draw(".imagine a red fox --seed 7")
        assert plain["start"] == "" and (await visitor.get(f"/jobs/{plain['id']}/start.webp")).status == 404


async def test_a_stranger_does_not_see_it(web: Site) -> None:
    async with Visitor(web) as visitor:
        job = await drawn(visitor, ".imagine an owl", picture())
    async with Visitor(web) as stranger:
        headers = {"X-Forwarded-For": "203.0.113.9"}  # not the person at this machine
        assert (await stranger.get(job["start"], headers=headers)).status == 404


async def test_redo_starts_from_the_same_picture(web: Site) -> None:
    async with Visitor(web) as visitor:
        job = await drawn(visitor, ".imagine an owl", picture())
        again = (await visitor.post(f"/jobs/{job['id']}/redo")).json()["answers"][0]["job"]
        assert (await visitor.end_of(again["id"]))["start"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"no picture", "attach a PNG, JPEG, WebP or GIF", id="no picture"),
        pytest.param(picture() + bytes(MAX_BYTES), "", id="too large to be read"),
        pytest.param(b"", "attach a PNG", id="empty"),
    ],
)
async def test_what_cannot_be_taken_is_told_in_a_sentence(web: Site, content: bytes, reason: str) -> None:
    async with Visitor(web) as visitor:
        reply = await say(visitor, ".imagine a red fox", content)
        assert reply.status in (409, 413) and reason in reply.json()["error"]
        assert await visitor.jobs() == []


async def test_what_is_no_base64_is_refused(web: Site) -> None:
    async with Visitor(web) as visitor:
        reply = await visitor.post("/say", {"text": ".imagine a fox", "image": "abc"})
        assert reply.status == 400 and reply.json()["error"].startswith("image:")


async def test_the_page_offers_the_names_that_an_option_takes_and_they_are_taken(web: Site) -> None:
    async with Visitor(web) as visitor:
        for name in ("Old Tom", "ミア"):
            assert not (await say(visitor, f".cast add {name}: a red fox", picture())).json()["answers"][0]["refused"]
        known = (await visitor.get("/names")).json()
        assert [each["typed"] for each in known["ref"]][:2] == ['"Old Tom"', "ミア"]
        assert {"typed": "ink", "about": ""} in known["style"] and known["lora"] == []
        for each in known["ref"][:2]:
            drawn = await visitor.draw(f".imagine a hill --ref {each['typed']} --seed 7")
            assert drawn["status"] == "succeeded", each


async def test_other_bodies_stay_small(web: Site) -> None:
    async with Visitor(web) as visitor:
        job = await visitor.draw(".imagine a fox")
        body = {"message": "ab" * 16 + " " * 70_000}
        assert (await visitor.post(f"/jobs/{job['id']}/redo", body)).status == 413


async def test_an_engine_that_draws_from_words_alone_says_so_and_keeps_nothing(tmp_path: Path) -> None:
    async with site(tmp_path) as web, Visitor(web) as visitor:
        [answer] = (await say(visitor, ".imagine a red fox", picture())).json()["answers"]
        assert answer["refused"] and "draws from words alone" in answer["text"]
        assert list((tmp_path / "frames").glob("*/*")) == []


async def test_several_pictures_are_what_the_model_looks_at(web: Site) -> None:
    given = [base64.b64encode(picture(colour)).decode() for colour in ("red", "blue", "lime")]
    async with Visitor(web) as visitor:
        for count, refused in ((2, False), (3, True)):
            body = json.dumps({"text": ".imagine an owl --seed 7", "images": given[:count]}).encode()
            headers = {"Content-Type": "application/json"}
            [answer] = (await visitor.post("/say", data=BytesIO(body), headers=headers)).json()["answers"]
            assert answer["refused"] is refused, answer
            if not refused:
                ended = await visitor.end_of(answer["job"]["id"])
                shown = [await visitor.get(url) for url in ended["starts"]]
                assert len(shown) == 2 and shown[0].body != shown[1].body
                assert (await visitor.get(f"/jobs/{ended['id']}/start-3.webp")).status == 404
        assert "looks at 2 pictures at most, and there are 3" in answer["text"]
