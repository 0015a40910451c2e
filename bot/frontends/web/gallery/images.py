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
from bot.frontends.web.gallery.urls import SUFFIXES, attached_to, starts_of
from bot.frontends.web.server.app_keys import DERIVED_FILES, REQUESTER, SERVICE
from bot.frontends.web.server.byte_ranges import bytes_response
from bot.frontends.web.server.errors import HttpProblem

CACHE = "private, max-age=60"  # then asked again by ETag: a deleted picture is gone within a minute


async def own_job(request: web.Request) -> Job:
    """The job named in the address, if the asker owns it."""
    job = await visible_job(request)
    if not request[REQUESTER].is_same_person(job.requester):
        raise HttpProblem.missing()
    return job


async def visible_job(request: web.Request) -> Job:
    """The job named in the address by its id or the beginning of it, if the asker may look at it. Raises Refused."""
    job = await request.app[SERVICE].visible_job(request.match_info["job"], request[REQUESTER])
    if job is None:
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
    return await _thumb(request, picture.sha256, await _path(request, picture))


async def start(request: web.Request) -> web.Response:
    """GET /jobs/{job}/start.webp, …/start-2.webp and so on: the pictures that were attached, small."""
    job = await visible_job(request)
    shown = dict(zip(starts_of(job), attached_to(job), strict=False))
    digest = shown.get(f"/jobs/{job.id}/{request.match_info['name']}.webp")
    path = await request.app[SERVICE].frame_path(digest) if digest else None
    if digest is None or path is None:
        raise HttpProblem.missing()
    return await _thumb(request, digest, path)


async def _thumb(request: web.Request, digest: str, path: Path) -> web.Response:
    """A small one of the file there, which has that hash."""
    try:
        made = await request.app[DERIVED_FILES].get(f"{digest}-thumb.webp", lambda: thumb(path))
        content = await asyncio.to_thread(made.read_bytes)
    except OSError:
        raise HttpProblem.missing() from None
    return bytes_response(request, content, "image/webp", f"{digest}-thumb", {hdrs.CACHE_CONTROL: CACHE})


async def _file(request: web.Request, frame: Frame) -> web.Response:
    try:
        content = await asyncio.to_thread(read, await _path(request, frame))
    except OSError:
        raise HttpProblem.missing() from None
    return bytes_response(request, content, frame.mime, frame.sha256, {hdrs.CACHE_CONTROL: CACHE})


async def _path(request: web.Request, frame: Frame) -> Path:
    path = await request.app[SERVICE].frame_path(frame.sha256)
    if path is None:
        raise HttpProblem.missing()
    return path


def read(path: Path) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        return file.read()
