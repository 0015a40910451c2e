"""What can be done with a picture or a story, as buttons that say a line of chat when they are pressed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.actions import ACTIONS
from bot.commands import typed_text
from bot.domain.jobs import Frame, Job
from bot.frontends.web.gallery.captions import caption, file_name
from bot.frontends.web.gallery.urls import file_of

ICONS = {  # symbols of `icons.html`
    "prompt": "edit",
    "vary": "vary",
    "enlarge": "open",
    "video": "video",
    "continue": "next",
    "restyle": "style",
    "export": "download",
    "panel-redo": "redo",
    "panel-edit": "edit",
    "panel-insert": "insert",
    "panel-remove": "delete",
    "report": "report",
}


@dataclass(frozen=True, slots=True)
class Button:
    """As the templates take it. `say` is the line; with `field` the person's words come after it."""

    label: str
    icon: str
    say: str
    field: str = ""  # the label of the words to add; "": a press is enough
    words: str = ""  # to start from
    press: str = ""  # what the button below the words says, if not the label
    optional: bool = False  # the words may be left out
    title: str = ""


def button(verb: str, job: Job, frame: Frame | None = None) -> Button:
    """The button for a verb of `bot.chat.actions`; `frame` where it is about one picture."""
    action = ACTIONS[verb]
    return Button(
        action.label,
        ICONS[verb],
        line_of(verb, job, frame),
        field=action.asks,
        words=typed_text(frame.sentence) if verb == "panel-edit" and frame else "",
        press="" if verb == "report" else "Draw it",
        optional=action.optional,
        title=action.title,
    )


def line_of(verb: str, job: Job, frame: Frame | None = None) -> str:
    """What is said at a press, up to the person's words."""
    place = "" if frame is None else frame.index + 1
    return f".{ACTIONS[verb].line.format(job=job.short_id, place=place, words='')}".rstrip()


def download(job: Job, frame: Frame) -> tuple[str, str]:
    """Address and file name."""
    part = f"-{frame.index + 1}" if len(job.outcome.frames) > 1 else ""
    url = file_of(job, frame)
    return url, file_name(caption(job, frame), frame.seed, f"{part}.{url.rpartition('.')[2]}")
