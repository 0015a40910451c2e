"""Who may talk to the page at all."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import encode_basic_auth

from bot.domain.errors import StorageError
from bot.frontends.web.application import ROUTES
from bot.frontends.web.server import bodies
from bot.frontends.web.server.bodies import MAX_BYTES
from bot.frontends.web.server.visitors import DESK
from bot.jobs.lookup import JOB_PATTERN
from tests.bot.frontends.web.site import Site, Visitor, raw, site

pytestmark = pytest.mark.asyncio(loop_scope="module")
PUBLIC = {"chat", "gallery", "picture", "story", "jobs", "asset", "health", "ready"}
SAY = {"text": ".help"}


def path_of(path: str) -> str:
    """An address of that route."""
    job = path.replace(f"{{job:{JOB_PATTERN}}}", "f" * 32).replace("{version}", "0").replace("{name}", "main.js")
    return (
        re.sub(r"\{index:.*?\}(?=[./]|$)", "0", job)
        .replace("{suffix:png|jpg|webp|gif|mp4}", "png")
        .replace("{kind:pdf|gif|mp4|cbz|zip}", "pdf")
    )


@pytest.mark.parametrize(
    "route",
    [each for each in ROUTES if not each.kwargs["name"].startswith(DESK)],
    ids=lambda route: route.kwargs["name"],
)
async def test_every_route_that_is_not_listed_as_public_needs_the_cookie(web: Site, route: object) -> None:
    method, path, name = route.method, path_of(route.path), route.kwargs["name"]  # type: ignore[attr-defined]
    request = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    status, body = await raw(web, request.encode())
    assert (status == 401) == (name not in PUBLIC)
    assert name in PUBLIC or "page" in json.loads(body)["error"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8420", "127.0.0.1.evil.example", "[::1", "", "10.0.0.1"]
)
async def test_a_name_that_was_rebound_to_this_machine_is_refused(visitor: Visitor, host: str) -> None:
    for path in ("/", "/conversation", "/healthz"):
        assert (await visitor.get(path, headers={"Host": host})).status in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "localhost:9999", "127.0.0.1", "[::1]:8420"])
async def test_every_name_of_this_machine_is_fine_also_through_a_tunnel(visitor: Visitor, host: str) -> None:
    assert (await visitor.get("/conversation", headers={"Host": host})).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},  # another port of this machine
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},  # a form that another site submits
    ],
)
async def test_another_site_cannot_say_anything_in_somebodys_name(visitor: Visitor, headers: dict[str, str]) -> None:
    response = await visitor.post("/say", SAY, headers=headers)
    assert response.status == 403 and "error" in response.json()


async def test_another_site_cannot_show_or_read_pictures_and_lists(visitor: Visitor) -> None:
    embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    for path in ("/conversation", "/events", "/jobs/" + "f" * 32 + "/page.png"):
        assert (await visitor.get(path, headers=embedded)).status == 403


async def test_a_link_from_another_site_opens_the_page(visitor: Visitor) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert (await visitor.get("/", headers=followed)).status == 200


async def test_our_own_page_may_speak(visitor: Visitor, web: Site) -> None:
    ours = {"Origin": web.url.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert (await visitor.post("/say", SAY, headers=ours)).status == 200


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b'{"text": ".help"}', 415),
        ("application/x-www-form-urlencoded", b"text=.help", 415),
        ("application/json", b"", 400),
        ("application/json", b"{", 400),
        ("application/json", b"[]", 400),
        ("application/json", b'{"text": 7}', 400),
        ("application/json", b'{"text": ".help", "admin": true}', 400),
        ("application/json", b'{"text": ".help", "message": "../x"}', 400),
        ("application/json", b'{"text": "\\ud800"}', 400),
        ("application/json", b'{"text": "\xff\xfe"}', 400),
        ("application/json", b"[" * (MAX_BYTES - 1), 400),
    ],
)
async def test_a_body_of_another_shape_is_refused_in_a_sentence(
    visitor: Visitor, kind: str, body: bytes, status: int
) -> None:
    response = await visitor.post("/say", data=body, headers={"Content-Type": kind})
    assert response.status == status
    assert response.json()["error"].endswith((".", "words."))


async def test_a_long_text_that_fits_is_answered_by_the_chat(visitor: Visitor) -> None:
    [answer] = await visitor.say(".imagine " + "fox " * 2500)
    assert answer["refused"] and "characters" in answer["text"]


async def test_a_compressed_body_is_refused_unread(visitor: Visitor) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert (await visitor.post("/say", data=bomb, headers=headers)).status == 415


async def test_a_body_that_does_not_arrive_is_given_up(
    web: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "DEADLINE", 0.05)
    head = f"POST /say HTTP/1.1\r\nHost: localhost\r\nCookie: vignette={visitor.key}\r\nConnection: close\r\n"
    status, _ = await raw(web, f'{head}Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{{"te'.encode())
    assert status == 408


async def test_two_hundred_visitors_who_never_finish_their_request_hold_up_nobody(web: Site, visitor: Visitor) -> None:
    where = urlsplit(web.url)
    idle = [await asyncio.open_connection(where.hostname, where.port) for _ in range(200)]
    for _, writer in idle:
        writer.write(b"POST /say HTTP/1.1\r\nHost: local")
    assert (await visitor.get("/healthz")).status == 200
    assert not any(reader.at_eof() for reader, _ in idle)  # they were not given up first
    for _, writer in idle:
        writer.close()


async def test_a_huge_head_is_refused_and_the_server_lives_on(web: Site, visitor: Visitor) -> None:
    for head in (b"GET /" + b"a" * 70_000, b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000):
        status, body = await raw(web, head + b" HTTP/1.1\r\n\r\n")
        assert status == 400 and b"Traceback" not in body
    assert (await visitor.get("/healthz")).status == 200


async def test_unknown_addresses_and_methods_are_told_so_in_json(visitor: Visitor) -> None:
    missing, wrong = await visitor.get("/settings"), await visitor.get("/say")
    assert (missing.status, missing.json()) == (404, {"error": "There is nothing here."})
    assert (wrong.status, wrong.headers["Allow"]) == (405, "POST")


GOOD = dict.fromkeys(("worker", "database", "disk"), True)


async def test_alive_and_ready_are_told_to_anybody(web: Site) -> None:
    for path, expected in (
        ("/healthz", {"alive": True}),
        ("/readyz", {"ready": True, **GOOD, "draining": False, "frontends": {}, "reasons": {}}),
    ):
        status, body = await raw(web, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        assert (status, json.loads(body)) == (200, expected)


async def test_a_page_with_a_password_asks_for_it(tmp_path: Path) -> None:
    async with site(tmp_path, password="open sesame", public=True) as closed, Visitor(closed) as visitor:
        assert (await visitor.get("/healthz")).status == 200
        response = await visitor.get("/")
        assert response.status == 401 and response.headers["WWW-Authenticate"].startswith("Basic ")
        for wrong in ("open", "", "öffne", "open sesame "):
            assert (await visitor.get("/", headers=_login(wrong))).status == 401
        for malformed in ("Basic", "Basic !", "Bearer open sesame"):
            assert (await visitor.get("/", headers={"Authorization": malformed})).status == 401
        assert (await visitor.get("/", headers=_login("open sesame"))).status == 200


def _login(password: str) -> dict[str, str]:
    return {"Authorization": encode_basic_auth("anybody", password, encoding="utf-8")}


async def test_a_page_for_others_has_any_name_no_admin_and_one_purse_for_all(tmp_path: Path) -> None:
    async with site(tmp_path, public=True) as shared, Visitor(shared) as visitor:
        assert (await visitor.get("/conversation", headers={"Host": "vignette.example"})).status == 200
        [refused] = await visitor.say(".quota export")
        [credits] = await visitor.say(".quota")
        assert refused["refused"] and "This server" in credits["text"]


async def test_a_database_that_does_not_answer_is_said_so(
    visitor: Visitor, web: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locked(*_: object) -> None:
        raise StorageError("The database is busy; try again in a moment.")

    monkeypatch.setattr(web.service, "history", locked)
    monkeypatch.setattr(web.service.stores.state, "get", locked)
    jobs, ready = await visitor.get("/conversation"), await visitor.get("/readyz")
    assert (jobs.status, jobs.json()["error"]) == (503, "The database is busy; try again in a moment.")
    assert (ready.status, ready.json()["database"]) == (503, False)
    assert ready.json()["reasons"] == {"database": "The database takes no writes."}


async def test_who_is_about_to_stop_says_so_and_takes_no_more_visitors(visitor: Visitor) -> None:
    await visitor.say(".drain")
    draining = await visitor.get("/readyz")
    await visitor.say(".resume")
    assert (draining.status, draining.json()["draining"], draining.json()["worker"]) == (503, True, True)
    assert (await visitor.get("/readyz")).json()["ready"]


async def test_what_fails_inside_is_told_without_its_insides(
    visitor: Visitor, web: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(web.service, "history", broken)
    response = await visitor.get("/conversation")
    assert response.status == 500 and "secret" not in response.text
