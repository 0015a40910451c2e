"""Pictures and films in parts, as players and browsers ask for them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.frontends.web.server.byte_ranges import bytes_response
from tests.bot.frontends.web.site import Visitor

TEN = b"0123456789"


def answer(headers: Mapping[str, str], method: str = "GET") -> tuple[int, bytes, str | None]:
    response = bytes_response(make_mocked_request(method, "/", headers), TEN, "video/mp4", "tag")
    assert response.headers["Accept-Ranges"] == "bytes" and response.headers["ETag"] == '"tag"'
    body = response.body or b""
    assert isinstance(body, bytes)
    return response.status, body, response.headers.get("Content-Range")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-1", (206, b"01", "bytes 0-1/10")),  # what Safari asks first: LiveServer.jl#151
        ("bytes=8-", (206, b"89", "bytes 8-9/10")),
        ("bytes=-3", (206, b"789", "bytes 7-9/10")),
        ("bytes=-99", (206, TEN, "bytes 0-9/10")),
        ("bytes=5-99", (206, b"56789", "bytes 5-9/10")),
        ("Bytes=0-0", (206, b"0", "bytes 0-0/10")),
        ("bytes=8-18446744073709551615", (206, b"89", "bytes 8-9/10")),  # "to the end", as some players say it
        ("bytes=10-", (416, b"", "bytes */10")),
        ("bytes=-0", (416, b"", "bytes */10")),
        ("bytes=5-2", (200, TEN, None)),  # no range: RFC 9110, section 14.1.1
        ("bytes=0-1,4-5", (200, TEN, None)),
        ("lines=0-1", (200, TEN, None)),
        ("nonsense", (200, TEN, None)),
    ],
)
def test_a_part_is_sent_where_one_is_asked_for(asked: str, expected: tuple[int, bytes, str | None]) -> None:
    """RFC 9110, section 14."""
    assert answer({"Range": asked}) == expected


def test_a_part_of_another_version_is_the_whole_of_this() -> None:
    assert answer({"Range": "bytes=0-1", "If-Range": '"tag"'})[0] == 206
    for other in ('"older"', 'W/"tag"', "Mon, 30 Nov 2026 00:00:00 GMT"):
        assert answer({"Range": "bytes=0-1", "If-Range": other}) == (200, TEN, None)


def test_only_get_asks_for_parts_and_what_is_known_is_not_sent() -> None:
    assert answer({"Range": "bytes=0-1"}, "HEAD")[0] == 200
    assert answer({"If-None-Match": 'W/"tag", "x"', "Range": "bytes=0-1"})[:2] == (304, b"")


@pytest.mark.asyncio(loop_scope="module")
async def test_every_picture_film_and_export_comes_in_parts_and_says_its_size_beforehand(visitor: Visitor) -> None:
    """LiveServer.jl#151: a film that cannot be asked for in parts does not play in Safari."""
    story = await visitor.draw(".story Mia the red fox wakes. She runs. --seed 3")
    picture = await visitor.draw(".imagine an owl --seed 3")
    film = await visitor.draw(f".video {picture['id'][:8]}")
    urls = [film["frames"][0]["url"], picture["frames"][0]["url"], picture["frames"][0]["thumb"], story["page"]["url"]]
    urls += [f"{story['href']}/export.{kind}" for kind in ("pdf", "mp4", "gif", "cbz", "zip")]
    for url in urls:
        whole = await visitor.get(url)
        part = await visitor.get(url, headers={"Range": "bytes=0-1"})
        assert (part.status, part.body) == (206, whole.body[:2]), url
        assert part.headers["Content-Range"] == f"bytes 0-1/{len(whole.body)}"
        head = await visitor.head(url)
        assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(whole.body)))
        assert head.headers["Accept-Ranges"] == "bytes"
