"""A drawing on its way as OpenAI's clients read it: events with partial pictures, then the finished ones."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from io import BytesIO
from time import time

from aiohttp import web
from PIL import Image

from bot.domain.jobs import Job, Progress
from bot.frontends.web.api.openai_errors import openai_error
from bot.frontends.web.api.openai_pictures import picture_text, require_pictures, size_of
from bot.frontends.web.api.openai_schemas import PictureEvent, Usage
from bot.frontends.web.api.problems import ApiProblem
from bot.frontends.web.api.transcode import Encoding, Format
from bot.frontends.web.server.app_keys import SERVICE
from bot.frontends.web.server.event_stream import event


async def picture_events(
    request: web.Request, job: Job, kind: str, encoding: Encoding, partial_images: int
) -> AsyncIterator[bytes]:
    """`kind` begins the names of the events; a failure is an event too, which their clients raise."""
    sent = 0
    async for happening in request.app[SERVICE].watch(job.id):
        if isinstance(happening, Job):
            job = happening
        elif (
            sent < partial_images
            and happening.preview is not None
            # They are spread evenly over the steps.
            and happening.step * (partial_images + 1) >= (sent + 1) * happening.num_steps
        ):
            yield _encoded(_partial(kind, happening, sent))
            sent += 1
    try:
        for frame in require_pictures(job).outcome.frames:
            content = await picture_text(request, frame, encoding)
            yield _encoded(_completed(kind, job, content, size_of(frame, encoding), encoding.format))
    except ApiProblem as problem:
        yield event("error", openai_error(problem)[0].model_dump_json())


def _partial(kind: str, progress: Progress, index: int) -> PictureEvent:
    preview = progress.preview or b""
    with Image.open(BytesIO(preview)) as image:
        size = f"{image.width}x{image.height}"
    return PictureEvent(
        type=f"{kind}.partial_image",
        b64_json=b64encode(preview).decode(),
        created_at=int(time()),
        size=size,
        output_format="jpeg",
        partial_image_index=index,
    )


def _completed(kind: str, job: Job, content: str, size: str, format: Format) -> PictureEvent:
    return PictureEvent(
        type=f"{kind}.completed",
        b64_json=content,
        created_at=int(job.created_at.timestamp()),
        size=size,
        output_format=format,
        usage=Usage(),
    )


def _encoded(picture: PictureEvent) -> bytes:
    return event(picture.type, picture.model_dump_json(exclude_none=True))
