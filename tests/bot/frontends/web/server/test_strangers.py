"""Guesses, and people who come from nowhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientSession, encode_basic_auth

from bot.frontends.web.server import strangers
from bot.frontends.web.server.rate_limit import Rate
from bot.frontends.web.server.strangers import GUESSES_A_MINUTE, VISITORS_A_MINUTE, WRONG_KEYS_A_MINUTE
from tests.bot.frontends.web.site import Site, Visitor, site

FROM = {"X-Forwarded-For": "203.0.113.5"}


@pytest.fixture(autouse=True)
def within_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the machine takes: what is allowed in a minute comes back with time."""
    monkeypatch.setattr(strangers, "Rate", partial(Rate, now=lambda: 0.0))


def login(password: str) -> dict[str, str]:
    return {"Authorization": encode_basic_auth("anybody", password, encoding="utf-8")}


async def status(web: Site, path: str, headers: dict[str, str], cookie: str = "") -> int:
    cookies = {"vignette": cookie} if cookie else None
    async with ClientSession(cookies=cookies) as session, session.get(web.at(path), headers=headers) as response:
        assert response.status != 429 or int(response.headers["Retry-After"]) > 0
        return response.status


async def test_guesses_of_password_and_key_are_slowed_for_one_address_and_nobody_else(tmp_path: Path) -> None:
    """faults.md row 10: 300 guesses met no delay."""
    async with site(tmp_path, password="open sesame", public=True, loaded=False) as web, Visitor(web) as visitor:
        for _ in range(2):  # the first time gives them a cookie, the second shows it
            assert (await visitor.get("/", headers=login("open sesame"))).status == 200
        wrong = [await status(web, "/", login(str(each)) | FROM) for each in range(GUESSES_A_MINUTE + 2)]
        assert wrong == [401] * GUESSES_A_MINUTE + [429] * 2
        assert await status(web, "/", login("open sesame") | FROM) == 429  # else guessing would go on
        assert await status(web, "/", login("open sesame")) == 200
        known = await visitor.get("/", headers=login("open sesame") | FROM)
        assert known.status == 200  # they were in before that neighbour began
        key = {"Authorization": "Bearer vg_ab_wrong"} | FROM
        wrong = [await status(web, "/api/v1/jobs", key) for _ in range(WRONG_KEYS_A_MINUTE + 1)]
        assert wrong == [401] * WRONG_KEYS_A_MINUTE + [429]
        assert await status(web, "/", FROM) == 429


async def test_an_address_cannot_bring_forth_one_visitor_after_the_other(tmp_path: Path) -> None:
    """faults.md rows 3 and 10: any 32 hex digits are another person."""
    async with site(tmp_path, public=True, loaded=False) as web:
        cookies = [f"{each:032x}" for each in range(VISITORS_A_MINUTE + 1)]
        came = [await status(web, "/conversation", FROM, cookie=each) for each in cookies]
        assert came == [200] * VISITORS_A_MINUTE + [429]
        assert await status(web, "/conversation", FROM, cookie=cookies[0]) == 200  # who was here may stay
        assert await status(web, "/conversation", {}, cookie="f" * 32) == 200
