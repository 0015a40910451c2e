"""What can be done with a finished job, a picture of it, a panel of a story; front-ends only render it.

Each action has a verb, which stands in custom ids of old messages too, and where a command does it, its line of chat.
Three rules are worth a word:

- *Video* draws the picture again and films it, so it is offered where the picture can be drawn again alone: the job had
  no story context and is not an enlargement. (What was enlarged may have had context, which only the database knows.)
- *Redo* is offered unless the same would come of it: an enlargement or a description that succeeded has no seed.
- Words of a story are edited panel by panel, so its pictures are worked on one by one, even where there is only one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

from bot.commands import Command, CommandError, Enlarge, Export, Restyle, Vary, Video
from bot.commands.arguments import read_choice
from bot.commands.followups import ExportFormat, PanelAct, read_continuation, read_panel, read_plan, read_style_name
from bot.commands.parse import with_form
from bot.commands.privacy import read_report
from bot.domain.jobs import Frame, Job, JobStatus
from bot.domain.limits import Limits
from bot.domain.media import PNG
from generation.engine import EngineInfo
from generation.request.styles import STYLES, styles_of


@dataclass(frozen=True, slots=True)
class Press:
    """A verb pressed, chosen from or written for."""

    verb: str
    job: str  # its whole id
    index: int | None  # of the picture, where it is about one
    words: str = ""  # that were written or chosen


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done, before any front-end gives it a button."""

    label: str
    line: str = ""  # of chat, without its prefix: {job}, {place} and {words} are filled in; "": no command does it
    command: Callable[[Press, Limits], Command] | None = None  # what that line means; raises CommandError
    asks: str = ""  # the label of the words to add; "": a press is enough
    optional: bool = False  # those words may be left out
    offers: tuple[str, ...] = ()  # the words to choose from instead
    title: str = ""  # what it does, where its label leaves a doubt


def _panel(label: str, act: PanelAct, asks: str = "", title: str = "") -> Action:
    line = f"panel {{job}} {{place}} {act}{' {words}' if asks else ''}"
    return Action(
        label,
        line,
        lambda it, limits: read_panel(it.job, it.index, act, it.words, limits),
        asks,
        title=title,
    )


_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
_PANEL = ("panel-redo", "panel-edit", "panel-insert", "panel-remove")
ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "redo": Action("Redo"),
        "prompt": Action("Edit", asks="The words and options"),
        "vary": Action(
            "Vary",
            "vary {job} {place}",
            lambda it, _: Vary(it.job, it.index),
            title="Draw anew, starting from this picture",
        ),
        "enlarge": Action(
            "Enlarge", "enlarge {job} {place}", lambda it, _: Enlarge(it.job, it.index), title="Twice as large"
        ),
        "video": Action(
            "Video", "video {job} {place}", lambda it, _: Video(it.job, it.index), title="Show how it came to be"
        ),
        "continue": Action(
            "Go on",
            "continue {job} {words}",
            lambda it, limits: read_continuation(it.job, it.words, limits),
            asks="What happens next",
        ),
        "restyle": Action(
            "Restyle",
            "restyle {job} {words}",
            lambda it, _: Restyle(it.job, read_style_name(it.words)),
            offers=tuple(STYLES),  # of them what the engine draws: `offers_of`
        ),
        "export": Action(
            "Export",
            "export {job} {words}",
            lambda it, _: Export(it.job, read_choice(it.words, _FORMATS, "format")),
            offers=_FORMATS,
        ),
        "panel-redo": _panel("Redo", "redo", title="Draw this picture again, from a new seed"),
        "panel-edit": _panel("Edit sentence", "edit", asks="The sentence"),
        "panel-insert": _panel("Insert before", "insert", asks="The new sentence"),
        "panel-remove": _panel("Remove", "remove"),
        "plan-draw": Action("Draw", "plan {job} draw", lambda it, limits: read_plan(f"{it.job} draw", limits)),
        "plan-edit": Action(
            "Edit",
            "plan {job} edit {words}",
            lambda it, limits: read_plan(f"{it.job} edit {it.words}", limits),
            asks="Who, where and when, by picture",
        ),
        "report": Action(
            "Report",
            "report {job} {words}",
            lambda it, _: read_report(it.job, it.words),
            asks="What is wrong with it",
            optional=True,
        ),
        "delete": Action("Delete"),
    }
)


def command_of(press: Press, *, prefix: str, limits: Limits) -> Command | None:
    """The command that a press means, the same that its line does; None where no command does it.

    Raises CommandError as that line with this `prefix` would.
    """
    action = ACTIONS[press.verb]
    if action.command is None:
        return None
    try:
        return action.command(press, limits)
    except CommandError as error:
        name, *typed = action.line.split()
        raise with_form(error, name, prefix, " ".join(typed)) from None


def offers_of(verb: str, info: EngineInfo | None) -> tuple[str, ...]:
    """The words to choose from, as far as the engine, once it is loaded, can do anything with them."""
    return styles_of(info) if verb == "restyle" else ACTIONS[verb].offers


def job_actions(job: Job) -> list[str]:
    """The verbs for a job that ended, in order; those of its picture among them where it has only one."""
    picture = lone_picture(job)
    of_picture = picture_actions(job, picture) if picture else []
    of_whole = {"story": ["continue", "restyle", "export"], "image": ["restyle"]} if job.outcome.frames else {}
    of_words = ["redo"]
    if job.kind in ("image", "story"):
        of_words = ["redo", "prompt"]
    elif job.status is JobStatus.SUCCEEDED and job.kind == "plan":
        of_words = ["plan-draw", "plan-edit"]
    elif job.status is JobStatus.SUCCEEDED and job.kind in ("enlarge", "describe"):
        of_words = []  # it would be the same
    return [*of_words, *of_picture, *of_whole.get(job.kind, []), "report", "delete"]


def picture_actions(job: Job, frame: Frame) -> list[str]:
    """The verbs for one of its pictures; videos have none."""
    if frame.mime != PNG:
        return []
    can_be_drawn_again_alone = job.outcome.context is None and job.kind != "enlarge"
    return ["vary", "enlarge", *(["video"] if can_be_drawn_again_alone else [])]


def panel_actions(job: Job, frame: Frame) -> list[str]:
    """The verbs for a picture as a panel of its story; all others stay as they are."""
    return [*_PANEL] if job.kind == "story" else []


def lone_picture(job: Job) -> Frame | None:
    """The picture of a job that has just one and is no story."""
    return job.outcome.frames[0] if len(job.outcome.frames) == 1 and job.kind != "story" else None
