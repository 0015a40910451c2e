"""GET /conversation: the asker's latest jobs, oldest first, as the chat shows them."""

from __future__ import annotations

from aiohttp import web

from bot.frontends.web.chat.views import job_view
from bot.frontends.web.server.app_keys import REQUESTER, SERVICE

SHOWN = 60


async def conversation(request: web.Request) -> web.Response:
    """GET /conversation"""
    service = request.app[SERVICE]
    latest = await service.history(request[REQUESTER], SHOWN)
    return web.json_response({"jobs": [job_view(job, service.info) for job in reversed(latest)]})
