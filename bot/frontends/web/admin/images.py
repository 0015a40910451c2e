"""/desk/pictures: any finished picture, for whoever has to judge a job or a report."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.frontends.web.admin.sessions import Session
from bot.frontends.web.gallery.images import read
from bot.frontends.web.server.app_keys import SERVICE
from bot.frontends.web.server.byte_ranges import bytes_response
from bot.frontends.web.server.errors import HttpProblem


async def picture(request: web.Request, session: Session) -> web.StreamResponse:
    """GET /desk/pictures/{job}/{index}"""
    job = await request.app[SERVICE].visible_job(request.match_info["job"], session.admin)
    index = int(request.match_info["index"])
    frame = next((each for each in job.outcome.frames if each.index == index), None) if job else None
    path = None if frame is None else await request.app[SERVICE].frame_path(frame.sha256)
    if frame is None or path is None:
        raise HttpProblem.missing()
    try:
        content = await asyncio.to_thread(read, path)
    except OSError:
        raise HttpProblem.missing() from None
    return bytes_response(request, content, frame.mime, frame.sha256)
