"""What the chat offers under a drawing: the verbs of `bot.chat.actions`, each with the line that a press says."""

from __future__ import annotations

from bot.chat.actions import ACTIONS, job_actions, lone_picture, offers_of, panel_actions, picture_actions
from bot.commands import format_job, typed_text
from bot.domain.jobs import Frame, Job
from bot.frontends.web.gallery.actions import ICONS, line_of
from bot.frontends.web.gallery.urls import export_of
from generation.engine import EngineInfo

Act = dict[str, object]
# The page has ways of its own: its button for the same words again; deleting, on the page about the drawing; a form.
OWN = frozenset({"redo", "delete", "plan-draw", "plan-edit"})


def job_acts(job: Job, info: EngineInfo | None) -> list[Act]:
    """Of a drawing that ended; those of its picture among them where it has only one."""
    return [_act(verb, job, lone_picture(job), info) for verb in job_actions(job) if verb not in OWN]


def frame_acts(job: Job, frame: Frame, info: EngineInfo | None) -> list[Act]:
    """Of one picture, where there are several."""
    if not job.status.ended or lone_picture(job) is not None:
        return []
    return [_act(verb, job, frame, info) for verb in (*picture_actions(job, frame), *panel_actions(job, frame))]


def _act(verb: str, job: Job, frame: Frame | None, info: EngineInfo | None) -> Act:
    """`fill`: its line waits in the message box for the words that it asks for."""
    action, say = ACTIONS[verb], format_job(job) if verb == "prompt" else line_of(verb, job, frame)
    start = typed_text(frame.sentence) if verb == "panel-edit" and frame else ""  # what stands there already
    words = f" {start}" if action.asks and verb != "prompt" else ""
    return {
        "verb": verb,
        "label": action.label,
        "icon": ICONS[verb],
        "title": action.title,
        "say": say + words,
        "fill": bool(action.asks),
        "offers": [_offer(verb, job, say, word) for word in offers_of(verb, info)],
    }


def _offer(verb: str, job: Job, say: str, word: str) -> Act:
    """One of the words to choose from; a file is fetched, not said."""
    return (
        {"label": word, "href": export_of(job, word)} if verb == "export" else {"label": word, "say": f"{say} {word}"}
    )
