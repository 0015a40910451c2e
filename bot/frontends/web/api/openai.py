"""OpenAI's image API, so that clients of theirs draw with us: `POST /v1/images/generations`, and the list of models."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from http import HTTPStatus
from math import gcd

from aiohttp import web

from bot.frontends.web.api.drawing import image_request, submitted, waited
from bot.frontends.web.api.encoding import DEFAULT_QUALITY, MEDIA_TYPES, encoded
from bot.frontends.web.api.keys import SIGNER
from bot.frontends.web.api.openai_shapes import (
    Format,
    ImageData,
    ImagesBody,
    ImagesView,
    ModelsView,
    ModelView,
    SignedQuery,
)
from bot.frontends.web.api.operations import answered
from bot.frontends.web.api.problems import ApiProblem, Type, Types
from bot.frontends.web.api.shapes import ImageBody
from bot.frontends.web.keys import LIMITS, SERVICE
from bot.values import Frame, Job, JobStatus

ANY_MODEL = "vignette"
PATIENCE = 570.0  # seconds; their clients wait for 600
NO_MODEL = Type("model-not-found", HTTPStatus.NOT_FOUND, "There is no such model.")
NOT_DRAWN = Type("image-generation-failed", HTTPStatus.UNPROCESSABLE_ENTITY, "It could not be drawn.")
TOO_LONG = Type("timeout", HTTPStatus.SERVICE_UNAVAILABLE, "It takes longer than a request can wait.")


async def generate_images(request: web.Request, body: ImagesBody) -> web.Response:
    """Draw a prompt as OpenAI's `images.generate` does; answers when it is drawn.

    With an `Idempotency-Key`, asking again after a break gives the same pictures.
    """
    _check_model(request, body.model)
    wanted = image_request(
        ImageBody(
            prompt=body.prompt,
            num_images=1 if body.n is None else body.n,
            seed=body.seed,
            aspect_ratio=_ratio(body.size),
        ),
        request.app[LIMITS],
    )
    job = _drawn(await waited(request, await submitted(request, wanted), PATIENCE))
    format: Format = body.output_format or "png"
    quality = DEFAULT_QUALITY if body.output_compression is None else body.output_compression
    data = [await _data(request, job, frame, format, quality, body.response_format) for frame in job.frames]
    size = f"{job.frames[0].width}x{job.frames[0].height}"
    return answered(ImagesView(created=int(job.created_at.timestamp()), data=data, output_format=format, size=size))


async def list_models(request: web.Request) -> web.Response:
    """List the models: “vignette”, which is whatever draws here, and its own name."""
    return answered(ModelsView(data=[ModelView(id=name) for name in _models(request)]))


async def show_signed(request: web.Request, query: SignedQuery) -> web.Response:
    """Get a picture by the `url` that drawing it gave; it opens without a key for an hour."""
    part = request.match_info
    what = _what(part["job"], part["index"], part["format"], query.compression)
    if not request.app[SIGNER].is_signed(what, query.until, query.signature):
        raise ApiProblem(Types.FORBIDDEN, "This address has expired; draw again, or ask for b64_json.")
    job = await request.app[SERVICE].job(part["job"])
    frame = next((each for each in job.frames if each.index == int(part["index"])), None) if job else None
    if frame is None:
        raise ApiProblem.missing()
    content = await _encoded(request, frame, part["format"], query.compression)
    return web.Response(body=content, content_type=MEDIA_TYPES[part["format"]])


async def _data(
    request: web.Request, job: Job, frame: Frame, format: Format, quality: int, wanted: str | None
) -> ImageData:
    data = ImageData()
    if wanted != "b64_json":
        signed = request.app[SIGNER].sign(_what(job.id, str(frame.index), format, quality))
        place = f"/v1/images/files/{job.id}/{frame.index}.{format}?{signed}&compression={quality}"
        data.url = f"{request.scheme}://{request.host}{place}"
    if wanted != "url":
        data.b64_json = b64encode(await _encoded(request, frame, format, quality)).decode()
    return data


async def _encoded(request: web.Request, frame: Frame, format: str, quality: int) -> bytes:
    path = request.app[SERVICE].frame_path(frame.sha256)
    if path is None:
        raise ApiProblem.missing()
    try:
        return await asyncio.to_thread(encoded, path, format, quality)
    except OSError:
        raise ApiProblem.missing() from None


def _drawn(job: Job) -> Job:
    """The job with its pictures, or why there are none; asking again would not help, so nothing invites to."""
    if not job.status.ended:
        raise ApiProblem(TOO_LONG, f"Job {job.id} is not drawn yet; ask for it at /api/v1/jobs/{job.id}.")
    if job.status is not JobStatus.SUCCEEDED:
        raise ApiProblem(NOT_DRAWN, job.error or "The job was cancelled.")
    if not job.frames:
        raise ApiProblem(NOT_DRAWN, "The pictures of this job have been deleted.")
    return job


def _what(job_id: str, index: str, format: str, compression: int) -> str:
    return f"{job_id}/{int(index)}.{format} {compression}"


def _models(request: web.Request) -> list[str]:
    info = request.app[SERVICE].info
    return [ANY_MODEL] if info is None else [ANY_MODEL, info.model]


def _check_model(request: web.Request, name: str | None) -> None:
    known = _models(request)
    if name is not None and name not in known:
        raise ApiProblem(NO_MODEL, f"There is no model “{name}” here; there is {' and '.join(known)}.")


def _ratio(size: str | None) -> str | None:
    if size in (None, "auto"):
        return None
    width, height = map(int, str(size).split("x"))
    part = gcd(width, height)
    return f"{width // part}:{height // part}"
