"""What the page sends, and what it is told."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bot.commands import Imagine, Story, parse
from tests.bot.frontends.web.site import Site, Visitor, site
from tests.plugin import Gate

pytestmark = pytest.mark.asyncio(loop_scope="module")
STORY = ".story Mia the red fox finds a lantern. She carries it up the hill. [NC] It rains. She sleeps. --seed 7"


async def test_a_picture_is_accepted_at_once_and_drawn_soon(visitor: Visitor) -> None:
    [answer] = await visitor.say(".imagine a red fox in the snow --seed 7")
    assert answer["job"]["status"] == "queued" and not answer["refused"]
    assert answer["job"]["expected"] == ["a red fox in the snow"]
    job = await visitor.end_of(answer["job"]["id"])
    assert job["status"] == "succeeded"
    [frame] = job["frames"]
    assert (frame["alt"], frame["width"], frame["height"]) == ("a red fox in the snow", 32, 32)
    assert frame["name"] == "vignette-a-red-fox-in-the-snow-7.png"


async def test_a_finished_job_says_what_drew_it_from_which_seed_in_what_time_and_for_how_much(
    visitor: Visitor,
) -> None:
    picture = await visitor.draw(".imagine a red fox --seed 7")
    for fact in ("seed 7", "on cpu", " s ", "1 credit"):
        assert fact in picture["facts"]
    assert "story context" not in picture["facts"]


async def test_a_story_has_a_picture_for_every_sentence_and_a_page(visitor: Visitor) -> None:
    job = await visitor.draw(STORY)
    assert [frame["sentence"] for frame in job["frames"]] == job["expected"]
    assert job["expected"][2] == "It rains."  # the mark is for us, not for the caption
    assert job["page"]["url"] == f"/jobs/{job['id']}/page.png"
    assert "no story context" in job["facts"]


async def test_a_pronoun_is_told_apart_for_those_who_cannot_see_the_picture(visitor: Visitor) -> None:
    job = await visitor.draw(STORY)
    assert "Mia" in job["frames"][1]["alt"] and job["frames"][1]["cast"] == ["Mia"]
    assert job["frames"][0]["cast"] == []  # its sentence names her


async def test_the_command_that_is_copied_asks_for_exactly_the_same(visitor: Visitor, web: Site) -> None:
    for text in ('.imagine a red fox --ar 16:9 --no "text, blur" --n 2 --style watercolor', STORY):
        [answer] = await visitor.say(text)
        job = await web.service.job(answer["job"]["id"])
        match parse(answer["job"]["command"]):
            case Imagine((request,)) | Story(request):
                assert job is not None and request == job.request
            case other:
                raise AssertionError(other)


async def test_permutations_are_several_jobs_of_one_message_each_with_its_caption(visitor: Visitor) -> None:
    answers = await visitor.say(".imagine a {fox,owl} in the snow")
    assert len({answer["job"]["message"] for answer in answers}) == 1
    assert [answer["job"]["expected"] for answer in answers] == [["a fox in the snow"], ["a owl in the snow"]]
    assert all(answer["job"]["captioned"] for answer in answers)


async def test_the_page_may_name_its_message_and_finds_it_again_in_its_jobs(visitor: Visitor) -> None:
    message = "0123456789abcdef" * 2
    await visitor.post("/say", {"text": ".imagine an owl", "message": message})
    [job] = await visitor.jobs()
    assert (job["message"], job["text"]) == (message, ".imagine an owl")


async def test_words_only_commands_are_answered_without_a_job(visitor: Visitor) -> None:
    for text, expected in ((".help", ".imagine"), (".quota", "credits"), (".history", "nothing yet")):
        [answer] = await visitor.say(text)
        assert expected in answer["text"].lower() and "job" not in answer and not answer["refused"]


@pytest.mark.parametrize("text", [".imagine", ".imagine a fox --seed x", ".story", "@everyone \u202e .imagine", "\x00"])
async def test_what_cannot_be_done_is_said_in_a_sentence_and_marked_as_refused(visitor: Visitor, text: str) -> None:
    [answer] = await visitor.say(text)
    assert answer["refused"] and answer["text"] and "Traceback" not in answer["text"]


async def test_a_line_without_a_dot_is_told_what_this_page_listens_for(visitor: Visitor) -> None:
    [answer] = await visitor.say("a red fox in the snow")
    assert answer["refused"] and ".imagine a red fox in the snow" in answer["text"]


async def test_markup_in_a_prompt_stays_words(visitor: Visitor) -> None:
    job = await visitor.draw(".imagine <img src=x onerror=alert(1)> fox")
    assert job["frames"][0]["alt"] == "<img src=x onerror=alert(1)> fox"
    assert "<" not in job["frames"][0]["name"]


async def test_redo_draws_the_same_words_from_a_new_seed(visitor: Visitor) -> None:
    first = await visitor.draw(".imagine a red fox --seed 7")
    [answer] = (await visitor.post(f"/jobs/{first['id']}/redo")).json()["answers"]
    second = await visitor.end_of(answer["job"]["id"])
    assert second["again"] and second["text"] == first["text"]
    assert second["command"] != first["command"] and second["message"] != first["message"]


async def test_a_running_job_is_cancelled_once(tmp_path: Path) -> None:
    async with site(tmp_path, Gate(tmp_path).engine) as slow, Visitor(slow) as visitor:
        [answer] = await visitor.say(".imagine a red fox")
        path = f"/jobs/{answer['job']['id']}/cancel"
        cancelled = (await visitor.post(path)).json()["job"]
        assert (cancelled["status"], cancelled["outcome"]) == ("cancelled", "Cancelled; nothing was charged.")
        again = await visitor.post(path)
        assert again.status == 409 and "already" in again.json()["error"]


async def test_the_person_at_this_machine_is_an_admin_but_not_through_a_proxy(visitor: Visitor) -> None:
    command = {"text": ".quota export"}
    [answer] = (await visitor.post("/say", command)).json()["answers"]
    kind, _, content = answer["attachment"]["url"].partition(";base64,")
    assert kind == "data:application/octet-stream" and b"kind" in base64.b64decode(content)
    through_a_proxy = await visitor.post("/say", command, headers={"X-Forwarded-For": "203.0.113.9"})
    assert through_a_proxy.json()["answers"][0]["refused"]


async def test_the_settings_can_take_that_away(tmp_path: Path) -> None:
    async with site(tmp_path, local_admin=False) as web, Visitor(web) as visitor:
        [answer] = await visitor.say(".quota export")
        assert answer["refused"]
