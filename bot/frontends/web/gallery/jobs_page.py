"""GET /jobs: one's own jobs, newest first, with what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.chat.actions import job_actions
from bot.chat.reply import reply_text
from bot.domain.jobs import Job, JobStatus
from bot.domain.requests import DescribeRequest, EnlargeRequest, InspireRequest, PlanRequest, VideoRequest, prompt_text
from bot.frontends.web.gallery.captions import alt
from bot.frontends.web.gallery.urls import page_of, thumb_of
from bot.frontends.web.server.app_keys import REQUESTER, SERVICE
from bot.frontends.web.server.render import page
from bot.text import credits, strip_markdown
from story.request import StoryRequest

SHOWN = 30
MOST = 600
KINDS = (
    (StoryRequest, "Story"),
    (VideoRequest, "Video"),
    (EnlargeRequest, "Enlarged"),
    (DescribeRequest, "Described"),
    (InspireRequest, "Ideas"),
    (PlanRequest, "Plan"),
)
STATUSES = {
    JobStatus.QUEUED: "Waits",
    JobStatus.RUNNING: "Is being drawn",
    JobStatus.SUCCEEDED: "Drawn",
    JobStatus.FAILED: "Failed",
    JobStatus.CANCELLED: "Cancelled",
}


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    number: str
    kind: str
    words: str
    status: str  # one of the five
    state: str  # the same for people
    note: str  # why it failed, or what a picture shows
    price: str
    at: datetime
    href: str
    thumb: str
    alt: str
    ended: bool
    redo: bool


async def jobs(request: web.Request) -> web.Response:
    """GET /jobs?count="""
    text = request.query.get("count", "")
    count = min(MOST, max(SHOWN, int(text) if text.isascii() and text.isdigit() and len(text) < 5 else SHOWN))
    latest = await request.app[SERVICE].history(request[REQUESTER], count + 1)
    more = count + SHOWN if len(latest) > count and count < MOST else 0
    rows = [_row(job) for job in latest[:count]]
    return page(request, "jobs.html", rows=rows, more=more, under_way=sum(not row.ended for row in rows))


def _row(job: Job) -> Row:
    first = job.outcome.frames[0] if job.outcome.frames else None
    deleted = job.status is JobStatus.SUCCEEDED and not first and not job.outcome.text
    note = job.outcome.text
    if job.status in (JobStatus.FAILED, JobStatus.CANCELLED):
        note = strip_markdown(" ".join(reply_text(job).split("\n")[1:]))
    return Row(
        id=job.id,
        number=job.short_id,
        kind=next((word for kind, word in KINDS if isinstance(job.request, kind)), "Picture"),
        words=prompt_text(job.request),
        status=job.status.value,
        state="Deleted" if deleted else STATUSES[job.status],
        note=note,
        price=credits(job.cost),
        at=job.created_at,
        href=page_of(job),
        thumb=thumb_of(job, first) if first else "",
        alt=alt(job, first) if first else "",
        ended=job.status.ended,
        redo=job.status.ended and "redo" in job_actions(job),
    )
