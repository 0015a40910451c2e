"""`--ref 1a2b3c4d.2` → the stored picture it names; whoever asks may name what they may draw from otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from bot.chat.sources import find_finished_job, require_picture
from bot.domain.requester import Requester
from bot.domain.requests import Request, drawing_of, with_drawing
from bot.jobs.service import Service
from generation.engine import ImageRequest, Reference
from generation.shown import Control

Named = TypeVar("Named", Reference, Control)


async def with_pictures(service: Service, requester: Requester, request: Request) -> Request:
    """The request with every reference found; raises Refused for a job or picture that there is not."""
    drawing = drawing_of(request)
    named: list[Reference | Control] = [] if drawing is None else [*drawing.references]
    if drawing is not None and drawing.control is not None:
        named.append(drawing.control)
    if drawing is None or all(each.sha256 for each in named):
        return request
    found = tuple([await _found(service, requester, each) for each in drawing.references])
    followed = drawing.control and await _found(service, requester, drawing.control)

    def changed(drawing: ImageRequest) -> ImageRequest:
        return replace(drawing, references=found, control=followed)

    return with_drawing(request, changed)


async def _found(service: Service, requester: Requester, reference: Named) -> Named:
    if reference.sha256:
        return reference
    prefix, _, number = reference.of.partition(".")
    job = await find_finished_job(service, requester, prefix)
    option = "--ref" if isinstance(reference, Reference) else "--control"
    frame = require_picture(service, job, int(number) - 1 if number else None, option)
    return replace(reference, sha256=frame.sha256, of=f"{job.short_id}.{frame.index + 1}")
