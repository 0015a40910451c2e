"""The plan of a story as a form: what the page fills it with, and what comes back as lines of chat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.jobs import Job, JobStatus
from bot.domain.requests import PlanRequest
from bot.frontends.web.server.bodies import MessageId
from bot.rules.pricing import cost
from bot.text import credits
from generation.engine import EngineError, EngineInfo
from story.plans.notation import LISTS, MOST_LISTED, MOST_WORDS, WORDS, format_plan, frame_fields, parse_plan, remarks
from story.plans.plan import PlannedCharacter, PlannedFrame, StoryPlan, contradicted

_MARKS = re.compile(r"[;:：]")
_WEARING = re.compile(r"\bwearing\b", re.IGNORECASE)


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class CharacterFields(_Shape):
    """One row of who is on stage; one that says nothing is nobody."""

    name: str = ""
    looks: str = ""
    clothes: str = ""  # with commas between


class FrameFields(_Shape):
    """What one picture shows, as it was typed."""

    characters: Annotated[list[CharacterFields], Field(max_length=99)] = []
    place: str = ""
    time: str = ""
    weather: str = ""
    held: str = ""  # with commas between, or with semicolons where one of them has a comma
    absent: str = ""


class PlanBody(_Shape):
    """The whole form."""

    message: MessageId | None = None
    act: Literal["edit", "draw"]
    frames: list[FrameFields]
    anyway: bool = False  # drawn, though the model has never seen what it is about


class FieldError(BaseModel):
    """A sentence for the person, and the field it stands beside."""

    frame: int
    field: str
    text: str
    character: int | None = None  # in which row of who is on stage


def plan_view(job: Job, info: EngineInfo | None) -> dict[str, object] | None:
    """The plan as the form shows it, and what drawing it costs; None where the job is no plan, or not ready."""
    if not isinstance(job.request, PlanRequest) or job.status is not JobStatus.SUCCEEDED:
        return None
    story = job.request.story
    told = zip(story.sentences, parse_plan(job.outcome.text, len(story.sentences)).frames, strict=True)
    return {
        "frames": [{"sentence": sentence, **_fields(frame).model_dump()} for sentence, frame in told],
        "remarks": remarks(job.outcome.text),
        "price": _price(job.request, info),
    }


def read_form(frames: Sequence[FrameFields]) -> tuple[StoryPlan, list[FieldError]]:
    """The plan that was filled in, and what is wrong with it, in the order of the form."""
    wrong = [each for number, fields in enumerate(frames) for each in _wrong(number, fields)]
    return StoryPlan(tuple(map(_frame, frames))), wrong


def changed_lines(old: StoryPlan, new: StoryPlan, sentences: Sequence[str]) -> str:
    """What differs, each picture in whole, as `.plan … edit` takes it; "" where nothing does."""
    told = zip(old.frames, new.frames, sentences, strict=True)
    changed = {n: (frame, text) for n, (before, frame, text) in enumerate(told, 1) if before != frame}
    lines = (format_plan(StoryPlan((frame,)), [text]).replace("1.", f"{n}.", 1) for n, (frame, text) in changed.items())
    return "\n".join(lines)


def _price(request: PlanRequest, info: EngineInfo | None) -> str:
    try:
        return credits(cost(request.story, info)) if info else ""
    except EngineError:  # it was planned for another engine, and drawing it will say so
        return ""


def _fields(frame: PlannedFrame) -> FrameFields:
    rows = [CharacterFields(name=x.name, looks=x.looks, clothes=", ".join(x.clothes)) for x in frame.characters]
    words = {name: getattr(frame, name) for name in WORDS}
    return FrameFields(characters=rows, **words, **{name: _listed(getattr(frame, name)) for name in LISTS})


def _listed(things: Sequence[str]) -> str:
    if any("," in each for each in things):
        return "; ".join(things) + (";" if len(things) == 1 else "")
    return ", ".join(things)


def _things(text: str) -> tuple[str, ...]:
    parts = text.split(";" if ";" in text else ",")
    return tuple(_words(part) for part in parts if part.strip())


def _frame(fields: FrameFields) -> PlannedFrame:
    return PlannedFrame(
        characters=tuple(_character(each) for each in fields.characters if _says_anything(each)),
        place=_words(fields.place),
        time=_words(fields.time),
        weather=_words(fields.weather),
        held=_things(fields.held),
        absent=_things(fields.absent),
    )


def _words(text: str) -> str:
    return " ".join(text.split())


def _character(row: CharacterFields) -> PlannedCharacter:
    return PlannedCharacter(_words(row.name), _words(row.looks).strip(" ,"), _things(row.clothes))


def _says_anything(row: CharacterFields) -> bool:
    return any(each.strip() for each in (row.name, row.looks, row.clothes))


def _wrong(number: int, fields: FrameFields) -> Iterator[FieldError]:
    for place, row in enumerate(fields.characters):
        for field, text in _wrong_row(row) if _says_anything(row) else ():
            yield FieldError(frame=number, field=field, text=text, character=place)
    for field, most in (*((each, MOST_WORDS) for each in WORDS), *((each, MOST_LISTED) for each in LISTS)):
        if len(getattr(fields, field)) > most:
            yield FieldError(frame=number, field=field, text=_too_long(most))
    frame = _frame(fields)
    if name := contradicted(frame):
        text = f"{name} stands above as who is there, too: leave the name in one of the two."
        yield FieldError(frame=number, field="absent", text=text)
    if len(frame_fields(frame).get("who", "")) > MOST_LISTED:
        text = "Too much is said of who is in this picture: shorten it, or leave somebody out."
        yield FieldError(frame=number, field="name", text=text, character=0)


def _wrong_row(row: CharacterFields) -> Iterator[tuple[str, str]]:
    """What the notation of a plan would read as something else."""
    for field, what in (("name", "a name"), ("looks", "looks"), ("clothes", "clothes")):
        text = getattr(row, field)
        if len(text) > MOST_WORDS:
            yield field, _too_long(MOST_WORDS)
        elif mark := _MARKS.search(text):
            yield field, f"In {what} “{mark[0]}” is not understood: write it in other words."
    if _WEARING.search(row.looks):
        yield "looks", "What is worn stands under “Clothes”: leave “wearing” out."
    if row.clothes.strip() and not row.name.strip() and not row.looks.strip():
        yield "name", "Say who wears that, by name or by looks."


def _too_long(most: int) -> str:
    return f"At most {most} characters are read here: shorten it."
