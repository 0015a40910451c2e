"""Who may talk to us at all: the Host header, other sites' scripts, the password, and the headers every answer carries.

A page for this machine alone has one danger: a foreign web page in the person's own browser. It can rebind its name
to 127.0.0.1, so the Host must be a loopback name; or send requests across sites, so writes need JSON and our origin.
A page for others (`web.public`) may have any name, and a password.
"""

from __future__ import annotations

import hmac
from base64 import b64decode
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from bot.frontends.web.server.addresses import is_our_origin
from bot.frontends.web.server.app_keys import COOKIE, SETTINGS
from bot.frontends.web.server.errors import HttpProblem
from bot.frontends.web.server.strangers import STRANGERS
from bot.settings import WebSettings, is_loopback

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OPEN_TO_PROBES = frozenset({"/healthz", "/readyz"})


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    check_source(request)
    if request.path not in OPEN_TO_PROBES:
        _check_password(request)
    return await handler(request)


def check_source(request: web.Request, *, for_others: bool = False) -> None:
    """Refuse a name that was rebound to this machine, and other sites' scripts. Raises HttpProblem.

    `for_others`: the address itself says who may have it, so that any page may show what is there.
    """
    try:
        hostname = urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        hostname = ""
    if is_private(request.app[SETTINGS]) and not is_loopback(hostname):
        raise HttpProblem(
            HTTPStatus.MISDIRECTED_REQUEST, "Open this page by its own address, such as http://127.0.0.1."
        )
    if not for_others and not _from_our_page(request):
        raise HttpProblem(HTTPStatus.FORBIDDEN, "Another site may not use this page.")


def is_private(settings: WebSettings) -> bool:
    """Whether only this machine is meant to come. A proxy in front of a loopback address makes it public."""
    return is_loopback(settings.host) and not settings.public


def _from_our_page(request: web.Request) -> bool:
    """Only our own page may send or embed; anyone may follow a link to us."""
    reads = request.method in (hdrs.METH_GET, hdrs.METH_HEAD)
    if reads and request.headers.get("Sec-Fetch-Mode") == "navigate":
        return True
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get(hdrs.ORIGIN)
    return origin is None or is_our_origin(request, origin)


def _check_password(request: web.Request) -> None:
    """Raises HttpProblem."""
    password = request.app[SETTINGS].password
    if password is None:
        return
    strangers, visitor = request.app[STRANGERS], request.cookies.get(COOKIE, "")
    strangers.check_guesses(request, visitor)
    if not _is_password(request, password.get_secret_value().encode()):
        if hdrs.AUTHORIZATION in request.headers:  # a browser's first request brings none: nobody guessed
            strangers.note_wrong_guess(request)
        raise HttpProblem(HTTPStatus.UNAUTHORIZED, "This page needs its password.")
    if visitor:
        strangers.trust(visitor)


def _is_password(request: web.Request, password: bytes) -> bool:
    scheme, _, encoded = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    try:
        candidate = b64decode(encoded, validate=True).partition(b":")[2] if scheme.lower() == "basic" else b""
    except ValueError:
        return False
    return hmac.compare_digest(candidate, password)
