"""The pages and what they are made of."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from bot.commands import COMMANDS, options
from bot.domain.limits import Limits
from bot.frontends.web.server.assets import Assets
from tests.bot.frontends.web.site import Site, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")
PLACES = ("/", "/gallery", "/jobs", "/nowhere")
STORY = ".story Mia the red fox finds a lantern. She sleeps."
AS_BROWSERS_DO = {"Accept": "text/html,application/xhtml+xml;q=0.9"}


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


async def test_a_first_visit_gets_a_key_of_128_bits_that_scripts_cannot_read(visitor: Visitor) -> None:
    response = await visitor.get("/")
    cookie = response.cookies["vignette"]
    assert re.fullmatch(r"[0-9a-f]{32}", cookie.value)
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


async def test_a_second_visit_keeps_the_key_and_another_browser_has_another(
    visitor: Visitor, stranger: Visitor
) -> None:
    first = visitor.key
    await visitor.get("/")
    assert visitor.key == first != stranger.key


async def test_a_key_that_is_not_ours_is_replaced(web: Site) -> None:
    async with Visitor(web) as visitor:
        response = await visitor.get("/", cookies={"vignette": "../../etc"})
        assert re.fullmatch(r"[0-9a-f]{32}", response.cookies["vignette"].value)


async def every_page(visitor: Visitor) -> list[str]:
    """The text of one page of every kind, with pictures on them."""
    picture, story = await visitor.draw(".imagine a red fox"), await visitor.draw(STORY)
    paths = [*PLACES, picture["href"], story["href"]]
    return [(await visitor.get(path, headers=AS_BROWSERS_DO)).text for path in paths]


async def test_nothing_on_a_page_is_inline_or_from_another_host(visitor: Visitor) -> None:
    for text in await every_page(visitor):
        elements = Elements(text).found
        assert all(attributes.get("src") for tag, attributes in elements if tag == "script")
        assert not any(tag in ("style", "iframe", "object") for tag, _ in elements)
        for tag, attributes in elements:
            assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
            for name in ("src", "href", "action"):
                assert re.match(r"/(?!/)|#", attributes.get(name) or "#"), (tag, attributes)


async def test_every_page_has_its_landmarks_one_heading_and_a_way_past_the_navigation(visitor: Visitor) -> None:
    for text in await every_page(visitor):
        tags = [tag for tag, _ in Elements(text).found]
        assert (tags.count("main"), tags.count("header") >= 1, tags.count("h1")) == (1, True, 1)
        skips = [attributes["href"] for _, attributes in Elements(text).found if attributes.get("class") == "skip"]
        ids = {attributes.get("id") for _, attributes in Elements(text).found}
        assert [(skips[0] or "")[1:] in ids] == [True]


async def test_the_navigation_says_where_one_is(visitor: Visitor) -> None:
    picture = await visitor.draw(".imagine a red fox")
    for path, here in (("/", "/"), ("/gallery?q=fox", "/gallery"), (picture["href"], "/gallery"), ("/jobs", "/jobs")):
        elements = Elements((await visitor.get(path)).text).found
        marked = [
            each.get("href") for tag, each in elements if tag == "a" and each.get("aria-current") in ("page", "true")
        ]
        assert marked[0] == here


async def test_whoever_follows_a_dead_link_reads_a_page_and_a_script_reads_json(visitor: Visitor) -> None:
    person, script = await visitor.get("/nowhere", headers=AS_BROWSERS_DO), await visitor.get("/nowhere")
    assert person.status == script.status == 404
    assert person.headers["Content-Type"].startswith("text/html") and "There is nothing here." in person.text
    assert script.json() == {"error": "There is nothing here."}


async def test_words_that_a_link_brings_along_are_offered_and_never_markup(visitor: Visitor) -> None:
    page = (await visitor.get("/", params={"say": '.imagine "><script>alert(1)</script>'})).text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


async def test_every_answer_carries_the_headers_that_hold_a_page_together(visitor: Visitor) -> None:
    for path in (*PLACES, "/conversation", "/healthz"):
        headers = (await visitor.get(path)).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_whatever_a_page_its_styles_and_its_scripts_name_is_there(visitor: Visitor) -> None:
    waiting = re.findall(r'"(/assets/[^"]+)"', "".join(await every_page(visitor)))
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        response = await visitor.get(path)
        assert response.status == 200, path
        assert "immutable" in response.headers["Cache-Control"]
        if path.endswith((".js", ".css")):
            named = re.findall(r'(?:from|import) "\./([^"]+)"|url\("([^"]+)"\)', response.text)
            waiting += [f"{path.rpartition('/')[0]}/{first or second}" for first, second in named]
    elsewhere = {"api.css", "desk.css"}  # on pages that are not a visitor's
    assert {path.rpartition("/")[2] for path in seen} == set(Assets.load().files) - elsewhere


async def test_an_asset_of_another_version_or_name_is_not_there(visitor: Visitor) -> None:
    version = Assets.load().version
    assert (await visitor.get(f"/assets/{version}/main.js")).status == 200
    for path in (f"/assets/{version}/page.py", f"/assets/{version}/..%2fpage.py", "/assets/0000/main.js"):
        assert (await visitor.get(path)).status == 404


async def test_the_hints_are_the_commands_and_options_that_the_parser_knows(visitor: Visitor) -> None:
    elements = Elements((await visitor.get("/")).text).found
    words = {(attributes["data-insert"] or "").strip() for _, attributes in elements if "data-insert" in attributes}
    assert words == {f".{name}" for name in COMMANDS} | {f"--{name}" for name in options(Limits())}
