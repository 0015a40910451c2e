"""GET /metrics, for Prometheus."""

from __future__ import annotations

from aiohttp import web

from bot.features.access.api_keys import ADMIN
from bot.frontends.web.api.auth import bearer, caller_of
from bot.frontends.web.api.keys import API
from bot.frontends.web.api.problems import ApiProblem, Types
from bot.frontends.web.server.app_keys import SERVICE
from bot.frontends.web.server.peers import is_direct

FORMAT = "text/plain; version=0.0.4; charset=utf-8"


async def show_metrics(request: web.Request) -> web.Response:
    """Read the figures of the service in Prometheus' text format.

    For this machine, and for keys with the scope admin, unless `api.metrics` says otherwise.
    """
    settings = request.app[API]
    if settings.metrics == "off":
        raise ApiProblem.missing()
    open_here = settings.metrics == "everyone" or is_direct(request)
    if not open_here or bearer(request):
        caller = await caller_of(request, settings)
        if settings.metrics != "everyone" and ADMIN not in caller.scopes:
            raise ApiProblem(Types.FORBIDDEN, "The metrics take a key with the scope admin.")
    return web.Response(body=await request.app[SERVICE].metrics(), headers={"Content-Type": FORMAT})
