"""The live stream of what happens to one's jobs."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest

from bot.frontends.web import frontend as web_frontend
from bot.frontends.web.chat import events
from bot.frontends.web.server import event_stream
from tests.bot.frontends.web.site import SOON, Site, Visitor, site
from tests.bot.service_kit import until
from tests.plugin import Gate

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_job_is_seen_from_its_queue_over_its_previews_to_its_pictures(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    async with site(tmp_path, gate.engine) as web, Visitor(web) as visitor, visitor.listening() as stream:
        statuses, steps, previews, left = [], [], [], []
        async with asyncio.timeout(SOON):
            name, state = await anext(stream)
            assert name == "state" and state["credits"] == "1,000 credits left" and "on cpu" in state["engine"]
            await visitor.say(".imagine a red fox")
            async for name, data in stream:
                if name == "job":
                    statuses.append(data["status"])
                if name == "progress" and data["step"]:
                    steps.append(data["step"])
                    previews.append(data["preview"])
                    left.append(data["left"])
                if len(steps) == 2 and gate.is_shut:
                    gate.open()
                if statuses[-1:] == ["succeeded"]:
                    break
    assert list(dict.fromkeys(statuses)) == ["queued", "running", "succeeded"]
    assert len(steps) >= 2 and steps == sorted(steps) and data["frames"]
    assert left[-1].startswith(", about ")
    pictures = [preview for preview in previews if preview]
    assert base64.b64decode(pictures[0].removeprefix("data:image/jpeg;base64,")).startswith(b"\xff\xd8")


async def test_the_credits_left_are_told_again_when_they_change(visitor: Visitor) -> None:
    async with visitor.listening() as stream, asyncio.timeout(SOON):
        told = [(await anext(stream))[1]["credits"]]
        await visitor.say(".imagine a red fox")
        async for name, data in stream:
            if name == "state":
                told.append(data["credits"])
                break
    assert told == ["1,000 credits left", "999 credits left"]


async def test_nobody_hears_of_the_jobs_of_another(visitor: Visitor, stranger: Visitor) -> None:
    async with stranger.listening() as stream, asyncio.timeout(SOON):
        await visitor.draw(".imagine a red fox")
        await stranger.say(".imagine an owl")
        async for name, data in stream:
            if name == "job":
                assert data["text"] == ".imagine an owl"
            if name == "job" and data["status"] == "succeeded":
                break


async def test_a_quiet_stream_shows_that_it_lives(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT", 0.02)
    async with visitor.listening() as stream, asyncio.timeout(SOON):
        while (await anext(stream))[0] != "state":
            pass  # so short a time between heartbeats can pass before the first words are read from the database
        assert [(await anext(stream))[0] for _ in range(2)] == ["heartbeat", "heartbeat"]


async def test_who_only_listens_costs_no_look_into_the_database(
    visitor: Visitor, web: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults.md row 3: every heartbeat of every page read it."""
    monkeypatch.setattr(events, "HEARTBEAT", 0.02)
    async with visitor.listening() as stream, asyncio.timeout(SOON):
        while (await anext(stream))[0] != "state":
            pass

        async def never(*_: object) -> None:
            raise AssertionError("a heartbeat looked into the database")

        monkeypatch.setattr(web.service, "balance", never)
        assert [(await anext(stream))[0] for _ in range(3)] == ["heartbeat"] * 3


async def test_where_too_many_listen_already_the_next_is_told_when_to_come_again(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults.md row 3: it was an error of ours, with a traceback."""
    monkeypatch.setattr(event_stream, "STREAMS_IN_ALL", 0)
    refused = await visitor.get("/events")
    assert (refused.status, refused.json()["error"]) == (503, event_stream.FULL)
    assert refused.headers["Retry-After"] == str(event_stream.RETRY_SECONDS)


async def test_one_person_cannot_hold_all_connections_and_closed_ones_count_no_more(
    visitor: Visitor, stranger: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "MAX_STREAMS", 1)
    monkeypatch.setattr(events, "HEARTBEAT", 0.02)
    async with visitor.listening() as stream:
        await anext(stream)
        assert (await visitor.get("/events")).status == 429
        async with stranger.listening() as other:
            await anext(other)
    await until(visitor.may_listen)


async def test_a_page_opened_while_the_engine_loads_hears_when_it_is_ready(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    engine = {**gate.engine, "loads_behind_it": True}
    async with site(tmp_path, engine, loaded=False) as web, Visitor(web) as visitor, visitor.listening() as stream:
        async with asyncio.timeout(SOON):
            told = [(await anext(stream))[1]["engine"]]
            gate.open()
            async for name, data in stream:
                if name == "state":
                    told.append(data["engine"])
                    break
    assert told == ["The model is loading…", "Echo (no model: a test card) on cpu"]


async def test_closing_ends_open_streams_without_waiting_for_their_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_frontend, "CLOSE_SECONDS", 2 * SOON)  # this long it would wait for them
    async with asyncio.timeout(SOON), site(tmp_path) as short, Visitor(short) as visitor, visitor.listening() as stream:
        await anext(stream)
        await short.frontend.close()
        assert [name async for name, _ in stream if name == "job"] == []
