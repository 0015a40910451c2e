"""What can be done with a picture or a story: each act is a line of chat, said at a press, so that it has one door."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.jobs import Frame, Job
from bot.domain.media import PNG
from bot.frontends.web.gallery.captions import caption, file_name
from bot.frontends.web.gallery.urls import file_of


@dataclass(frozen=True, slots=True)
class Act:
    """A button. `say` is the line; with `field` the person's words come after it."""

    label: str
    icon: str
    say: str
    field: str = ""  # the label of the words to add; "": a press is enough
    words: str = ""  # to start from
    press: str = ""  # what the button below the words says, if not the label
    optional: bool = False  # the words may be left out
    title: str = ""


def picture_acts(job: Job, frame: Frame) -> list[Act]:
    if frame.mime != PNG:
        return []
    this = f"{job.short_id} {frame.index + 1}"
    acts = [
        Act("Vary", "vary", f".vary {this}", title="Draw anew, starting from this picture"),
        Act("Enlarge", "open", f".enlarge {this}", title="Twice as large"),
    ]
    if job.kind == "image":
        acts.append(Act("Make a video", "video", f".video {this}", title="Show how it came to be"))
    return acts


def panel_acts(job: Job, frame: Frame) -> list[Act]:
    """All other pictures of the story stay as they are."""
    this = f".panel {job.short_id} {frame.index + 1}"
    return [
        Act("Redo", "redo", f"{this} redo", title="Draw this picture again, from a new seed"),
        Act("Edit", "edit", f"{this} edit", "The sentence", caption(job, frame), press="Draw it"),
        Act("Insert before", "insert", f"{this} insert", "The new sentence", press="Draw it"),
        Act("Remove", "delete", f"{this} remove"),
    ]


def story_acts(job: Job) -> list[Act]:
    return [Act("Go on", "next", f".continue {job.short_id}", "What happens next", press="Draw it")]


def report_act(job: Job) -> Act:
    return Act("Report", "report", f".report {job.short_id}", "What is wrong with it", optional=True)


def may_redo(job: Job) -> bool:
    """An enlarged picture would come out the same."""
    return job.kind != "enlarge"


def download(job: Job, frame: Frame) -> tuple[str, str]:
    """Address and file name."""
    part = f"-{frame.index + 1}" if len(job.outcome.frames) > 1 else ""
    url = file_of(job, frame)
    return url, file_name(caption(job, frame), frame.seed, f"{part}.{url.rpartition('.')[2]}")
