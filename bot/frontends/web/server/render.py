"""An answer to a person's browser: a page made from a template, for whoever asks."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from bot.frontends.web.server.app_keys import REQUESTER, TEMPLATES


def page(request: web.Request, template: str, *, status: HTTPStatus = HTTPStatus.OK, **values: object) -> web.Response:
    requester = request.get(REQUESTER)
    admin = requester is not None and requester.admin
    text = request.app[TEMPLATES].html(template, path=request.path, admin=admin, **values)
    return web.Response(text=text, status=status, content_type="text/html")
