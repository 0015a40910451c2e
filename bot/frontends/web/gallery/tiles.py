"""Pictures as they stand in a list: what the templates put on a tile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.jobs import Frame, Job
from bot.frontends.web.gallery.captions import alt, caption, title
from bot.frontends.web.gallery.urls import page_of, picture_of, story_of, thumb_of
from bot.storage.gallery import GalleryItem
from bot.text import plural

VERBS = {  # of a lineage: what was made, in a word
    "redo": "Redrawn",
    "vary": "Varied",
    "enlarge": "Enlarged",
    "video": "As a video",
    "plan": "As planned",
    "describe": "Described",
    "edit": "Edited",
    "panel": "With another panel",
    "continue": "Continued",
    "restyle": "In another style",
}


@dataclass(frozen=True, slots=True)
class Tile:
    href: str
    thumb: str
    alt: str
    caption: str
    width: int  # of the picture itself
    height: int
    at: datetime
    badge: str = ""


def tile(item: GalleryItem) -> Tile:
    """An entry of the gallery."""
    job, frame = item.job, _frame(item.job, item.index)
    if job.kind == "story":
        count = len(job.outcome.frames)
        return _tile(job, frame, story_of(job), title(job), f"Story · {plural(count, 'picture')}")
    badge = "Video" if frame.mime.startswith("video/") else ""
    return _tile(job, frame, picture_of(job, frame.index), caption(job, frame), badge)


def relative(job: Job, verb: str, index: int | None = None) -> Tile:
    """Somebody of a picture's family: a job by the picture that matters, or else by its first."""
    frame = _frame(job, index if index is not None else -1)
    stands_alone = index is not None and job.kind != "story"
    href = picture_of(job, frame.index) if stands_alone else page_of(job)
    return _tile(job, frame, href, title(job), VERBS.get(verb, verb.capitalize()))


def _frame(job: Job, index: int) -> Frame:
    return next((frame for frame in job.outcome.frames if frame.index == index), job.outcome.frames[0])


def _tile(job: Job, frame: Frame, href: str, words: str, badge: str) -> Tile:
    return Tile(href, thumb_of(job, frame), alt(job, frame), words, frame.width, frame.height, job.created_at, badge)
