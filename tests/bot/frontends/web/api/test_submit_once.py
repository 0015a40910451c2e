"""Requests with an Idempotency-Key: however often and however fast they are sent, there is one job."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.requester import Address
from tests.bot.frontends.web.api.kit import FOX, OPERATOR, Server
from tests.bot.service_kit import chat_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
NAMES = itertools.count()


async def jobs_of(api: Server, name: str, sends: list[tuple[str, int]]) -> tuple[list[int], dict[str, set[str]], int]:
    """Send all at once; the statuses, the jobs by key, and how many jobs there are."""
    program = await api.program(name)
    asked = [program.post("/api/v1/images", {**FOX, "seed": seed}, Idempotency_Key=key) for key, seed in sends]
    replies = await asyncio.gather(*asked)
    jobs: dict[str, set[str]] = {}
    for (key, _), reply in zip(sends, replies, strict=True):
        if reply.status < 300:
            jobs.setdefault(key, set()).add(reply.json()["id"])
        else:
            assert reply.problem == "idempotency-key-reused"
    stored = (await program.get("/api/v1/jobs?limit=100")).json()["jobs"]
    return [reply.status for reply in replies], jobs, len(stored)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from((1, 2))), min_size=1, max_size=5))
async def test_retries_never_make_two_jobs(api: Server, sends: list[tuple[str, int]]) -> None:
    statuses, jobs, stored = await jobs_of(api, f"retries-{next(NAMES)}", sends)
    assert set(statuses) <= {200, 202, 422}
    assert all(len(of_key) == 1 for of_key in jobs.values())
    assert stored == len({key for key, _ in sends})
    refused = sum(len({seed for name, seed in sends if name == key}) == 2 for key in "ab")
    assert (422 in statuses) == bool(refused)


async def test_a_retry_is_answered_even_when_nothing_new_would_be_taken(api: Server) -> None:
    program = await api.program("poor")
    first = await program.post("/api/v1/images", FOX, Idempotency_Key="once", Prefer="wait=300")
    await chat_of(api.service).handle_text(OPERATOR, ".quota set user api:poor day 0", Address("web", {}))
    refused = await program.post("/api/v1/images", FOX, Idempotency_Key="twice")
    assert (refused.status, refused.problem) == (429, "out-of-credits")
    again = await program.post("/api/v1/images", FOX, Idempotency_Key="once")
    assert again.status == 200 and again.json()["id"] == first.json()["id"]
    assert (
        await program.post("/api/v1/images", {"prompt": "an owl"}, Idempotency_Key="once")
    ).problem == "idempotency-key-reused"


async def test_the_same_key_of_another_owner_or_address_is_another_request(api: Server) -> None:
    mine, theirs = await api.program("mine-once"), await api.program("theirs-once")
    replies = [await who.post("/api/v1/images", FOX, Idempotency_Key="k") for who in (mine, theirs)]
    assert len({reply.json()["id"] for reply in replies}) == 2
    story = {"story": "Mia wakes. She smiles."}
    assert (await mine.post("/api/v1/stories", story, Idempotency_Key="k")).problem == "idempotency-key-reused"
    assert (await mine.post("/api/v1/images", FOX, Idempotency_Key="ä")).status in (400, 422)
