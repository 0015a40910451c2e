"""A finished story → the request for the same story with something changed; what stays is not drawn again."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.submit import FollowUp
from bot.commands import Continue, Panel, Plan, Restyle, random_seed
from bot.domain.errors import Refused
from bot.domain.jobs import PAGE_INDEX, Job, Parent
from bot.domain.requests import PlanRequest
from bot.features.preferences.cast import newcomers, told_of
from bot.features.preferences.preferences import Preferences, sheets_of
from bot.jobs.service import Service
from generation.engine import ImageRequest
from story import edit as story_edit
from story.edit import StoryEdit
from story.plans.notation import changed_frame, parse_plan
from story.plans.plan import StoryPlan
from story.plans.rules import plan_story
from story.request import StoryRequest


def edit_panel(service: Service, job: Job, panel: Panel, most: int, saved: Preferences) -> FollowUp:
    """One frame done otherwise; the story has `most` frames at most. Raises Refused.

    Whom the new sentence names and nobody has told of yet comes from those `saved`, with their sheets; all others keep
    what they had.
    """
    story, frames = _whole(service, job)
    new = newcomers(story, panel.text, saved.cast)
    text, sheets = told_of(panel.text, new), (*story.sheets, *sheets_of(new, saved))
    story = replace(story, cast=(*story.cast, *new), sheets=sheets)
    match panel.act:
        case "redo":
            edit = story_edit.redo_panel(story, frames, panel.index, random_seed())
        case "edit":
            edit = story_edit.edit_sentence(story, frames, panel.index, text)
        case "insert":
            edit = story_edit.insert_panel(story, frames, panel.index, text, most)
        case "remove":
            edit = story_edit.remove_panel(story, frames, panel.index)
    return FollowUp(_anyway(edit.request, panel.anyway), Parent(job.id, panel.index, "panel"), _note(job, edit))


def continue_story(service: Service, job: Job, command: Continue, most: int, saved: Preferences) -> FollowUp:
    """With whom it names of those `saved`, as in a panel; its own lines count before them. Raises Refused."""
    story, frames = _whole(service, job)
    text, own = "\n".join(command.sentences), {name.casefold() for name, _ in command.cast}
    new = [each for each in newcomers(story, text, saved.cast) if each[0].casefold() not in own]
    story = replace(story, sheets=(*story.sheets, *sheets_of(new, saved)))
    edit = story_edit.continue_story(story, frames, told_of(text, new).split("\n"), most, (*command.cast, *new))
    changed = _anyway(edit.request, command.anyway)
    return FollowUp(changed, Parent(job.id, PAGE_INDEX, "continue"), _note(job, edit))


def plan(job: Job, command: Plan) -> FollowUp:
    """A story's plan seen, changed or drawn; raises UserError."""
    story, read = plan_of(job)
    if isinstance(job.request, PlanRequest):
        story = replace(story, plan=read)
    if command.text:
        told = command.text
        changed = (
            parse_plan(told, len(story.sentences), read)
            if command.index is None
            else changed_frame(read, command.index, told)
        )
        story = replace(story, plan=changed)
    story = _anyway(story, command.anyway)
    request = story if command.act == "draw" else PlanRequest(story)
    return FollowUp(request, Parent(job.id, PAGE_INDEX, "plan"))


def plan_of(job: Job) -> tuple[StoryRequest, StoryPlan]:
    """The story of a job, and what its pictures show, as somebody or the rules planned it; raises UserError."""
    if isinstance(job.request, PlanRequest):
        return job.request.story, parse_plan(job.outcome.text, len(job.request.story.sentences))
    if not isinstance(job.request, StoryRequest):
        raise Refused(f"Job `{job.short_id}` is no story, so there is no plan of it.")
    story = replace(job.request, kept=())
    return story, story.plan or plan_story(story.sentences, story.cast, context=story.context)


def restyle(service: Service, job: Job, command: Restyle) -> FollowUp:
    """Everything in another style from the same seeds, the cast kept; raises Refused."""
    style, words = command.style, command.words
    if isinstance(job.request, ImageRequest):
        if job.request.style == style:
            raise Refused("It is drawn in this style already: choose another one.")
        return FollowUp(replace(job.request, style=style, style_words=words), Parent(job.id, PAGE_INDEX, "restyle"))
    story, frames = _whole(service, job)
    edit = story_edit.restyle(story, frames, style)
    drawing = replace(edit.request.drawing, style_words=words)
    return FollowUp(replace(edit.request, drawing=drawing), Parent(job.id, PAGE_INDEX, "restyle"))


def _anyway(story: StoryRequest, anyway: bool) -> StoryRequest:
    """Drawn without further questions if this was said of it, now or before."""
    return replace(story, drawing=replace(story.drawing, anyway=story.drawing.anyway or anyway))


def _whole(service: Service, job: Job) -> tuple[StoryRequest, list[str]]:
    """The story, each frame with the seed that it was really drawn from, and their hashes; none of them is missing."""
    if not isinstance(job.request, StoryRequest):
        raise Refused(f"Job `{job.short_id}` is no story: `vary` draws a picture anew.")
    hashes = [frame.sha256 for frame in job.outcome.frames]
    if len(hashes) < len(job.request.sentences) or not all(map(service.stores.files.find, hashes)):
        raise Refused(f"A picture of job `{job.short_id}` is not here any more, so the story is not whole.")
    frames = job.outcome.frames[: len(job.request.sentences)]
    seeds = tuple(None if frame.seed == job.request.drawing.seed else frame.seed for frame in frames)
    return replace(job.request, seeds=seeds if any(each is not None for each in seeds) else ()), hashes


def _note(job: Job, edit: StoryEdit) -> str:
    """What a person would wonder about."""
    if not edit.stale:
        return ""
    which = ", ".join(str(index + 1) for index in edit.stale)
    again = f"`panel {job.short_id} {edit.stale[0] + 1} redo`"
    if len(edit.stale) == 1:
        return f"Picture {which} stays as it is though its words mean somebody else now; {again} draws it anew."
    stay = f"Pictures {which} stay as they are though their words mean somebody else now"
    return f"{stay}; {again} draws the first of them anew."
