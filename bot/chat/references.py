"""`--ref 1a2b3c4d.2`, `--ref Mia` → the stored picture that it names, of those that whoever asks may draw from."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from bot.chat.sources import find_finished_job, require_picture
from bot.commands.arguments import may_be_name
from bot.domain.errors import Refused
from bot.domain.requester import Requester
from bot.domain.requests import PlanRequest, Request, drawing_of, with_drawing
from bot.features.preferences import load_preferences
from bot.features.preferences.wording import nobody
from bot.jobs.service import Service
from bot.text import escape_markdown
from generation.engine import ImageRequest, Reference
from generation.shown import Control
from story.request import StoryRequest

Named = TypeVar("Named", Reference, Control)


async def with_pictures(service: Service, requester: Requester, request: Request) -> Request:
    """The request with every reference found; raises Refused for a job or picture that there is not."""
    if service.info is not None and not service.info.references:
        request = _without_sheets(request)
    drawing = drawing_of(request)
    named: list[Reference | Control] = [] if drawing is None else [*drawing.references]
    if drawing is not None and drawing.control is not None:
        named.append(drawing.control)
    if drawing is None or all(each.sha256 for each in named):
        return request
    found = tuple([await _found(service, requester, each) for each in drawing.references])
    followed = drawing.control and await _found(service, requester, drawing.control)

    def changed(drawing: ImageRequest) -> ImageRequest:
        return replace(drawing, references=found, control=followed)

    return with_drawing(request, changed)


def _without_sheets(request: Request) -> Request:
    """What the model is not shown need not be kept for a story."""
    match request:
        case StoryRequest():
            return replace(request, sheets=())
        case PlanRequest():
            return replace(request, story=replace(request.story, sheets=()))
        case _:
            return request


async def _found(service: Service, requester: Requester, reference: Named) -> Named:
    if reference.sha256:
        return reference
    named = may_be_name(reference.of)
    if (named or reference.of.isalpha()) and (sheet := await _sheet_of(service, requester, reference.of, named)):
        return replace(reference, sha256=sheet.sha256, of=sheet.of)
    prefix, _, number = reference.of.partition(".")
    job = await find_finished_job(service, requester, prefix)
    option = "--ref" if isinstance(reference, Reference) else "--control"
    frame = require_picture(service, job, int(number) - 1 if number else None, option)
    return replace(reference, sha256=frame.sha256, of=f"{job.short_id}.{frame.index + 1}")


async def _sheet_of(service: Service, requester: Requester, name: str, surely: bool) -> Reference | None:
    """The sheet of somebody saved; None for what may be a job as well, raises Refused for what is `surely` none."""
    likes = await load_preferences(service.stores, requester)
    known = next((each for each, _ in likes.cast if each.casefold() == name.casefold()), None)
    if known is not None and known in likes.sheets:
        await service.stores.files.fetch([likes.sheets[known].sha256])
        return Reference(likes.sheets[known].sha256, known)
    if not surely:
        return None
    if known is None:
        raise Refused(nobody(name))
    raise Refused(f"{escape_markdown(known)} has no sheet yet: `cast sheet {escape_markdown(known)}` draws one.")
