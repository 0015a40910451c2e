"""OpenAI's image API, so that clients of theirs draw with us: generations, edits, and the list of models."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from math import gcd, isclose

from aiohttp import web

from bot.domain.jobs import Job
from bot.frontends.web.api.openai_pictures import (
    picture_data,
    read_size,
    require_pictures,
    size_of,
    size_text,
)
from bot.frontends.web.api.openai_schemas import EditsForm, ImagesBody, ImagesView, ModelsView, ModelView
from bot.frontends.web.api.openai_stream import picture_events
from bot.frontends.web.api.operations import json_response
from bot.frontends.web.api.problems import ApiProblem, Fault, Type, Types
from bot.frontends.web.api.schemas import ImageBody
from bot.frontends.web.api.submit import (
    image_request,
    looked_at,
    stored_attachment,
    submit_request,
    wait_for_end,
)
from bot.frontends.web.api.transcode import DEFAULT_QUALITY, Encoding
from bot.frontends.web.server.app_keys import LIMITS, SERVICE
from bot.frontends.web.server.event_stream import COMMENT, send_events

ANY_MODEL = "vignette"
PATIENCE = 570.0  # seconds; their clients wait for 600
NO_MODEL = Type("model-not-found", HTTPStatus.NOT_FOUND, "There is no such model.")


async def generate_images(request: web.Request, body: ImagesBody) -> web.StreamResponse:
    """Draw a prompt as OpenAI's `images.generate` does; answers when it is drawn, or with `stream` on the way too.

    With an `Idempotency-Key`, asking again after a break gives the same pictures.
    """
    _check_model(request, body.model)
    _check_size(request, body.size)
    job = await submit_request(request, image_request(_image_body(body), request.app[LIMITS]))
    return await _job_response(request, job, body, "image_generation")


async def edit_images(request: web.Request, form: EditsForm) -> web.StreamResponse:
    """Draw a prompt from a picture, or looking at several, as OpenAI's `images.edit` does, where the engine can; with a
    `mask`, the first picture is redrawn where that is transparent, and the others are looked at.

    Answers as `images.generate` does.
    """
    _check_model(request, form.model)
    _check_size(request, form.size)
    alone = len(form.image) == 1 or form.mask is not None
    first, several = (form.image[0], form.image[1:]) if alone else (None, form.image)
    async with (
        stored_attachment(request, first) as image,
        stored_attachment(request, form.mask) as mask,
        looked_at(request, several) as references,
    ):
        body = _image_body(form).model_copy(update={"strength": form.strength})
        wanted = image_request(body, request.app[LIMITS], image, mask)
        job = await submit_request(request, replace(wanted, references=references))
    return await _job_response(request, job, form, "image_edit")


async def list_models(request: web.Request) -> web.Response:
    """List the models: “vignette”, which is whatever draws here, and its own name."""
    return json_response(ModelsView(data=[ModelView(id=name) for name in _models(request)]))


async def show_model(request: web.Request) -> web.Response:
    """Show one of the models that the list names."""
    name = request.match_info["model"]
    _check_model(request, name)
    return json_response(ModelView(id=name))


def _image_body(body: ImagesBody) -> ImageBody:
    count = 1 if body.n is None else body.n
    return ImageBody(
        prompt=body.prompt, num_images=count, seed=body.seed, aspect_ratio=_ratio(body.size), anyway=body.anyway
    )


async def _job_response(request: web.Request, job: Job, body: ImagesBody, kind: str) -> web.StreamResponse:
    """What was drawn, all at once at its end or as events."""
    quality = DEFAULT_QUALITY if body.output_compression is None else body.output_compression
    encoding = Encoding(body.output_format or "png", quality, read_size(body.size))
    if body.stream:
        events = picture_events(request, job, kind, encoding, body.partial_images or 0)
        return await send_events(request, events, opening=COMMENT)
    job = require_pictures(await wait_for_end(request, job, PATIENCE))
    data = [await picture_data(request, job, frame, encoding, body.response_format) for frame in job.outcome.frames]
    return json_response(
        ImagesView(
            created=int(job.created_at.timestamp()),
            data=data,
            output_format=encoding.format,
            size=size_of(job.outcome.frames[0], encoding),
        )
    )


def _models(request: web.Request) -> list[str]:
    info = request.app[SERVICE].info
    return [ANY_MODEL] if info is None else [ANY_MODEL, info.model]


def _check_model(request: web.Request, name: str | None) -> None:
    known = _models(request)
    if name is not None and name not in known:
        raise ApiProblem(NO_MODEL, f"There is no model “{name}” here; there is {' and '.join(known)}.")


def _check_size(request: web.Request, size: str | None) -> None:
    """Refuse what the engine cannot draw in that shape, or nobody should send in that size. Raises ApiProblem."""
    info, wanted = request.app[SERVICE].info, read_size(size)
    if info is None or wanted is None:
        return
    own, (width, height) = f"“auto” or “{size_text((info.width, info.height))}”", wanted
    if info.fixed_size and not isclose(width / height, info.width / info.height):
        shape = _ratio(size_text((info.width, info.height)))
        raise _wrong_size(f"{info.model} draws pictures only in the shape {shape}: ask for {own}.")
    if width * height > info.max_pixels:
        raise _wrong_size(f"{size} is more than the {info.max_pixels} pixels a picture may have: ask for {own}.")


def _wrong_size(sentence: str) -> ApiProblem:
    return ApiProblem(Types.REFUSED, f"size: {sentence}", errors=[Fault(pointer="/size", detail=sentence)])


def _ratio(size: str | None) -> str | None:
    if (wanted := read_size(size)) is None:
        return None
    width, height = wanted
    part = gcd(width, height)
    return f"{width // part}:{height // part}"
