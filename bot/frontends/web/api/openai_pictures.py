"""Drawn pictures as OpenAI's clients take them: in base64, or by an address that opens without a key for an hour."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from http import HTTPStatus

from aiohttp import web

from bot.domain.jobs import Frame, Job, JobStatus
from bot.frontends.web.api.keys import SIGNER
from bot.frontends.web.api.openai_schemas import Format, ImageData, SignedQuery
from bot.frontends.web.api.problems import ApiProblem, Type, Types
from bot.frontends.web.api.transcode import MEDIA_TYPES, encode_picture
from bot.frontends.web.server.app_keys import SERVICE

NOT_DRAWN = Type("image-generation-failed", HTTPStatus.UNPROCESSABLE_ENTITY, "It could not be drawn.")
TOO_LONG = Type("timeout", HTTPStatus.SERVICE_UNAVAILABLE, "It takes longer than a request can wait.")


def require_pictures(job: Job) -> Job:
    """The job with its pictures, or why there are none; asking again would not help, so nothing invites to."""
    if not job.status.ended:
        raise ApiProblem(TOO_LONG, f"Job {job.id} is not drawn yet; ask for it at /api/v1/jobs/{job.id}.")
    if job.status is not JobStatus.SUCCEEDED:
        raise ApiProblem(NOT_DRAWN, job.outcome.error or "The job was cancelled.")
    if not job.outcome.frames:
        raise ApiProblem(NOT_DRAWN, "The pictures of this job have been deleted.")
    return job


async def picture_data(
    request: web.Request, job: Job, frame: Frame, format: Format, quality: int, wanted: str | None
) -> ImageData:
    """`wanted` is url or b64_json; None: both."""
    data = ImageData()
    if wanted != "b64_json":
        signed = request.app[SIGNER].sign(_what(job.id, str(frame.index), format, quality))
        place = f"/v1/images/files/{job.id}/{frame.index}.{format}?{signed}&compression={quality}"
        data.url = f"{request.scheme}://{request.host}{place}"
    if wanted != "url":
        data.b64_json = await picture_text(request, frame, format, quality)
    return data


async def picture_text(request: web.Request, frame: Frame, format: Format, quality: int) -> str:
    """In base64. Raises ApiProblem where its file is gone."""
    return b64encode(await _encoded(request, frame, format, quality)).decode()


def size_of(frame: Frame) -> str:
    return f"{frame.width}x{frame.height}"


async def show_signed(request: web.Request, query: SignedQuery) -> web.Response:
    """Get a picture by the `url` that drawing it gave; it opens without a key for an hour."""
    part = request.match_info
    what = _what(part["job"], part["index"], part["format"], query.compression)
    if not request.app[SIGNER].is_signed(what, query.until, query.signature):
        raise ApiProblem(Types.FORBIDDEN, "This address has expired; draw again, or ask for b64_json.")
    job = await request.app[SERVICE].job(part["job"])
    frame = next((each for each in job.outcome.frames if each.index == int(part["index"])), None) if job else None
    if frame is None:
        raise ApiProblem.missing()
    content = await _encoded(request, frame, part["format"], query.compression)
    return web.Response(body=content, content_type=MEDIA_TYPES[part["format"]])


async def _encoded(request: web.Request, frame: Frame, format: str, quality: int) -> bytes:
    path = request.app[SERVICE].frame_path(frame.sha256)
    if path is None:
        raise ApiProblem.missing()
    try:
        return await asyncio.to_thread(encode_picture, path, format, quality)
    except OSError:
        raise ApiProblem.missing() from None


def _what(job_id: str, index: str, format: str, compression: int) -> str:
    return f"{job_id}/{int(index)}.{format} {compression}"
