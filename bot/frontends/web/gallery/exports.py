"""GET /story/{job}/export.{kind} and /layout/{layout}.png: a story as one file, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from aiohttp import hdrs, web

from bot.domain.jobs import Job
from bot.domain.requests import seed_of
from bot.features.story_exports import book_digest, book_file, layout_file
from bot.frontends.web.gallery.captions import file_name, title
from bot.frontends.web.gallery.story_page import story_job
from bot.frontends.web.server.app_keys import DERIVED_FILES, SERVICE
from bot.frontends.web.server.errors import HttpProblem

TYPES = {
    "pdf": "application/pdf",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "cbz": "application/vnd.comicbook+zip",
    "zip": "application/zip",
}


async def layout(request: web.Request) -> web.StreamResponse:
    """GET /story/{job}/layout/{layout}.png: its pages as a strip, a grid, a manga or a picture book."""
    job, kind = await story_job(request), request.match_info["layout"]
    file = await _derived(request, job, kind, "png", layout_file)
    return web.FileResponse(file, headers={hdrs.CONTENT_TYPE: "image/png"})


async def _derived(request: web.Request, job: Job, kind: str, suffix: str, make: Callable[..., bytes]) -> Path:
    """The file that `make` (job, paths of its pictures, kind, `sign`) gives, made once.

    Raises HttpProblem where a picture is gone.
    """
    paths = [await request.app[SERVICE].frame_path(frame.sha256) for frame in job.outcome.frames]
    stored, sign = [path for path in paths if path is not None], request.app[SERVICE].sign
    if len(stored) < len(paths):
        raise HttpProblem.missing()
    name = f"{job.id}-{book_digest(job, kind, signed=sign is not None)}.{suffix}"
    return await request.app[DERIVED_FILES].get(name, lambda: make(job, stored, kind, sign=sign))


async def export(request: web.Request) -> web.StreamResponse:
    """GET /story/{job}/export.{kind}; sent in pieces, also from the middle, so that a broken download goes on."""
    job, kind = await story_job(request), request.match_info["kind"]
    file = await _derived(request, job, kind, kind, book_file)
    name = file_name(title(job), seed_of(job.request) or 0, f".{kind}")
    ascii_name = name.encode("ascii", "ignore").decode()
    headers = {
        hdrs.CONTENT_TYPE: TYPES[kind],
        hdrs.CONTENT_DISPOSITION: f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}",
    }
    return web.FileResponse(file, headers=headers)
