"""The aiohttp application: its routes, and the order in which a request passes its guards."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from bot.chat import Chat as ChatLine
from bot.commands import Limits
from bot.frontends.web import (
    chat,
    conversation,
    desk,
    exports,
    files,
    gallery,
    health,
    job_list,
    picture,
    pictures,
    story,
    talk,
)
from bot.frontends.web.assets import Assets
from bot.frontends.web.bodies import MAX_BYTES, UPLOADS_AT_ONCE
from bot.frontends.web.events import events
from bot.frontends.web.guard import add_headers, guard
from bot.frontends.web.keys import ASSETS, CHAT, CLOSING, LIMITS, MADE, SERVICE, SETTINGS, STREAMS, TEMPLATES, UPLOADS
from bot.frontends.web.made import Made
from bot.frontends.web.problems import problems
from bot.frontends.web.requesters import identify
from bot.frontends.web.templating import Templates
from bot.service import Service
from bot.settings import WebSettings

JOB = "{job:[0-9a-f]{32}}"
INDEX = "{index:[0-9]{1,3}}"
ROUTES = (
    web.get("/", chat.chat, name="chat"),
    web.get("/gallery", gallery.gallery, name="gallery"),
    web.get(f"/picture/{JOB}/{INDEX}", picture.picture, name="picture"),
    web.get(f"/story/{JOB}", story.story, name="story"),
    web.get("/jobs", job_list.jobs, name="jobs"),
    web.get("/conversation", conversation.conversation, name="conversation"),
    web.get("/events", events, name="events"),
    web.get(f"/jobs/{JOB}/frames/{INDEX}.{{suffix:png|jpg|webp|gif|mp4}}", pictures.frame, name="frame"),
    web.get(f"/jobs/{JOB}/thumbs/{{index:[0-9]{{1,3}}|page}}.webp", pictures.small, name="thumb"),
    web.get(f"/jobs/{JOB}/start.webp", pictures.start, name="start"),
    web.get(f"/jobs/{JOB}/page.png", pictures.page, name="story-page"),
    web.get(f"/story/{JOB}/export.{{kind:pdf|gif|mp4|cbz|zip}}", exports.export, name="export"),
    web.post("/say", talk.say, name="say"),
    web.post(f"/jobs/{JOB}/redo", talk.redo, name="redo"),
    web.post(f"/jobs/{JOB}/cancel", talk.cancel, name="cancel"),
    web.post(f"/picture/{JOB}/{INDEX}/delete", picture.delete, name="delete-picture"),
    web.post(f"/story/{JOB}/delete", story.delete, name="delete-story"),
    web.get("/assets/{version}/{name}", files.asset, name="asset"),
    web.get("/healthz", health.health, name="health"),
    web.get("/readyz", health.ready, name="ready"),
    *desk.ROUTES,
)


def application(settings: WebSettings, limits: Limits, chat: ChatLine, service: Service) -> web.Application:
    app = web.Application(middlewares=[problems, guard, identify], client_max_size=MAX_BYTES)
    app[SETTINGS], app[CHAT], app[SERVICE], app[LIMITS] = settings, chat, service, limits
    app[CLOSING], app[STREAMS], app[UPLOADS] = asyncio.Event(), Counter(), asyncio.Semaphore(UPLOADS_AT_ONCE)
    app[desk.SESSIONS] = desk.Sessions()
    app.add_routes(ROUTES)
    app.cleanup_ctx.extend([_templates, _made])
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_end_streams)
    return app


async def _templates(app: web.Application) -> AsyncIterator[None]:
    """Pages and their assets, read before the first request and away from the event loop."""
    app[ASSETS] = await asyncio.to_thread(Assets.load)
    app[TEMPLATES] = await asyncio.to_thread(Templates, app[ASSETS])
    yield


async def _made(app: web.Application) -> AsyncIterator[None]:
    """What is made of pictures goes when the server goes."""
    folder = await asyncio.to_thread(lambda: TemporaryDirectory(prefix="vignette-", ignore_cleanup_errors=True))
    app[MADE] = Made(Path(folder.name))
    yield
    await asyncio.to_thread(folder.cleanup)


async def _end_streams(app: web.Application) -> None:
    app[CLOSING].set()
