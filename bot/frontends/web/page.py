"""GET / and what it is made of. The page is the same for everybody; what is yours comes through /jobs and /events."""

from __future__ import annotations

from pathlib import Path

from aiohttp import hdrs, web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.commands import Limits
from bot.frontends.web.assets import Assets
from bot.frontends.web.hints import EXAMPLES, hints
from bot.frontends.web.keys import ASSETS, PAGE
from bot.frontends.web.problems import Problem
from bot.frontends.web.requesters import give_key

TEMPLATES = Path(__file__).parent / "templates"


def render(assets: Assets, limits: Limits) -> str:
    """The page, once for the life of the server."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    template = environment.get_template("page.html")
    return template.render(asset=assets.url, examples=EXAMPLES, hints=list(hints(limits)))


async def page(request: web.Request) -> web.Response:
    """GET /"""
    response = web.Response(text=request.app[PAGE], content_type="text/html")
    give_key(request, response)
    return response


async def asset(request: web.Request) -> web.Response:
    """GET /assets/{version}/{name}"""
    assets, name = request.app[ASSETS], request.match_info["name"]
    if request.match_info["version"] != assets.version or name not in assets.files:
        raise Problem.missing()
    headers = {hdrs.CONTENT_TYPE: assets.type(name), hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable"}
    return web.Response(body=assets.files[name], headers=headers)
