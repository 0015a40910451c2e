"""Pictures: only those of the asker's own jobs; a stranger's and a missing one look the same.

The address names a job and a place in it, never a file. The file's name comes from the database and is a hash.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from aiohttp import hdrs, web

from bot.frontends.web.keys import REQUESTER, SERVICE
from bot.frontends.web.problems import Problem
from bot.values import Frame, Job

CACHE = "private, max-age=60"  # then asked again by ETag: a deleted picture is gone within a minute


async def own_job(request: web.Request) -> Job:
    """The job named in the address, if the asker owns it."""
    job = await request.app[SERVICE].job(request.match_info["job"])
    if job is None or not request[REQUESTER].is_same_person(job.requester):
        raise Problem.missing()
    return job


async def frame(request: web.Request) -> web.Response:
    """GET /jobs/{job}/frames/{index}.png"""
    job, index = await own_job(request), int(request.match_info["index"])
    found = next((frame for frame in job.frames if frame.index == index), None)
    return await _png(request, found)


async def page(request: web.Request) -> web.Response:
    """GET /jobs/{job}/page.png"""
    return await _png(request, (await own_job(request)).page)


async def _png(request: web.Request, frame: Frame | None) -> web.Response:
    path = request.app[SERVICE].frame_path(frame.sha256) if frame else None
    if frame is None or path is None:
        raise Problem.missing()
    headers = {hdrs.CACHE_CONTROL: CACHE, hdrs.ETAG: f'"{frame.sha256}"'}
    if frame.sha256 in request.headers.get(hdrs.IF_NONE_MATCH, ""):
        return web.Response(status=304, headers=headers)
    try:
        content = await asyncio.to_thread(_read, path)
    except OSError:
        raise Problem.missing() from None
    return web.Response(body=content, content_type="image/png", headers=headers)


def _read(path: Path) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        return file.read()
