"""Coming in by a one-time link, and leaving.

Opening the link uses nothing up, because chats open the links they show; the button on its page does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from bot.features.access.login_links import requester_of, use_link
from bot.frontends.web.admin.forms import read_fields
from bot.frontends.web.admin.render import page_with_forms
from bot.frontends.web.admin.sessions import COOKIE, LASTING, PATH, SESSIONS, Session, give
from bot.frontends.web.server.app_keys import REQUESTER, SERVICE
from bot.frontends.web.server.render import page
from bot.frontends.web.server.strangers import STRANGERS

GONE = "This link was used before or has expired."
Page = Callable[[web.Request, Session], Awaitable[web.StreamResponse]]


def within(page_of: Page) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """A page for whoever is at the desk; everybody else is told how to get there."""

    async def handler(request: web.Request) -> web.StreamResponse:
        session = request.app[SESSIONS].find(request.cookies.get(COOKIE, ""))
        if session is None:
            return page(request, "desk/closed.html", status=HTTPStatus.FORBIDDEN, said="")
        request[REQUESTER] = session.admin
        return await page_of(request, session)

    return handler


async def ask(request: web.Request) -> web.Response:
    """GET /desk/enter?key="""
    return page_with_forms(request, "desk/enter.html", key=request.query.get("key", ""), hours=LASTING.seconds // 3600)


async def enter(request: web.Request) -> web.Response:
    """POST /desk/enter"""
    fields = await read_fields(request)
    request.app[STRANGERS].check_guesses(request)
    login = await use_link(request.app[SERVICE].stores, fields.get("key", ""))
    if login is None or not login.admin:
        request.app[STRANGERS].note_wrong_guess(request)
        return page(request, "desk/closed.html", status=HTTPStatus.FORBIDDEN, said=GONE)
    response = web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": PATH})
    give(response, request, request.app[SESSIONS].open(requester_of(login)))
    return response


async def leave(request: web.Request, session: Session) -> web.Response:
    """POST /desk/leave"""
    request.app[SESSIONS].close(request.cookies[COOKIE])
    response = web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": "/"})
    response.del_cookie(COOKIE, path=PATH)
    return response
