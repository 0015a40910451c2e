"""One finished picture → the request for another one: varied, larger, or how it came to be."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.chat.sources import request_for_frame, require_picture, trace_origin
from bot.chat.submit import FollowUp
from bot.commands import random_seed
from bot.domain.errors import Refused
from bot.domain.jobs import Job, Parent
from bot.domain.requests import EnlargeRequest, VideoRequest
from bot.jobs.service import Service
from generation.engine import EngineInfo
from generation.tools.upscaler import check_size

PATIENCE = 600.0  # seconds to wait for the model: what it can do decides what is asked of it
LOADING = "The model has been loading for ten minutes: ask again when it is there."


async def vary(service: Service, job: Job, index: int | None, strength: float) -> FollowUp:
    """From the picture itself where the engine can; raises Refused."""
    info = await engine_info(service)
    frame = require_picture(service, job, index, "vary")
    drawing = replace(request_for_frame(*await trace_origin(service, job, frame.index), info), seed=random_seed())
    parent = Parent(job.id, frame.index, "vary")
    if info.starts_from_image:
        kept = strength if info.takes_strength else None
        room = info.references if info.takes_strength else max(0, info.references - 1)  # it is a reference itself then
        references = drawing.references[:room]
        varied = replace(drawing, image=frame.sha256, strength=kept, references=references)
        mask, control = drawing.mask if info.inpaints else None, drawing.control if info.control else None
        return FollowUp(replace(varied, mask=mask, control=control), parent)
    note = f"{info.model} draws from words alone, so this is the same words from another seed."
    return FollowUp(replace(drawing, image=None, strength=None, mask=None), parent, note)


def enlarge(service: Service, job: Job, index: int | None, factor: int) -> FollowUp:
    """Raises Refused, and EngineError for what would be too large."""
    frame = require_picture(service, job, index, "enlarge")
    check_size(frame.width, frame.height, factor)
    return FollowUp(EnlargeRequest(frame.sha256, factor), Parent(job.id, frame.index, "enlarge"))


async def film(service: Service, job: Job, index: int | None) -> FollowUp:
    """Only what is drawn the same way once more can be filmed; raises Refused where it would be another picture."""
    info = await engine_info(service)
    frame = require_picture(service, job, index, "video")
    origin, place = await trace_origin(service, job, frame.index)
    if origin.outcome.context is not None:
        shown = f"`export {origin.short_id} mp4` shows the story"
        raise Refused(f"Its story's other pictures are needed to draw this one again, so it has no video; {shown}.")
    if origin.outcome.model != info.model:
        raise Refused(
            f"It was drawn by {origin.outcome.model}, and {info.model} draws now: that would be another picture."
        )
    return FollowUp(VideoRequest(request_for_frame(origin, place, info)), Parent(job.id, frame.index, "video"))


async def engine_info(service: Service) -> EngineInfo:
    """What the engine says of itself, once it is loaded; raises Refused where there will be none."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await service.ready()
    except TimeoutError:
        raise Refused(LOADING) from None
