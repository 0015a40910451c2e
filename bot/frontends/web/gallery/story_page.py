"""GET /story/{job}: a story to read, panel by panel, as a page or as a slide show, and to change and take away."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.chat.actions import panel_actions
from bot.domain.jobs import PAGE_INDEX, Frame, Job
from bot.domain.requests import seed_of
from bot.frontends.web.gallery.actions import Button, button, download, line_of
from bot.frontends.web.gallery.captions import alt, caption, file_name, title, unnamed
from bot.frontends.web.gallery.details import facts
from bot.frontends.web.gallery.images import visible_job
from bot.frontends.web.gallery.tiles import relative
from bot.frontends.web.gallery.urls import export_of, file_of, picture_of
from bot.frontends.web.server.app_keys import DERIVED_FILES, REQUESTER, SERVICE
from bot.frontends.web.server.bodies import PressBody, read
from bot.frontends.web.server.errors import HttpProblem
from bot.frontends.web.server.render import page
from generation.request.styles import styles_of
from story.pages.panels import LAYOUTS
from story.request import StoryRequest

EXPORTS = {
    "pdf": "Book to print (PDF)",
    "mp4": "Video (MP4)",
    "gif": "Moving picture (GIF)",
    "cbz": "Comic (CBZ)",
    "zip": "All its parts (ZIP)",
}


@dataclass(frozen=True, slots=True)
class Panel:
    number: int  # as people count
    url: str
    href: str  # its own page
    alt: str
    caption: str
    cast: list[str]
    width: int
    height: int
    name: str  # of its file
    buttons: list[Button]


async def story(request: web.Request) -> web.Response:
    """GET /story/{job}"""
    job = await story_job(request)
    requester = request[REQUESTER]
    family = await request.app[SERVICE].gallery.family(job, None, requester)
    mine = requester.is_same_person(job.requester)
    return page(
        request,
        "story.html",
        job=job,
        title=title(job),
        author=job.request.author if isinstance(job.request, StoryRequest) else "",
        panels=[_panel(job, frame, mine) for frame in job.outcome.frames],
        sheet=_sheet(job),
        layouts={layout: f"/story/{job.id}/layout/{layout}.png" for layout in LAYOUTS},
        facts=facts(job),
        exports={export_of(job, kind): label for kind, label in EXPORTS.items()},
        mine=mine,
        buttons=[button("continue", job)] if mine else [],
        styles=styles_of(request.app[SERVICE].info) if mine else (),
        restyle=line_of("restyle", job),
        report=button("report", job),
        parent=relative(family.parent, job.parent.verb)
        if family.parent and family.parent.outcome.frames and job.parent
        else None,
        children=[relative(child, child.parent.verb) for child in family.children if child.parent],
    )


async def delete(request: web.Request) -> web.Response:
    """POST /story/{job}/delete"""
    await read(request, PressBody)
    job = await story_job(request)
    await request.app[SERVICE].gallery.delete(job, PAGE_INDEX, request[REQUESTER])
    await request.app[DERIVED_FILES].drop(job.id, *(frame.sha256 for frame in job.outcome.pictures))
    return web.json_response({"next": "/gallery"})


async def story_job(request: web.Request) -> Job:
    """The job named in the address, if it is a story with pictures that the asker may look at."""
    job = await visible_job(request)
    if job.kind != "story" or not job.outcome.frames:
        raise HttpProblem.missing()
    return job


def _panel(job: Job, frame: Frame, mine: bool) -> Panel:
    url, name = download(job, frame)
    return Panel(
        number=frame.index + 1,
        url=url,
        href=picture_of(job, frame.index),
        alt=alt(job, frame),
        caption=caption(job, frame),
        cast=unnamed(job, frame),
        width=frame.width,
        height=frame.height,
        name=name,
        buttons=[button(verb, job, frame) for verb in panel_actions(job, frame)] if mine else [],
    )


def _sheet(job: Job) -> dict[str, object] | None:
    """The page that the story can be printed on."""
    if job.outcome.page is None:
        return None
    name = file_name(title(job), seed_of(job.request) or 0, "-page.png")
    return {
        "url": file_of(job, job.outcome.page),
        "width": job.outcome.page.width,
        "height": job.outcome.page.height,
        "name": name,
    }
