"""Jobs as the API shows them."""

from __future__ import annotations

from bot.domain.jobs import PAGE_INDEX, Frame, Job
from bot.domain.requests import prompt_text, seed_of
from bot.frontends.web.api.picture_schemas import Checked, Picture
from bot.frontends.web.api.schemas import JobView, Origin, Word
from bot.frontends.web.api.wording import in_fields
from generation.errors import UserError
from story.panels.checker import check_to_json

ROOT = "/api/v1"


def job_view(job: Job, estimated_seconds: float | None = None) -> JobView:
    """With the seconds from now until its pictures are here, where they are not."""
    parent = job.parent and Origin(job=job.parent.job_id, index=job.parent.index, verb=job.parent.verb)
    return JobView.model_validate(
        {
            "id": job.id,
            "status": job.status,
            "kind": job.kind,
            "prompt": prompt_text(job.request),
            "title": getattr(job.request, "title", ""),
            "author": getattr(job.request, "author", ""),
            "seed": seed_of(job.request),
            "cost": job.cost,
            "created_at": job.created_at,
            "error": in_fields(UserError(job.outcome.error), ROOT)[0],
            "engine": job.outcome.engine,
            "model": job.outcome.model,
            "device": job.outcome.device,
            "context": job.outcome.context,
            "seconds": job.outcome.seconds,
            "estimated_seconds": None if job.status.ended or estimated_seconds is None else round(estimated_seconds, 1),
            "ignored_words": list(job.outcome.ignored_words),
            "read_as": [Word(word=word, drawn_as=drawn) for word, drawn in job.outcome.read_as],
            "text": job.outcome.text,
            "frames": [_picture(job, frame) for frame in job.outcome.frames],
            "page": None if job.outcome.page is None else _picture(job, job.outcome.page),
            "parent": parent,
        }
    )


def job_url(job: Job) -> str:
    return f"{ROOT}/jobs/{job.id}"


def _picture(job: Job, frame: Frame) -> Picture:
    place = "page" if frame.index == PAGE_INDEX else f"frames/{frame.index}"
    return Picture(
        index=frame.index,
        url=f"{job_url(job)}/{place}",
        mime=frame.mime,
        width=frame.width,
        height=frame.height,
        seed=frame.seed,
        sha256=frame.sha256,
        sentence=frame.sentence,
        cast=list(frame.cast),
        checked=frame.checked and Checked.model_validate(check_to_json(frame.checked)),
    )
