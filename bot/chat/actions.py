"""What can be done with a finished job, a picture of it, a panel of a story; front-ends only render it.

Each action has a verb, which stands in custom ids of old messages too, and where a command does it, its line of chat.
Three rules are worth a word:

- *Video* draws the picture again and films it, so it is offered where the picture can be drawn again alone: the job had
  no story context and is not an enlargement. (What was enlarged may have had context, which only the database knows.)
- *Redo* is offered unless the same would come of it: an enlargement or a description that succeeded has no seed.
- Words of a story are edited panel by panel, so its pictures are worked on one by one, even where there is only one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

from bot.commands.followups import ExportFormat
from bot.domain.jobs import PNG, Frame, Job, JobStatus
from generation.request.styles import STYLES


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done, before any front-end gives it a button."""

    label: str
    line: str = ""  # of chat, without its prefix: {job}, {place} and {words} are filled in; "": no command does it
    asks: str = ""  # the label of the words to add; "": a press is enough
    optional: bool = False  # those words may be left out
    offers: tuple[str, ...] = ()  # the words to choose from instead
    title: str = ""  # what it does, where its label leaves a doubt


ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "redo": Action("Redo"),
        "prompt": Action("Edit", asks="The words and options"),
        "vary": Action("Vary", "vary {job} {place}", title="Draw anew, starting from this picture"),
        "enlarge": Action("Enlarge", "enlarge {job} {place}", title="Twice as large"),
        "video": Action("Video", "video {job} {place}", title="Show how it came to be"),
        "continue": Action("Go on", "continue {job} {words}", asks="What happens next"),
        "restyle": Action("Restyle", "restyle {job} {words}", offers=tuple(STYLES)),
        "export": Action("Export", "export {job} {words}", offers=get_args(ExportFormat)),
        "panel-redo": Action("Redo", "panel {job} {place} redo", title="Draw this picture again, from a new seed"),
        "panel-edit": Action("Edit sentence", "panel {job} {place} edit {words}", asks="The sentence"),
        "panel-insert": Action("Insert before", "panel {job} {place} insert {words}", asks="The new sentence"),
        "panel-remove": Action("Remove", "panel {job} {place} remove"),
        "report": Action("Report", "report {job} {words}", asks="What is wrong with it", optional=True),
        "delete": Action("Delete"),
    }
)


def job_actions(job: Job) -> list[str]:
    """The verbs for a job that ended, in order; those of its picture among them where it has only one."""
    picture = lone_picture(job)
    of_picture = picture_actions(job, picture) if picture else []
    return [*_words_actions(job), *of_picture, *_whole_actions(job), "report", "delete"]


def picture_actions(job: Job, frame: Frame) -> list[str]:
    """The verbs for one of its pictures; videos have none."""
    if frame.mime != PNG:
        return []
    can_be_drawn_again_alone = job.outcome.context is None and job.kind != "enlarge"
    return ["vary", "enlarge", *(["video"] if can_be_drawn_again_alone else [])]


def panel_actions(job: Job, frame: Frame) -> list[str]:
    """The verbs for a picture as a panel of its story; all others stay as they are."""
    return ["panel-redo", "panel-edit", "panel-insert", "panel-remove"] if job.kind == "story" else []


def lone_picture(job: Job) -> Frame | None:
    """The picture of a job that has just one and is no story."""
    return job.outcome.frames[0] if len(job.outcome.frames) == 1 and job.kind != "story" else None


def _words_actions(job: Job) -> list[str]:
    if job.kind in ("image", "story"):
        return ["redo", "prompt"]
    would_be_the_same = job.kind in ("enlarge", "describe") and job.status is JobStatus.SUCCEEDED
    return [] if would_be_the_same else ["redo"]


def _whole_actions(job: Job) -> list[str]:
    if not job.outcome.frames:
        return []
    if job.kind == "story":
        return ["continue", "restyle", "export"]
    return ["restyle"] if job.kind == "image" else []
