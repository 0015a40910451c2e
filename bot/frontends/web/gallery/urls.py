"""Where things are on this site: the only file that writes an address of a job or a picture."""

from __future__ import annotations

from bot.domain.jobs import PAGE_INDEX, Frame, Job, JobStatus
from bot.domain.media import PNG
from bot.domain.requests import EnlargeRequest, VideoRequest, attached_images

SUFFIXES = {PNG: "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif", "video/mp4": "mp4"}


def file_of(job: Job, frame: Frame) -> str:
    """The picture itself."""
    if frame.index == PAGE_INDEX:
        return f"/jobs/{job.id}/page.png"
    return f"/jobs/{job.id}/frames/{frame.index}.{SUFFIXES[frame.mime]}"


def thumb_of(job: Job, frame: Frame) -> str:
    """A small one of it, for lists."""
    return f"/jobs/{job.id}/thumbs/{'page' if frame.index == PAGE_INDEX else frame.index}.webp"


def starts_of(job: Job) -> list[str]:
    """A small one of each picture that was attached for it; none where no worker has opened them yet."""
    if job.status is not JobStatus.SUCCEEDED:
        return []
    names = ("start", *(f"start-{number}" for number in range(2, len(attached_to(job)) + 1)))
    return [f"/jobs/{job.id}/{name}.webp" for name, _ in zip(names, attached_to(job), strict=False)]


def attached_to(job: Job) -> tuple[str, ...]:
    """The hashes of the pictures that came along with what was asked, in the order in which they are attached."""
    asked = job.parent is None or job.parent.verb == "redo"
    return attached_images(job.request) if asked and not isinstance(job.request, EnlargeRequest | VideoRequest) else ()


def picture_of(job: Job, index: int) -> str:
    """The page about one picture."""
    return f"/picture/{job.id}/{index}"


def story_of(job: Job, number: int | None = None) -> str:
    """The page about a story, at one of its panels (from 1)."""
    return f"/story/{job.id}" + (f"#panel-{number}" if number else "")


def export_of(job: Job, kind: str) -> str:
    """A story as one file."""
    return f"/story/{job.id}/export.{kind}"


def page_of(job: Job) -> str:
    """The page about what a job has drawn; "" where there is nothing to see."""
    if not job.outcome.frames:
        return ""
    return story_of(job) if job.kind == "story" else picture_of(job, job.outcome.frames[0].index)
