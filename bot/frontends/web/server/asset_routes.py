"""GET /assets/…: scripts, styles and the typeface."""

from __future__ import annotations

from aiohttp import hdrs, web

from bot.frontends.web.server.app_keys import ASSETS
from bot.frontends.web.server.errors import HttpProblem


async def asset(request: web.Request) -> web.Response:
    """GET /assets/{version}/{name}"""
    assets, name = request.app[ASSETS], request.match_info["name"]
    if request.match_info["version"] != assets.version or name not in assets.files:
        raise HttpProblem.missing()
    headers = {hdrs.CONTENT_TYPE: assets.type(name), hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable"}
    return web.Response(body=assets.files[name], headers=headers)
