"""The aiohttp application: its routes, and the order in which a request passes its guards."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

from aiohttp import web

from bot.chat import Chat
from bot.commands import Limits
from bot.frontends.web import health, jobs, page, pictures, talk
from bot.frontends.web.assets import Assets
from bot.frontends.web.bodies import MAX_BYTES
from bot.frontends.web.events import events
from bot.frontends.web.guard import add_headers, guard
from bot.frontends.web.keys import ASSETS, CHAT, CLOSING, LIMITS, PAGE, SERVICE, SETTINGS, STREAMS
from bot.frontends.web.problems import problems
from bot.frontends.web.requesters import identify
from bot.service import Service
from bot.settings import WebSettings

JOB = "{job:[0-9a-f]{32}}"
ROUTES = (
    web.get("/", page.page, name="page"),
    web.get("/assets/{version}/{name}", page.asset, name="asset"),
    web.get("/healthz", health.health, name="health"),
    web.get("/readyz", health.ready, name="ready"),
    web.get("/events", events, name="events"),
    web.get("/jobs", jobs.jobs, name="jobs"),
    web.get(f"/jobs/{JOB}/frames/{{index:[0-9]{{1,3}}}}.png", pictures.frame, name="frame"),
    web.get(f"/jobs/{JOB}/page.png", pictures.page, name="story-page"),
    web.post("/say", talk.say, name="say"),
    web.post(f"/jobs/{JOB}/redo", talk.redo, name="redo"),
    web.post(f"/jobs/{JOB}/cancel", talk.cancel, name="cancel"),
)


def application(settings: WebSettings, limits: Limits, chat: Chat, service: Service) -> web.Application:
    app = web.Application(middlewares=[problems, guard, identify], client_max_size=MAX_BYTES)
    app[SETTINGS], app[CHAT], app[SERVICE] = settings, chat, service
    app[CLOSING], app[STREAMS] = asyncio.Event(), Counter()
    app.add_routes(ROUTES)
    app[LIMITS] = limits
    app.cleanup_ctx.append(_page)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_end_streams)
    return app


async def _page(app: web.Application) -> AsyncIterator[None]:
    """The page and its assets, read before the first request and away from the event loop."""
    app[ASSETS] = await asyncio.to_thread(Assets.load)
    app[PAGE] = await asyncio.to_thread(page.render, app[ASSETS], app[LIMITS])
    yield


async def _end_streams(app: web.Application) -> None:
    app[CLOSING].set()
