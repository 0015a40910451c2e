"""What is asked for through the API, from the request to the picture's bytes."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.bot.frontends.web.api.kit import FOX, SLOW, Server, server
from tests.bot.service_kit import until
from tests.plugin import Gate

pytestmark = pytest.mark.asyncio(loop_scope="module")
STORY = {"story": "Mia: a small red fox\nMia finds a lantern. She carries it home.", "seed": 3}


async def test_a_prompt_becomes_a_job_at_once_and_a_picture_in_a_moment(api: Server) -> None:
    program = await api.program("at-once")
    asked = await program.post("/api/v1/images", FOX)
    job = asked.json()
    assert asked.status == 202 and job["status"] in ("queued", "running") and job["cost"] >= 1
    assert asked.headers["Location"] == f"/api/v1/jobs/{job['id']}"
    status, events = await program.events(f"{asked.headers['Location']}/events")
    assert status == 200 and events[-1]["event"] == "finished"
    assert json.loads(events[-1]["data"])["status"] == "succeeded"
    shown = (await program.get(asked.headers["Location"])).json()
    assert (shown["kind"], shown["prompt"], shown["seed"]) == ("image", "a red fox", 7)


async def test_who_prefers_to_wait_gets_the_end_and_a_picture_whose_bytes_never_change(api: Server) -> None:
    program = await api.program("waits")
    asked = await program.post("/api/v1/images", {**FOX, "num_images": 2}, Prefer="respond-async, wait=300")
    assert asked.status == 200 and asked.headers["Preference-Applied"] == "wait=300"
    frames = asked.json()["frames"]
    assert [frame["seed"] for frame in frames] == [7, 8]
    got = await program.get(frames[1]["url"])
    assert (
        got.status == 200 and got.headers["Content-Type"] == "image/png" and "immutable" in got.headers["Cache-Control"]
    )
    assert hashlib.sha256(got.body).hexdigest() == frames[1]["sha256"]
    assert Image.open(BytesIO(got.body)).size == (32, 32)
    again = await program.get(frames[1]["url"], **{"If-None-Match": got.headers["ETag"]})
    assert again.status == 304 and again.body == b""
    assert (await program.get(frames[1]["url"].replace("frames/1", "frames/9"))).problem == "not-found"


async def test_a_story_has_a_picture_for_every_sentence_and_a_page(api: Server) -> None:
    program = await api.program("stories")
    job = (await program.post("/api/v1/stories", STORY, Prefer="wait=300")).json()
    assert job["status"] == "succeeded" and job["kind"] == "story"
    assert [frame["sentence"] for frame in job["frames"]] == ["Mia finds a lantern.", "She carries it home."]
    assert job["frames"][1]["cast"] and job["page"]["index"] == -1
    assert (await program.get(job["page"]["url"])).headers["Content-Type"] == "image/png"


async def test_a_story_has_a_title_and_an_author(api: Server) -> None:
    body = {"story": "Mia the red fox wakes. She runs.", "title": "The  Run", "author": "Ann"}
    job = (await api.local.post("/api/v1/stories", body)).json()
    assert (job["title"], job["author"]) == ("The Run", "Ann")
    told = (await api.local.post("/api/v1/stories", {**body, "title": "x" * 121})).json()
    assert told["errors"][0]["pointer"] == "/title"


async def test_a_job_is_named_by_the_eight_characters_that_people_see(api: Server) -> None:
    """They got 404, though `.vary 1a2b3c4d` finds the job."""
    mine, theirs = await api.program("short-mine"), await api.program("short-theirs")
    job = await mine.drawn()
    for path in ("", "/events", "/frames/0"):
        assert (await mine.get(f"/api/v1/jobs/{job['id'][:8]}{path}")).status == 200
        assert (await mine.get(f"/api/v1/jobs/{job['id'][:7]}{path}")).status == 404
        assert (await theirs.get(f"/api/v1/jobs/{job['id'][:8]}{path}")).problem == "not-found"
    assert (await mine.ask("DELETE", f"/api/v1/jobs/{job['id'][:12].upper()}")).problem == "already-ended"
    assert (await mine.get(f"/api/v1/jobs?cursor={job['id'][:8]}")).json()["jobs"] == []


async def test_jobs_are_paged_and_new_ones_shift_no_page(api: Server) -> None:
    program = await api.program("pages")
    made = [(await program.drawn({**FOX, "seed": seed}))["id"] for seed in range(3)]
    first = (await program.get("/api/v1/jobs?limit=2")).json()
    made.append((await program.drawn({**FOX, "seed": 9}))["id"])
    second = (await program.get(f"/api/v1/jobs?limit=2&cursor={first['next_cursor']}")).json()
    assert [job["id"] for job in first["jobs"] + second["jobs"]] == made[2::-1]
    assert second["next_cursor"] is None
    assert (await program.get("/api/v1/jobs?status=failed")).json()["jobs"] == []
    assert (await program.get("/api/v1/jobs?cursor=" + "0" * 32)).problem == "invalid-request"


async def test_a_job_is_cancelled_once_and_followed_from_where_it_was_heard(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    async with server(tmp_path, {**SLOW, **gate.engine}) as slow:
        program = await slow.program("slow")
        job = (await program.post("/api/v1/images", FOX)).json()

        async def is_running() -> bool:
            return (await program.get(f"/api/v1/jobs/{job['id']}")).json()["status"] == "running"

        await until(is_running)
        gone = await program.ask("DELETE", f"/api/v1/jobs/{job['id']}")
        assert gone.status == 200 and gone.json()["status"] == "cancelled"
        again = await program.ask("DELETE", f"/api/v1/jobs/{job['id']}")
        assert (again.status, again.problem) == (409, "already-ended")
        gate.open()
        short = (await program.post("/api/v1/images", {**FOX, "num_inference_steps": 8})).json()
        path = f"/api/v1/jobs/{short['id']}/events"
        _, events = await program.events(f"{path}?preview=true")
        places = [tuple(map(int, event["id"].split("."))) for event in events]
        assert places == sorted(places)
        assert any(json.loads(event["data"]).get("preview") for event in events if event["event"] == "progress")
        _, later = await program.events(path, last="1.1.5")
        assert [event["event"] for event in later] == ["finished"]
        assert await program.events(path, last=events[-1]["id"]) == (204, [])


async def test_a_job_tells_how_long_it_will_be_once_there_is_something_to_tell_it_by(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    gate.open()
    async with server(tmp_path, {"step_seconds": 0.2, "num_inference_steps": 8, **gate.engine}) as slow:
        program, long = await slow.program("curious"), {**FOX, "num_inference_steps": 100, "num_images": 4}  # 80 s
        first = (await program.post("/api/v1/images", FOX)).json()
        assert first["estimated_seconds"] is None
        _, events = await program.events(f"/api/v1/jobs/{first['id']}/events")
        paces = [json.loads(event["data"])["estimated_seconds"] for event in events if event["event"] == "progress"]
        assert paces[-1] is not None and paces[-1] >= 0  # of the first steps nothing can be told yet
        gate.shut()
        jobs = [(await program.post("/api/v1/images", long)).json() for _ in range(3)]  # two are a worker's fill
        assert all(job["estimated_seconds"] > 0 for job in jobs)
        later, _, sooner, ended = (await program.get("/api/v1/jobs")).json()["jobs"]  # reckoned at one moment
        assert later["estimated_seconds"] > sooner["estimated_seconds"] > 0 and ended["estimated_seconds"] is None
        shown = (await program.get(f"/api/v1/jobs/{jobs[1]['id']}")).json()
        assert shown["estimated_seconds"] > 0
        for job in jobs:
            gone = (await program.ask("DELETE", f"/api/v1/jobs/{job['id']}")).json()
            assert gone["estimated_seconds"] is None
        metrics = (await slow.local.get("/metrics")).body.decode()
        assert "vignette_estimated_jobs 0.0" in metrics and "vignette_estimate_error_ratio NaN" in metrics


@pytest.mark.parametrize(
    ("path", "body", "problem"),
    [
        ("/api/v1/images", {}, "invalid-request"),
        ("/api/v1/images", {"prompt": "fox", "colour": "red"}, "invalid-request"),
        ("/api/v1/images", {"prompt": "fox", "seed": "7"}, "invalid-request"),
        ("/api/v1/images", {"prompt": "fox --seed 7"}, "refused"),
        ("/api/v1/images", {"prompt": "…"}, "refused"),
        ("/api/v1/images", {"prompt": "fox", "num_images": 9}, "refused"),
        ("/api/v1/images", {"prompt": "fox", "style": "baroque"}, "refused"),
        ("/api/v1/images", {"prompt": "fox", "strength": 0.5}, "refused"),
        ("/api/v1/images", {"prompt": "fox", "start": {"job": "0" * 32}}, "refused"),
        ("/api/v1/stories", {"story": "Only one sentence."}, "refused"),
        ("/api/v1/stories", {"story": "A fox runs. " * 8_000}, "invalid-request"),
    ],
)
async def test_what_cannot_be_drawn_is_a_problem_that_says_why(
    api: Server, path: str, body: dict[str, object], problem: str
) -> None:
    reply = await api.local.post(path, body)
    assert reply.problem == problem
    assert 400 <= reply.status < 500


async def test_what_is_far_too_long_is_refused_unread(api: Server) -> None:
    assert (await api.local.post("/v1/images/generations", {"prompt": "A fox runs. " * 8_000})).status == 413


async def test_a_wrong_value_is_pointed_at(api: Server) -> None:
    reply = await api.local.post("/api/v1/images", {"prompt": "fox", "start": {"job": "x", "index": -1}})
    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/start/job", "/start/index"]


async def test_whatever_is_no_json_or_no_address_is_a_problem_too(api: Server) -> None:
    local, plain = api.local, {"Content-Type": "application/json"}
    assert (await local.ask("POST", "/api/v1/images", data=b"{", headers=plain)).problem == "malformed-request"
    assert (await local.ask("POST", "/api/v1/images", data=b"a=1")).problem == "unsupported-media-type"
    assert (await local.get("/api/v1/nothing")).problem == "not-found"
    wrong = await local.ask("PUT", "/api/v1/images")
    assert wrong.problem == "method-not-allowed" and wrong.headers["Allow"] == "POST"


async def test_credits_and_the_engine_are_told(api: Server) -> None:
    program = await api.program("facts")
    before = (await program.get("/api/v1/quota")).json()
    cost = (await program.drawn())["cost"]
    after = (await program.get("/api/v1/quota")).json()
    assert before["account"] == "api:facts" and after["left"] == before["left"] - cost
    engine = (await program.get("/api/v1/engine")).json()
    assert engine["ready"] and engine["width"] == 32 and "watercolor" in engine["styles"]
