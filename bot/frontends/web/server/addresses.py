"""How people reach this server: the one place that absolute addresses, and whether they are `https`, come from.

A proxy in front of us may end TLS, and may give us another Host than people typed; then `web.address` says the truth.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from bot.frontends.web.server.app_keys import SETTINGS


def base_of(request: web.Request) -> str:
    """What stands before a path of ours in a link for elsewhere, without a slash at its end."""
    if address := request.app[SETTINGS].address:
        return address.rstrip("/")
    return f"{'https' if is_secure(request) else 'http'}://{request.host}"


def is_secure(request: web.Request) -> bool:
    """Whether the browser speaks TLS, with us or with a proxy; who lies here only makes the own cookies safer."""
    address = request.app[SETTINGS].address
    return (
        urlsplit(address).scheme.lower() == "https"
        or request.secure
        or request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip().lower() == "https"
    )


def is_our_origin(request: web.Request, origin: str) -> bool:
    """Whether a page with that origin (scheme, host, port) is one of ours."""
    ours = {request.host.lower(), urlsplit(request.app[SETTINGS].address).netloc.lower()} - {""}
    try:
        return urlsplit(origin).netloc.lower() in ours
    except ValueError:  # no origin at all, such as “http://[”
        return False
