"""Pictures: those of the asker's own jobs, for admins everybody's; a stranger's and a missing one look the same.

The address names a job and a place in it, never a file. The file's name comes from the database and is a hash.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from aiohttp import hdrs, web

from bot.domain.jobs import Frame, Job
from bot.frontends.web.gallery.thumbnails import thumb
from bot.frontends.web.gallery.urls import SUFFIXES, attached_to, start_of
from bot.frontends.web.server.app_keys import DERIVED_FILES, REQUESTER, SERVICE
from bot.frontends.web.server.errors import HttpProblem

CACHE = "private, max-age=60"  # then asked again by ETag: a deleted picture is gone within a minute


async def own_job(request: web.Request) -> Job:
    """The job named in the address, if the asker owns it."""
    job = await request.app[SERVICE].job(request.match_info["job"])
    if job is None or not request[REQUESTER].is_same_person(job.requester):
        raise HttpProblem.missing()
    return job


async def visible_job(request: web.Request) -> Job:
    """The job named in the address, if the asker may look at it."""
    job = await request.app[SERVICE].job(request.match_info["job"])
    if job is None or not (request[REQUESTER].admin or request[REQUESTER].is_same_person(job.requester)):
        raise HttpProblem.missing()
    return job


def frame_of(job: Job, index: int) -> Frame:
    named = next((frame for frame in job.outcome.frames if frame.index == index), None)
    if named is None:
        raise HttpProblem.missing()
    return named


async def frame(request: web.Request) -> web.Response:
    """GET /jobs/{job}/frames/{index}.{suffix}"""
    picture = frame_of(await visible_job(request), int(request.match_info["index"]))
    if SUFFIXES[picture.mime] != request.match_info["suffix"]:
        raise HttpProblem.missing()
    return await _file(request, picture)


async def page(request: web.Request) -> web.Response:
    """GET /jobs/{job}/page.png"""
    job = await visible_job(request)
    if job.outcome.page is None:
        raise HttpProblem.missing()
    return await _file(request, job.outcome.page)


async def small(request: web.Request) -> web.Response:
    """GET /jobs/{job}/thumbs/{index}.webp"""
    job, index = await visible_job(request), request.match_info["index"]
    picture = job.outcome.page if index == "page" else frame_of(job, int(index))
    if picture is None:
        raise HttpProblem.missing()
    headers = {hdrs.CACHE_CONTROL: CACHE, hdrs.ETAG: f'"{picture.sha256}-thumb"'}
    if f"{picture.sha256}-thumb" in request.headers.get(hdrs.IF_NONE_MATCH, ""):
        return web.Response(status=304, headers=headers)
    try:
        path = await request.app[DERIVED_FILES].get(
            f"{picture.sha256}-thumb.webp", lambda: thumb(_path(request, picture))
        )
        content = await asyncio.to_thread(path.read_bytes)
    except OSError:
        raise HttpProblem.missing() from None
    return web.Response(body=content, content_type="image/webp", headers=headers)


async def start(request: web.Request) -> web.Response:
    """GET /jobs/{job}/start.webp: the picture that was attached, small."""
    job = await visible_job(request)
    digest = attached_to(job) if start_of(job) else None
    path = request.app[SERVICE].frame_path(digest) if digest else None
    if path is None:
        raise HttpProblem.missing()
    try:
        small_file = await request.app[DERIVED_FILES].get(f"{digest}-thumb.webp", lambda: thumb(path))
        content = await asyncio.to_thread(small_file.read_bytes)
    except OSError:
        raise HttpProblem.missing() from None
    return web.Response(body=content, content_type="image/webp", headers={hdrs.CACHE_CONTROL: CACHE})


async def _file(request: web.Request, frame: Frame) -> web.Response:
    headers = {hdrs.CACHE_CONTROL: CACHE, hdrs.ETAG: f'"{frame.sha256}"'}
    if frame.sha256 in request.headers.get(hdrs.IF_NONE_MATCH, ""):
        return web.Response(status=304, headers=headers)
    try:
        content = await asyncio.to_thread(read, _path(request, frame))
    except OSError:
        raise HttpProblem.missing() from None
    return web.Response(body=content, content_type=frame.mime, headers=headers)


def _path(request: web.Request, frame: Frame) -> Path:
    path = request.app[SERVICE].frame_path(frame.sha256)
    if path is None:
        raise HttpProblem.missing()
    return path


def read(path: Path) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        return file.read()
