"""GET /picture/{job}/{index}: one picture, large, with what is known of it and what can be done with it."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.chat.actions import job_actions, picture_actions
from bot.domain.jobs import Frame, Job
from bot.frontends.web.gallery.actions import button, download
from bot.frontends.web.gallery.captions import alt, caption
from bot.frontends.web.gallery.details import Fact, facts, provenance
from bot.frontends.web.gallery.images import frame_of, visible_job
from bot.frontends.web.gallery.tiles import relative
from bot.frontends.web.gallery.urls import file_of, picture_of, story_of
from bot.frontends.web.server.app_keys import DERIVED_FILES, REQUESTER, SERVICE
from bot.frontends.web.server.bodies import PressBody, read
from bot.frontends.web.server.render import page


async def picture(request: web.Request) -> web.Response:
    """GET /picture/{job}/{index}"""
    job = await visible_job(request)
    frame, requester = frame_of(job, int(request.match_info["index"])), request[REQUESTER]
    family = await request.app[SERVICE].gallery.family(job, frame.index, requester)
    mine = requester.is_same_person(job.requester)
    before, after = _beside(job, frame)
    return page(
        request,
        "picture.html",
        job=job,
        frame=frame,
        url=file_of(job, frame),
        alt=alt(job, frame),
        caption=caption(job, frame),
        story=story_of(job, frame.index + 1) if job.kind == "story" else "",
        before=before and picture_of(job, before.index),
        after=after and picture_of(job, after.index),
        facts=facts(job, frame),
        provenance=await _provenance(request, frame),
        mine=mine,
        buttons=[button(verb, job, frame) for verb in picture_actions(job, frame)] if mine else [],
        redo=mine and "redo" in job_actions(job) and job.kind != "story",
        report=button("report", job),
        download=download(job, frame),
        parent=relative(family.parent, job.parent.verb, job.parent.index)
        if family.parent and family.parent.outcome.frames and job.parent
        else None,
        children=[relative(child, child.parent.verb) for child in family.children if child.parent],
    )


async def delete(request: web.Request) -> web.Response:
    """POST /picture/{job}/{index}/delete"""
    await read(request, PressBody)
    job = await visible_job(request)
    frame = frame_of(job, int(request.match_info["index"]))
    await request.app[SERVICE].gallery.delete(job, frame.index, request[REQUESTER])
    await request.app[DERIVED_FILES].drop(frame.sha256, job.id)
    left = next((each for each in job.outcome.frames if each.index != frame.index), None)
    story = left is not None and job.kind == "story"
    return web.json_response({"next": story_of(job) if story else "/gallery"})


async def _provenance(request: web.Request, frame: Frame) -> list[Fact]:
    path = await request.app[SERVICE].frame_path(frame.sha256)
    if path is None:
        return []
    try:
        return await asyncio.to_thread(provenance, path, frame)
    except OSError:  # what is shown says that the picture is gone
        return []


def _beside(job: Job, frame: Frame) -> tuple[Frame | None, Frame | None]:
    """The pictures before and after it in its job."""
    place = job.outcome.frames.index(frame)
    before, after = job.outcome.frames[:place][-1:], job.outcome.frames[place + 1 :][:1]
    return (before[0] if before else None), (after[0] if after else None)
