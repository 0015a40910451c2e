"""Who may use the API, and for what."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.domain.errors import Refused
from bot.features.access import api_keys
from bot.frontends.web.api.signed_urls import SECONDS, Signer
from bot.frontends.web.server.rate_limit import Rate
from tests.bot.frontends.web.api.kit import FOX, OPERATOR, Program, Server, server

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_key_is_kept_as_a_hash_and_ends_when_it_is_revoked(api: Server) -> None:
    program = await api.program("short-lived")
    assert (await program.get("/api/v1/quota")).status == 200
    [kept] = [key for key in await api_keys.listed(api.service.stores) if key.name == "short-lived"]
    assert program.key.startswith(f"vg_{kept.prefix}_") and kept.last_used_at is not None
    stored = await asyncio.to_thread(api.stored)
    assert kept.prefix.encode() in stored and program.key.encode() not in stored
    await api_keys.revoke(api.service.stores, OPERATOR, kept.prefix)
    reply = await program.get("/api/v1/quota")
    assert (reply.status, reply.problem) == (401, "unauthenticated") and "Bearer" in reply.headers["WWW-Authenticate"]
    with pytest.raises(Refused, match="revoked already"):
        await api_keys.revoke(api.service.stores, OPERATOR, kept.prefix)


async def test_a_key_does_what_its_scopes_say_and_no_more(api: Server) -> None:
    reader, drawer = await api.program("reader", "read"), await api.program("drawer", "draw")
    assert (await reader.post("/api/v1/images", FOX)).problem == "forbidden"
    job = await drawer.drawn()
    assert (await drawer.get(f"/api/v1/jobs/{job['id']}")).problem == "forbidden"
    assert (await reader.get("/api/v1/jobs?everybody=true")).problem == "forbidden"
    admin = await api.program("ada", "read", "admin")
    found = (await admin.get("/api/v1/jobs?everybody=true&limit=100")).json()["jobs"]
    assert job["id"] in [each["id"] for each in found]


async def test_what_belongs_to_others_looks_as_if_it_were_not_there(api: Server) -> None:
    mine, theirs = await api.program("mine"), await api.program("theirs")
    job = await mine.drawn()
    for path in ("", "/events", "/frames/0", "/page"):
        assert (await theirs.get(f"/api/v1/jobs/{job['id']}{path}")).problem == "not-found"
    assert (await theirs.ask("DELETE", f"/api/v1/jobs/{job['id']}")).problem == "not-found"
    assert (await theirs.get("/api/v1/jobs")).json()["jobs"] == []


async def test_a_key_of_a_person_shares_their_jobs_and_credits(api: Server) -> None:
    phone = await api.program("phone", owner="discord:1234")
    desk = await api.program("desk", owner="discord:1234")
    job = await phone.drawn()
    assert [each["id"] for each in (await desk.get("/api/v1/jobs")).json()["jobs"]] == [job["id"]]
    assert (await desk.get("/api/v1/quota")).json()["account"] == "discord:1234"


@pytest.mark.parametrize(
    ("name", "owner", "scopes"),
    [("", "", ("draw",)), ("a b", "", ("draw",)), ("a", "mia", ("draw",)), ("a", "", ("x",))],
)
async def test_a_key_that_makes_no_sense_is_not_made(
    api: Server, name: str, owner: str, scopes: tuple[str, ...]
) -> None:
    with pytest.raises(Refused):
        await api_keys.create(api.service.stores, OPERATOR, name, owner, scopes)


async def test_a_program_on_this_machine_needs_no_key_but_another_site_gets_nothing(api: Server) -> None:
    assert (await api.local.get("/api/v1/quota")).json()["account"] == "api:local"
    assert (await Program(api.session, api.url, "none").get("/api/v1/quota")).status == 200  # clients must send some
    assert (await api.local.get("/api/v1/quota", **{"X-Forwarded-For": "10.0.0.9"})).problem == "unauthenticated"
    assert (await api.local.get("/api/v1/quota", Origin="https://evil.example")).problem == "foreign-site"
    assert (await api.local.get("/api/v1/quota", Host="evil.example")).problem == "wrong-host"


@pytest.mark.parametrize("key", ["sk-anything", "vg_wrong_key", "x", "null", "Bearer"])
async def test_a_wrong_key_is_refused_even_where_none_is_needed(api: Server, key: str) -> None:
    """Whoever sends a key means that account; drawing as somebody else would hide the mistake."""
    program = Program(api.session, api.url, key)
    for path in ("/api/v1/quota", "/v1/models", "/metrics", "/api/v1/openapi.json", "/api/v1/docs", "/v1/nothing"):
        assert (await program.get(path)).status == 401
    assert (await program.post("/api/v1/images", FOX)).problem == "unauthenticated"


async def test_where_a_key_is_needed_there_is_no_way_around_it(tmp_path: Path) -> None:
    async with server(tmp_path, web={"password": "open"}) as closed:
        assert (await closed.local.get("/api/v1/quota")).problem == "unauthenticated"
        assert (await (await closed.program("key")).get("/api/v1/quota")).status == 200
        assert (await closed.local.get("/healthz")).status == 200


async def test_a_key_that_asks_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    async with server(tmp_path, api={"requests_per_minute": 2, "metrics": "off"}) as strict:
        hasty, calm = await strict.program("hasty"), await strict.program("calm")
        assert [(await hasty.get("/api/v1/quota")).status for _ in range(3)] == [200, 200, 429]
        refused = await hasty.get("/api/v1/quota")
        assert refused.problem == "too-many-requests" and 1 <= int(refused.headers["Retry-After"]) <= 30
        assert (await calm.get("/api/v1/quota")).status == 200
        assert (await strict.local.get("/metrics")).problem == "not-found"


async def test_a_bucket_fills_again_and_only_so_far() -> None:
    time = [0.0]
    rate = Rate(60, lambda: time[0])
    assert [rate.take("a") for _ in range(61)] == [0] * 60 + [1]
    time[0] = 1000.0
    assert [rate.take("a") for _ in range(61)] == [0] * 60 + [1]


async def test_a_signed_address_opens_one_thing_for_an_hour() -> None:
    time = [1000.0]
    signer = Signer(lambda: time[0])
    until, signature = (part.partition("=")[2] for part in signer.sign("a").split("&"))
    assert signer.is_signed("a", until, signature)
    assert not signer.is_signed("b", until, signature)
    assert not signer.is_signed("a", str(int(until) + 1), signature)
    time[0] += SECONDS + 1
    assert not signer.is_signed("a", until, signature)


async def test_metrics_count_what_happens_and_are_for_this_machine_or_an_admin_s_key(api: Server) -> None:
    program, admin = await api.program("plain"), await api.program("prometheus", "admin")
    await program.drawn()
    text = (await api.local.get("/metrics")).body.decode()
    assert 'vignette_jobs_ended_total{kind="image",status="succeeded"}' in text
    assert 'vignette_job_drawing_seconds_bucket{kind="image",le="1.0"}' in text
    assert "vignette_queue_depth 0.0" in text and "vignette_worker_deaths_total 0.0" in text
    assert 'vignette_jobs{status="failed"} 0.0' in text and 'vignette_deliveries_total{outcome="sent"}' in text
    assert (await api.local.get("/metrics", **{"X-Forwarded-For": "10.0.0.9"})).problem == "unauthenticated"
    assert (await program.get("/metrics")).problem == "forbidden"
    assert (await admin.get("/metrics", **{"X-Forwarded-For": "10.0.0.9"})).status == 200
