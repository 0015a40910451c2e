"""What handlers find in the application."""

from __future__ import annotations

import asyncio
from collections import Counter

from aiohttp import web

from bot.chat.chat import Chat
from bot.domain.limits import Limits
from bot.domain.requester import Requester
from bot.frontends.web.server.assets import Assets
from bot.frontends.web.server.derived_files import DerivedFiles
from bot.frontends.web.server.templating import Templates
from bot.frontends.web.server.uploads import Uploads
from bot.jobs.service import Service
from bot.settings import WebSettings

CHAT = web.AppKey("CHAT", Chat)
SERVICE = web.AppKey("SERVICE", Service)
SETTINGS = web.AppKey("SETTINGS", WebSettings)
LIMITS = web.AppKey("LIMITS", Limits)
ASSETS = web.AppKey("ASSETS", Assets)
TEMPLATES = web.AppKey("TEMPLATES", Templates)
DERIVED_FILES = web.AppKey("DERIVED_FILES", DerivedFiles)
STREAMS = web.AppKey("STREAMS", Counter[str])  # open event streams by requester
CLOSING = web.AppKey("CLOSING", asyncio.Event)  # set when the front-end closes: streams end

UPLOADS = web.AppKey("UPLOADS", Uploads)  # bodies with pictures under way

COOKIE = "vignette"  # a visitor's key

CONTENT = web.RequestKey("CONTENT", bytes)  # the body, once it is read
REQUESTER = web.RequestKey("REQUESTER", Requester)
