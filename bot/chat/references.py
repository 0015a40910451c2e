"""`--ref 1a2b3c4d.2` → the stored picture it names; whoever asks may name what they may draw from otherwise."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.sources import find_finished_job, require_picture
from bot.domain.requester import Requester
from bot.domain.requests import Request, drawing_of, with_drawing
from bot.jobs.service import Service
from generation.engine import ImageRequest, Reference


async def with_pictures(service: Service, requester: Requester, request: Request) -> Request:
    """The request with every reference found; raises Refused for a job or picture that there is not."""
    drawing = drawing_of(request)
    if drawing is None or all(each.sha256 for each in drawing.references):
        return request
    found = []
    for each in drawing.references:
        if each.sha256:
            found.append(each)
            continue
        prefix, _, number = each.of.partition(".")
        job = await find_finished_job(service, requester, prefix)
        frame = require_picture(service, job, int(number) - 1 if number else None, "--ref")
        found.append(Reference(frame.sha256, f"{job.short_id}.{frame.index + 1}"))

    def changed(drawing: ImageRequest) -> ImageRequest:
        return replace(drawing, references=tuple(found))

    return with_drawing(request, changed)
