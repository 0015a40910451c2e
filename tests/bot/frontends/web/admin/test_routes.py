"""The desk: who comes in, what a form may do, and every page of it over a real database."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

import pytest
import pytest_asyncio
from markupsafe import escape
from sqlalchemy import update

from bot.domain.errors import Refused
from bot.domain.requester import Requester
from bot.features.access.login_links import new_link
from bot.frontends.web.admin.render import TABS
from bot.frontends.web.admin.sessions import LASTING, Sessions
from bot.storage.tables.people import LoginRow
from tests.bot.frontends.web.site import Reply, Site, Visitor, site

pytestmark = pytest.mark.asyncio(loop_scope="module")
ADA = Requester("discord", "1", "Ada", admin=True)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def web(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """Whose visitors are no admins by themselves."""
    async with site(tmp_path_factory.mktemp("desk"), local_admin=False) as running:
        yield running


class Desk:
    """A browser at the desk."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    async def page(self, path: str = "/desk") -> str:
        reply = await self._visitor.get(path)
        assert reply.status == 200, reply.text
        return reply.text

    async def act(self, path: str, **fields: str) -> str:
        """What the desk answers."""
        key = form_key(await self.page(path.partition("?")[0]))
        reply = await self._visitor.post(path, data={"form_key": key, **fields})
        assert reply.status == 200, reply.text
        said = re.search(r'<p class="said[^"]*" role="(status|alert)">([^<]*)</p>', reply.text)
        assert said
        return f"{said[1]}: {said[2]}"


def form_key(page: str) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', page)
    assert found
    return found[1]


async def link(web: Site) -> str:
    """Its path and query."""
    parts = urlsplit(await new_link(web.service.stores, ADA, web.frontend.desk_url))
    assert f"{parts.scheme}://{parts.netloc}/" == web.url
    return f"{parts.path}?{parts.query}"


async def come_in(visitor: Visitor, path: str) -> Reply:
    key = path.partition("key=")[2]
    return await visitor.post("/desk/enter", data={"key": key}, allow_redirects=False)


@pytest_asyncio.fixture(loop_scope="module")
async def desk(web: Site, visitor: Visitor) -> AsyncIterator[Desk]:
    assert (await come_in(visitor, await link(web))).status == 303
    yield Desk(visitor)


async def test_a_link_lets_in_once_and_its_cookie_is_for_the_desk_alone(web: Site, visitor: Visitor) -> None:
    path = await link(web)
    for _ in range(2):  # looking at it, as chats do, uses nothing up
        page = await visitor.get(path)
        assert "Come in" in page.text
        assert page.headers["Referrer-Policy"] == "same-origin"  # else browsers send the form with "Origin: null"
    reply = await come_in(visitor, path)
    assert (reply.status, reply.headers["Location"]) == (303, "/desk")
    cookie = reply.cookies["vignette-desk"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/desk")
    assert int(cookie["max-age"]) == LASTING.total_seconds()
    assert "discord:1" in (await visitor.get("/desk")).text
    async with Visitor(web) as another:
        again = await come_in(another, path)
        assert again.status == 403
        assert "used before" in again.text
        assert (await another.get("/desk")).status == 403


async def test_a_link_expires_and_an_invented_one_is_none(web: Site, visitor: Visitor) -> None:
    path = await link(web)
    async with web.service.stores.database.write() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        await session.execute(update(LoginRow).where(LoginRow.used_at.is_(None)).values(expires_at=past))
    assert (await come_in(visitor, path)).status == 403
    assert (await come_in(visitor, "/desk/enter?key=")).status == 403


async def test_only_admins_get_a_link(web: Site) -> None:
    with pytest.raises(Refused, match="Only admins"):
        await new_link(web.service.stores, Requester("discord", "2"), web.frontend.desk_url)


@pytest.mark.parametrize("path", [tab.path for tab in TABS] + ["/desk/credits.csv", f"/desk/pictures/{'f' * 32}/0"])
async def test_nobody_sees_the_desk_from_outside(visitor: Visitor, path: str) -> None:
    reply = await visitor.get(path)
    assert reply.status == 403
    assert "vignette desk" in reply.text
    assert (await visitor.post(path, data={"act": "ban"})).status in (403, 405)


@pytest.mark.parametrize("path", [tab.path for tab in TABS if tab.path != "/desk/audit"] + ["/desk/leave"])
async def test_a_form_without_the_session_s_own_key_does_nothing(desk: Desk, visitor: Visitor, path: str) -> None:
    for fields in ({}, {"form_key": ""}, {"form_key": "guessed"}):
        reply = await visitor.post(path, data={**fields, "mode": "paused", "kind": "user", "id": "discord:3"})
        assert reply.status == 403
        assert "load the page again" in reply.json()["error"]
    assert "open</span>" in await desk.page()


async def test_another_site_cannot_send_a_form(desk: Desk, visitor: Visitor) -> None:
    data = {"form_key": form_key(await desk.page()), "mode": "paused"}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await visitor.post("/desk", data=data, headers=headers)).status == 403
    assert (await visitor.post("/desk", {"mode": "paused"})).status == 415
    assert (await visitor.post("/desk", data=b"\xff", headers=FORM)).status == 400


async def test_leaving_ends_the_session(desk: Desk, visitor: Visitor) -> None:
    data = {"form_key": form_key(await desk.page())}
    assert (await visitor.post("/desk/leave", data=data)).status == 200
    assert (await visitor.get("/desk")).status == 403


async def test_a_session_ends_by_itself() -> None:
    moment = datetime(2026, 11, 21, 12, tzinfo=UTC)
    sessions = Sessions(lambda: moment)
    key = sessions.open(ADA)
    moment += LASTING - timedelta(seconds=1)
    assert sessions.find(key) is not None
    moment += timedelta(seconds=1)
    assert sessions.find(key) is None


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.label)
async def test_every_page_opens_with_and_without_something_on_it(desk: Desk, visitor: Visitor, tab: object) -> None:
    assert 'aria-current="page"' in await desk.page(tab.path)  # type: ignore[attr-defined]
    await visitor.draw(".imagine a <b>fox</b>")
    page = await desk.page(tab.path)  # type: ignore[attr-defined]
    assert "<b>fox" not in page


async def test_credits_are_given_set_and_shown(desk: Desk) -> None:
    whose = {"kind": "user", "id": "web:x", "window": "day"}
    assert "7 credits a day" in await desk.act("/desk/quotas", act="set", credits="7", **whose)
    said = await desk.act("/desk/quotas", act="grant", credits="5", days="3", **whose)
    assert "5 credits more a day for 3 days" in said
    page = await desk.page("/desk/quotas?kind=user&id=web:x")
    assert "0 of 12 used" in page
    assert "<code>web:x</code>" in page
    assert "alert: " in await desk.act("/desk/quotas", act="set", credits="-1", **whose)
    assert "forgiven" in await desk.act("/desk/quotas", act="reset", kind="default", window="month")


async def test_the_ledger_comes_as_csv(desk: Desk, visitor: Visitor) -> None:
    reply = await visitor.get("/desk/credits.csv")
    assert reply.headers["Content-Type"].startswith("text/csv")
    assert reply.text.startswith("at,kind,user,")


async def test_a_job_of_anybody_is_cancelled(web: Site, desk: Desk, visitor: Visitor, stranger: Visitor) -> None:
    await desk.act("/desk", mode="paused")
    job = (await stranger.say(".imagine a slow fox"))[0]["job"]["id"]
    assert "a slow fox" in await desk.page("/desk/jobs")
    assert f"Job {job[:8]} is cancelled" in await desk.act("/desk/jobs", job=job)
    assert "alert" in await desk.act("/desk/jobs", job="")
    assert "status" in await desk.act("/desk", mode="open")
    finished = await web.service.job(job)
    assert finished is not None
    assert finished.status == "cancelled"


async def test_a_picture_is_shown_to_the_desk(desk: Desk, visitor: Visitor, stranger: Visitor) -> None:
    job = await stranger.draw(".imagine a fox")
    reply = await visitor.get(f"/desk/pictures/{job['id']}/0")
    assert reply.headers["Content-Type"] == "image/png"
    assert reply.body.startswith(b"\x89PNG")
    assert (await visitor.get(f"/desk/pictures/{job['id']}/9")).status == 404


async def test_bans_are_made_and_lifted(desk: Desk, web: Site, stranger: Visitor) -> None:
    job = await web.service.job((await stranger.draw(".imagine a fox"))["id"])
    assert job is not None
    said = await desk.act("/desk/bans", act="ban", kind="user", id=job.requester.key, duration="2h", reason="a < b")
    assert said.startswith("status: ")
    assert "a &lt; b" in await desk.page("/desk/bans")
    assert "You are banned" in (await stranger.say(".imagine a fox"))[0]["text"]
    await desk.act("/desk/bans", act="lift", kind="user", id=job.requester.key)
    await stranger.draw(".imagine a fox")
    assert "30m, 12h" in await desk.act("/desk/bans", act="ban", kind="user", id="x", duration="soon")


async def test_the_blocklist_is_filled_tested_and_emptied(desk: Desk, stranger: Visitor) -> None:
    await desk.act("/desk/blocklist", act="add", kind="word", scope="", pattern="grue")
    page = await desk.page("/desk/blocklist?test=a%20g%20r%20u%20e")
    assert "finds <code>g r u e</code>" in page
    assert "blocklist" in (await stranger.say(".imagine a GRUE"))[0]["text"]
    assert "for ever" in await desk.act("/desk/blocklist", act="add", kind="regex", scope="", pattern="(a+)+b")
    await desk.act("/desk/blocklist", act="remove", scope="", pattern="grue")
    assert "No words are blocked" in await desk.page("/desk/blocklist")


async def test_the_rules_of_a_server_are_set(web: Site, desk: Desk) -> None:
    path = "/desk/servers?server=discord:9"
    assert "No picture for adults" in await desk.act(path, act="nsfw", server="discord:9", rule="off")
    await desk.act(path, act="allow", server="discord:9", kind="channel", id="55")
    async with web.service.stores.database.read() as session:
        settings = await web.service.stores.servers.settings(session, "discord:9")
    assert (settings.nsfw, settings.channels) == ("off", ("55",))
    await desk.act(path, act="disallow", server="discord:9", kind="channel", id="55")
    assert "All: none is allowed by name." in await desk.page("/desk/servers")


async def test_keys_are_revoked_and_reports_settled(web: Site, desk: Desk, stranger: Visitor) -> None:
    stores, job = web.service.stores, await stranger.draw(".imagine a fox")
    async with stores.database.write() as session:
        key = await stores.api_keys.add(session, "web:x", "my script", ["draw"], prefix="vk_1", hash="0" * 64)
        report = await stores.reports.add(session, job["id"], -1, Requester("web", "y"), "ugly")
    assert report is not None
    assert "my script" in await desk.page("/desk/keys")
    assert "opens nothing" in await desk.act("/desk/keys", key=str(key.id))
    assert "alert" in await desk.act("/desk/keys", key=str(key.id))
    assert "ugly" in await desk.page("/desk/reports")
    assert "settled" in await desk.act("/desk/reports", report=str(report.id))
    assert "Nobody has reported" in await desk.page("/desk/reports")


LONG, BAD, NAMELESS = "9" * 150, "no one at all", "an id of at most 140 characters"
QUOTA = {"kind": "server", "window": "month"}
REFUSED: tuple[tuple[str, dict[str, str], str], ...] = (
    ("/desk/quotas", {**QUOTA, "act": "grant", "id": "discord:5", "credits": ""}, "a whole number"),
    ("/desk/quotas", {**QUOTA, "act": "grant", "id": "discord:5", "credits": "lots", "days": "3"}, "a whole number"),
    ("/desk/quotas", {**QUOTA, "act": "set", "id": "discord:5", "credits": LONG}, "at most 10 digits"),
    ("/desk/quotas", {**QUOTA, "act": "reset", "id": BAD}, NAMELESS),
    ("/desk/quotas", {**QUOTA, "act": "grant", "id": LONG, "credits": "5"}, NAMELESS),
    ("/desk/bans", {"act": "ban", "kind": "user", "id": ""}, NAMELESS),
    ("/desk/bans", {"act": "ban", "kind": "user", "id": "x:1", "duration": "tomorrow", "reason": '"<b>'}, "30m"),
    ("/desk/bans", {"act": "ban", "kind": "user", "id": LONG, "reason": "a reason"}, NAMELESS),
    ("/desk/blocklist", {"act": "add", "kind": "regex", "scope": "", "pattern": "((("}, "no regular expression"),
    ("/desk/blocklist", {"act": "add", "kind": "word", "scope": "", "pattern": 5 * LONG}, "1 to 500 characters"),
    ("/desk/servers?server=discord:9", {"act": "allow", "server": "discord:9", "kind": "role", "id": BAD}, NAMELESS),
    ("/desk/servers?server=discord:9", {"act": "allow", "server": "discord:9", "kind": "role", "id": LONG}, NAMELESS),
)


@pytest.mark.parametrize(("path", "fields", "why"), REFUSED)
async def test_what_is_refused_is_told_in_a_sentence_and_what_was_typed_still_stands_there(
    desk: Desk, visitor: Visitor, path: str, fields: dict[str, str], why: str
) -> None:
    key = form_key(await desk.page(path))
    page = (await visitor.post(path, data={"form_key": key, **fields})).text
    said = re.search(r'<p class="said refused" role="alert">([^<]*)</p>', page)
    assert said and why in said[1] and said[1].count(".") == 1
    for name in ("id", "credits", "days", "duration", "reason", "pattern"):
        typed = fields.get(name, "")
        assert not typed or f'name="{name}" value="{escape(typed)}"' in page, name
    assert f"<option selected>{fields['kind']}</option>" in page
    assert f'value="{escape(fields.get("id") or "-")}"' not in await desk.page(path.partition("?")[0])  # only once


@pytest.mark.parametrize("query", ["quotas?kind=user&id=" + LONG, "quotas?id=a%20b", "servers?server=nonsense"])
async def test_a_search_for_what_cannot_be_is_answered_on_its_page(desk: Desk, query: str) -> None:
    page = await desk.page(f"/desk/{query}")
    assert '<p class="said refused" role="alert">' in page
    assert f'value="{unquote(query.rpartition("=")[2])}"' in page


async def test_all_of_it_is_in_the_audit(desk: Desk) -> None:
    page = await desk.page("/desk/audit?verify=yes")
    assert "as it was written" in page
    for action in ("desk.link", "desk.enter", "quota.set", "ban.lift", "blocklist.add", "server.nsfw", "key.revoke"):
        assert action in page
