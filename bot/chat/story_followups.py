"""A finished story → the request for the same story with something changed; what stays is not drawn again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat.asked import Asked
from bot.chat.reply import number
from bot.commands import Continue, Panel, Restyle, random_seed
from bot.domain.jobs import PAGE_INDEX, Job, Parent, Refused
from bot.features.preferences.cast import Cast, newcomers, told_of
from generation.engine import ImageRequest
from story.edit import (
    EditError,
    StoryEdit,
    continue_story,
    edit_sentence,
    insert_panel,
    redo_panel,
    remove_panel,
    restyle,
)
from story.request import StoryRequest

if TYPE_CHECKING:  # the service makes the chat
    from bot.jobs.service import Service


def with_panel(service: Service, job: Job, panel: Panel, most: int, saved: Cast = ()) -> Asked:
    """One frame done otherwise; the story has `most` frames at most. Raises Refused.

    Whom the new sentence names and nobody has told of yet comes from those `saved`.
    """
    story, frames = _whole(service, job)
    new = newcomers(story, panel.text, saved)
    text, story = told_of(panel.text, new), replace(story, cast=(*story.cast, *new))
    with _refusing():
        match panel.act:
            case "redo":
                edit = redo_panel(story, frames, panel.index, random_seed())
            case "edit":
                edit = edit_sentence(story, frames, panel.index, text)
            case "insert":
                edit = insert_panel(story, frames, panel.index, text, most)
            case "remove":
                edit = remove_panel(story, frames, panel.index)
    return Asked(edit.request, Parent(job.id, panel.index, "panel"), _note(job, edit))


def continued(service: Service, job: Job, told: Continue, most: int, saved: Cast = ()) -> Asked:
    """With whom it names of those `saved`, as in a panel; its own lines count before them. Raises Refused."""
    story, frames = _whole(service, job)
    text, own = "\n".join(told.sentences), {name.casefold() for name, _ in told.cast}
    new = [each for each in newcomers(story, text, saved) if each[0].casefold() not in own]
    with _refusing():
        edit = continue_story(story, frames, told_of(text, new).split("\n"), most, (*told.cast, *new))
    return Asked(edit.request, Parent(job.id, PAGE_INDEX, "continue"), _note(job, edit))


def restyled(service: Service, job: Job, told: Restyle) -> Asked:
    """Everything in another style from the same seeds, the cast kept; raises Refused."""
    style, words = told.style, told.words
    if isinstance(job.request, ImageRequest):
        if job.request.style == style:
            raise Refused("It is drawn in this style already: choose another one.")
        return Asked(replace(job.request, style=style, style_words=words), Parent(job.id, PAGE_INDEX, "restyle"))
    story, frames = _whole(service, job)
    with _refusing():
        edit = restyle(story, frames, style)
    drawing = replace(edit.request.drawing, style_words=words)
    return Asked(replace(edit.request, drawing=drawing), Parent(job.id, PAGE_INDEX, "restyle"))


def _whole(service: Service, job: Job) -> tuple[StoryRequest, list[str]]:
    """The story and the hashes of its frames, none of which is missing."""
    if not isinstance(job.request, StoryRequest):
        raise Refused(f"Job `{number(job)}` is no story: `vary` draws a picture anew.")
    hashes = [frame.sha256 for frame in job.frames]
    if len(hashes) < len(job.request.sentences) or not all(map(service.frame_path, hashes)):
        raise Refused(f"A picture of job `{number(job)}` is not here any more, so the story is not whole.")
    return job.request, hashes


def _note(job: Job, edit: StoryEdit) -> str:
    """What a person would wonder about."""
    if not edit.stale:
        return ""
    which = ", ".join(str(index + 1) for index in edit.stale)
    again = f"`panel {number(job)} … redo`"
    if len(edit.stale) == 1:
        return f"Picture {which} stays as it is though its words mean somebody else now; {again} draws it anew."
    return f"Pictures {which} stay as they are though their words mean somebody else now; {again} draws one anew."


@contextmanager
def _refusing() -> Iterator[None]:
    """An edit that cannot be made is refused with its sentence."""
    try:
        yield
    except EditError as error:
        raise Refused(str(error)) from error
