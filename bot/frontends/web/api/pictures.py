"""The bytes of pictures, which never change: whoever has them need not ask again."""

from __future__ import annotations

import asyncio

from aiohttp import hdrs, web

from bot.domain.jobs import Frame
from bot.frontends.web.api.jobs import visible_job
from bot.frontends.web.api.problems import ApiProblem
from bot.frontends.web.gallery.images import read
from bot.frontends.web.server.app_keys import SERVICE
from bot.frontends.web.server.byte_ranges import bytes_response

CACHE = "private, max-age=31536000, immutable"


async def show_frame(request: web.Request) -> web.Response:
    """Get the bytes of a picture: a PNG, or what the job says it is."""
    job = await visible_job(request, request.match_info["job"])
    index = int(request.match_info["index"])
    return await picture_response(request, next((frame for frame in job.outcome.frames if frame.index == index), None))


async def show_page(request: web.Request) -> web.Response:
    """Get the page of a story: all its pictures with their sentences, as one PNG."""
    return await picture_response(request, (await visible_job(request, request.match_info["job"])).outcome.page)


async def picture_response(request: web.Request, frame: Frame | None) -> web.Response:
    """Raises ApiProblem where there is none, or its file is gone."""
    path = None if frame is None else await request.app[SERVICE].frame_path(frame.sha256)
    if frame is None or path is None:
        raise ApiProblem.missing()
    try:
        content = await asyncio.to_thread(read, path)
    except OSError:
        raise ApiProblem.missing() from None
    return bytes_response(request, content, frame.mime, frame.sha256, {hdrs.CACHE_CONTROL: CACHE})
