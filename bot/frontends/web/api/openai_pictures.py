"""Drawn pictures as OpenAI's clients take them: in base64, or by an address that opens without a key for an hour."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from hashlib import sha256
from http import HTTPStatus

from aiohttp import web

from bot.domain.jobs import Frame, Job, JobStatus
from bot.frontends.web.api.keys import SIGNER
from bot.frontends.web.api.openai_schemas import ImageData, SignedQuery
from bot.frontends.web.api.problems import ApiProblem, Fault, Type, Types
from bot.frontends.web.api.transcode import MEDIA_TYPES, Encoding, encode_picture
from bot.frontends.web.api.wording import OPENAI, in_fields
from bot.frontends.web.server.addresses import base_of
from bot.frontends.web.server.app_keys import SERVICE
from bot.frontends.web.server.byte_ranges import bytes_response
from generation.errors import UserError

NOT_DRAWN = Type("image-generation-failed", HTTPStatus.UNPROCESSABLE_ENTITY, "It could not be drawn.")
TOO_LONG = Type("timeout", HTTPStatus.SERVICE_UNAVAILABLE, "It takes longer than a request can wait.")
# Who has the address may show the picture, on whatever page and by whatever means.
FOR_OTHERS = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}


def require_pictures(job: Job) -> Job:
    """The job with its pictures, or why there are none; asking again would not help, so nothing invites to."""
    if not job.status.ended:
        raise ApiProblem(TOO_LONG, f"Job {job.id} is not drawn yet; ask for it at /api/v1/jobs/{job.id}.")
    if job.status is not JobStatus.SUCCEEDED:
        sentence, field = in_fields(UserError(job.outcome.error or "The job was cancelled."), OPENAI)
        raise ApiProblem(NOT_DRAWN, sentence, errors=[Fault(pointer=f"/{field}", detail=sentence)] if field else [])
    if not job.outcome.frames:
        raise ApiProblem(NOT_DRAWN, "The pictures of this job have been deleted.")
    return job


async def picture_data(
    request: web.Request, job: Job, frame: Frame, encoding: Encoding, wanted: str | None
) -> ImageData:
    """`wanted` is url or b64_json; None: both."""
    data = ImageData()
    if wanted != "b64_json":
        signed = request.app[SIGNER].sign(_what(job.id, str(frame.index), encoding))
        place = f"/v1/images/files/{job.id}/{frame.index}.{encoding.format}?{signed}&compression={encoding.quality}"
        if encoding.size:
            place += f"&size={size_text(encoding.size)}"
        data.url = f"{base_of(request)}{place}"
    if wanted != "url":
        data.b64_json = await picture_text(request, frame, encoding)
    return data


async def picture_text(request: web.Request, frame: Frame, encoding: Encoding) -> str:
    """In base64. Raises ApiProblem where its file is gone."""
    return b64encode(await _encoded(request, frame, encoding)).decode()


def size_of(frame: Frame, encoding: Encoding) -> str:
    """Of the picture as it is sent."""
    return size_text(encoding.size or (frame.width, frame.height))


def size_text(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def read_size(size: str | None) -> tuple[int, int] | None:
    """Width and height; None for “auto”."""
    if size is None or size == "auto":
        return None
    width, height = map(int, size.split("x"))
    return width, height


async def show_signed(request: web.Request, query: SignedQuery) -> web.Response:
    """Get a picture by the `url` that drawing it gave; it opens without a key for an hour."""
    part = request.match_info
    encoding = Encoding(part["format"], query.compression, read_size(query.size))  # type: ignore[arg-type]  # by route
    what = _what(part["job"], part["index"], encoding)
    if not request.app[SIGNER].is_signed(what, query.until, query.signature):
        raise ApiProblem(Types.FORBIDDEN, "This address has expired; draw again, or ask for b64_json.")
    job = await request.app[SERVICE].job(part["job"])  # a whole id: it is signed
    frame = next((each for each in job.outcome.frames if each.index == int(part["index"])), None) if job else None
    if frame is None:
        raise ApiProblem.missing()
    content = await _encoded(request, frame, encoding)
    return bytes_response(request, content, MEDIA_TYPES[encoding.format], sha256(content).hexdigest(), FOR_OTHERS)


async def _encoded(request: web.Request, frame: Frame, encoding: Encoding) -> bytes:
    path = await request.app[SERVICE].frame_path(frame.sha256)
    if path is None:
        raise ApiProblem.missing()
    try:
        return await asyncio.to_thread(encode_picture, path, encoding)
    except OSError:
        raise ApiProblem.missing() from None


def _what(job_id: str, index: str, encoding: Encoding) -> str:
    return f"{job_id}/{int(index)} {encoding}"
