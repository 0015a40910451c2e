"""GET /gallery: one's own finished pictures, searched and paged; an admin's may be everybody's."""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from bot.frontends.web.gallery.tiles import tile
from bot.frontends.web.server.app_keys import REQUESTER, SERVICE
from bot.frontends.web.server.render import page
from bot.storage.gallery import Search

SIZE = 24  # pictures on a page
MAX_WORDS, MAX_LENGTH = 12, 200
KINDS = {"": "Everything", "image": "Pictures", "story": "Stories"}


async def gallery(request: web.Request) -> web.Response:
    """GET /gallery?q=&kind=&whose=&page="""
    requester, query = request[REQUESTER], request.query
    kind = query.get("kind", "") if query.get("kind") in KINDS else ""
    everybody = requester.admin and query.get("whose") == "everybody"
    typed = query.get("q", "")[:MAX_LENGTH].split()
    words, unheard = (" ".join(part) for part in (typed[:MAX_WORDS], typed[MAX_WORDS:]))
    search = Search(None if everybody else requester, tuple(words.split()), kind)
    asked = query.get("page", "")  # whatever stands in the address: what is no page is the first
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    shelf = await request.app[SERVICE].gallery.shelf(search, number, SIZE)
    chosen = {"q": words, "kind": kind, "whose": "everybody" if everybody else ""}
    return page(
        request,
        "gallery.html",
        shelf=shelf,
        tiles=[tile(item) for item in shelf.found],
        chosen=chosen,
        searched=bool(words or kind or everybody),
        unheard=unheard,
        most=MAX_WORDS,
        kinds={_link(chosen | {"kind": each}): (label, each == kind) for each, label in KINDS.items()},
        whose=_link(chosen | {"whose": "" if everybody else "everybody"}),
        newer=_link(chosen, shelf.page - 1) if shelf.page > 1 else "",
        older=_link(chosen, shelf.page + 1) if shelf.page < shelf.pages else "",
    )


def _link(chosen: dict[str, str], number: int = 1) -> str:
    query = {name: value for name, value in chosen.items() if value} | ({"page": str(number)} if number > 1 else {})
    return "/gallery" + (f"?{urlencode(query)}" if query else "")
