"""The aiohttp application: its routes, and the order in which a request passes its guards."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from bot.chat.chat import Chat
from bot.domain.limits import Limits
from bot.frontends.web import admin
from bot.frontends.web.chat import actions, history
from bot.frontends.web.chat import page as chat_page
from bot.frontends.web.chat.events import events
from bot.frontends.web.chat.names import known_names
from bot.frontends.web.gallery import exports, images, jobs_page, picture_page, story_page
from bot.frontends.web.gallery import page as gallery_page
from bot.frontends.web.server import asset_routes, health
from bot.frontends.web.server.app_keys import (
    ASSETS,
    CHAT,
    CLOSING,
    DERIVED_FILES,
    LIMITS,
    SERVICE,
    SETTINGS,
    STREAMS,
    TEMPLATES,
    UPLOADS,
)
from bot.frontends.web.server.assets import Assets
from bot.frontends.web.server.bodies import MAX_BYTES
from bot.frontends.web.server.connections import note_request
from bot.frontends.web.server.derived_files import DerivedFiles
from bot.frontends.web.server.errors import problems
from bot.frontends.web.server.guard import add_headers, guard
from bot.frontends.web.server.strangers import STRANGERS, Strangers
from bot.frontends.web.server.templating import Templates
from bot.frontends.web.server.uploads import Uploads
from bot.frontends.web.server.visitors import identify
from bot.jobs.lookup import JOB_PATTERN
from bot.jobs.service import Service
from bot.settings import WebSettings
from story.pages.panels import LAYOUTS

JOB = f"{{job:{JOB_PATTERN}}}"
INDEX = "{index:[0-9]{1,3}}"
ROUTES = (
    web.get("/", chat_page.chat, name="chat"),
    web.get("/gallery", gallery_page.gallery, name="gallery"),
    web.get(f"/picture/{JOB}/{INDEX}", picture_page.picture, name="picture"),
    web.get(f"/story/{JOB}", story_page.story, name="story"),
    web.get("/jobs", jobs_page.jobs, name="jobs"),
    web.get("/conversation", history.conversation, name="conversation"),
    web.get("/names", known_names, name="names"),
    web.get("/events", events, name="events", allow_head=False),
    web.get(f"/jobs/{JOB}/frames/{INDEX}.{{suffix:png|jpg|webp|gif|mp4}}", images.frame, name="frame"),
    web.get(f"/jobs/{JOB}/thumbs/{{index:[0-9]{{1,3}}|page}}.webp", images.small, name="thumb"),
    web.get(f"/jobs/{JOB}/{{name:start(-[0-9]+)?}}.webp", images.start, name="start"),
    web.get(f"/jobs/{JOB}/page.png", images.page, name="story-page"),
    web.get(f"/story/{JOB}/export.{{kind:pdf|gif|mp4|cbz|zip}}", exports.export, name="export"),
    web.get(f"/story/{JOB}/layout/{{layout:{'|'.join(LAYOUTS)}}}.png", exports.layout, name="layout"),
    web.post("/say", actions.say, name="say"),
    web.post(f"/jobs/{JOB}/redo", actions.redo, name="redo"),
    web.post(f"/jobs/{JOB}/plan", actions.plan, name="plan"),
    web.post(f"/jobs/{JOB}/cancel", actions.cancel, name="cancel"),
    web.post(f"/picture/{JOB}/{INDEX}/delete", picture_page.delete, name="delete-picture"),
    web.post(f"/story/{JOB}/delete", story_page.delete, name="delete-story"),
    web.get("/assets/{version}/{name}", asset_routes.asset, name="asset"),
    web.get("/healthz", health.health, name="health"),
    web.get("/readyz", health.ready, name="ready"),
    *admin.ROUTES,
)


def application(settings: WebSettings, limits: Limits, chat: Chat, service: Service) -> web.Application:
    app = web.Application(middlewares=[note_request, problems, guard, identify], client_max_size=MAX_BYTES)
    app[SETTINGS], app[CHAT], app[SERVICE], app[LIMITS] = settings, chat, service, limits
    app[CLOSING], app[STREAMS], app[UPLOADS] = asyncio.Event(), Counter(), Uploads()
    app[STRANGERS] = Strangers()
    app[admin.SESSIONS] = admin.Sessions()
    app.add_routes(ROUTES)
    app.cleanup_ctx.extend([_templates, _derived_files])
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_end_streams)
    return app


async def _templates(app: web.Application) -> AsyncIterator[None]:
    """Pages and their assets, read before the first request and away from the event loop."""
    app[ASSETS] = await asyncio.to_thread(Assets.load)
    app[TEMPLATES] = await asyncio.to_thread(Templates.load)
    yield


async def _derived_files(app: web.Application) -> AsyncIterator[None]:
    """What is made of pictures goes when the server goes."""
    folder = await asyncio.to_thread(lambda: TemporaryDirectory(prefix="vignette-", ignore_cleanup_errors=True))
    app[DERIVED_FILES] = DerivedFiles(Path(folder.name))
    yield
    await asyncio.to_thread(folder.cleanup)


async def _end_streams(app: web.Application) -> None:
    app[CLOSING].set()
