"""GET /: the chat. The page is the same for everybody; what is yours comes through /conversation and /events."""

from __future__ import annotations

from aiohttp import web

from bot.domain.media import IMAGE_FORMATS
from bot.frontends.web.chat.hints import EXAMPLES, hints
from bot.frontends.web.server.app_keys import LIMITS
from bot.frontends.web.server.render import page
from bot.jobs.attachments import MAX_BYTES, TOO_LARGE
from generation.engine import MAX_REFERENCES


async def chat(request: web.Request) -> web.Response:
    """GET /; `?say=` offers words to start from."""
    offered = request.query.get("say", "")
    return page(
        request,
        "chat.html",
        examples=EXAMPLES,
        hints=list(hints(request.app[LIMITS])),
        offered=offered,
        kinds=dict.fromkeys(IMAGE_FORMATS.values()),
        most=MAX_BYTES,
        too_large=TOO_LARGE,
        count=MAX_REFERENCES,
    )
