"""Who asks: a random 128-bit key in a cookie that only this server reads.

The person's id is a digest of that key, so what admins see in lists and exports cannot be used to act as them.
"""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.domain.requester import Requester
from bot.frontends.web.server.addresses import is_secure
from bot.frontends.web.server.app_keys import COOKIE, REQUESTER, SETTINGS
from bot.frontends.web.server.errors import HttpProblem
from bot.frontends.web.server.guard import is_private
from bot.frontends.web.server.peers import is_direct
from bot.frontends.web.server.strangers import STRANGERS
from bot.settings import WebSettings

COOKIE_SECONDS = 400 * 24 * 3600  # seconds; the longest that browsers keep a cookie
KEY = re.compile(r"[0-9a-f]{32}")
EVERYBODY = "web"  # the visitors of a public page together are one "server", so that its limits bound them
PAGES = frozenset({"chat", "gallery", "picture", "story", "jobs"})  # a first visit may begin at any of them
OTHERS = frozenset({"asset", "health", "ready"})  # nobody in particular asks for these
DESK = "desk-"  # routes whose names begin so have a door of their own


@web.middleware
async def identify(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A page gives its visitor a key; everything else but the public routes has to be asked for with it."""
    key, route = request.cookies.get(COOKIE, ""), request.match_info.route.name
    if not KEY.fullmatch(key):
        if route in OTHERS or (route or "").startswith(DESK):
            return await handler(request)
        if route not in PAGES:
            raise HttpProblem(HTTPStatus.UNAUTHORIZED, "Open the page first; it gives this browser its own key.")
        key = secrets.token_hex(16)
    settings = request.app[SETTINGS]
    at_this_machine = settings.local_admin and is_private(settings) and is_direct(request)
    request[REQUESTER] = requester(key, settings, admin=at_this_machine)
    if route not in PAGES and not is_private(settings):  # who only looks at a page is nobody yet
        request.app[STRANGERS].admit(request, key)
    response = await handler(request)
    if route in PAGES:
        secure = is_secure(request)  # a first visit gets the key; a later one has its cookie prolonged
        response.set_cookie(COOKIE, key, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=secure, path="/")
    return response


def requester(key: str, settings: WebSettings, *, admin: bool = False) -> Requester:
    user = sha256(key.encode()).hexdigest()[:32]
    server = None if is_private(settings) else EVERYBODY
    return Requester("web", user, name=f"visitor {user[:6]}", server=server, admin=admin)
