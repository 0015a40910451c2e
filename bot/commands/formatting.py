"""A request → the line of chat that asks for it again, exactly."""

from __future__ import annotations

from collections.abc import Iterator

from bot.commands.characters import quoted
from bot.commands.loras import written
from bot.commands.options import Kind, Option, options
from bot.commands.permutations import escaped, escaped_colons
from bot.domain.jobs import PAGE_INDEX, Job
from bot.domain.limits import DEFAULT_LIMITS
from bot.domain.requests import InspireRequest, PlanRequest, Request, drawing_of
from generation.engine import ImageRequest
from generation.shown import Control
from story.cast_lines import is_spoken
from story.request import StoryRequest
from story.sentences import parse_story


def format_job(job: Job, *, prefix: str = ".") -> str:
    """The line that asked for a job, as far as a line can: it names no picture that was attached."""
    if isinstance(job.request, ImageRequest | StoryRequest):
        return format_request(job.request, prefix=prefix)
    if isinstance(job.request, PlanRequest):
        return f"{format_request(job.request.story, prefix=prefix)} --plan"
    if isinstance(job.request, InspireRequest):
        return f"{prefix}inspire {job.request.theme}".rstrip()
    if job.parent is None:
        return f"{prefix}describe"
    index = [] if job.parent.index == PAGE_INDEX else [str(job.parent.index + 1)]
    return " ".join([f"{prefix}{job.parent.verb}", job.parent.job_id[:8], *index, *_options(job.request)])


def format_request(request: ImageRequest | StoryRequest, *, prefix: str = ".") -> str:
    """The command line of a request: `parse`, given the pictures that came with it, makes the same request of it."""
    if isinstance(request, ImageRequest):
        return " ".join([f"{prefix}imagine {escaped(request.prompt)}", *_options(request)])
    cast = [f"{typed_text(name)}: {typed_text(description)}" for name, description in request.cast]
    options = " ".join([*_options(request.drawing), *_options(request)])
    return "\n".join([f"{prefix}story", *cast, *_sentences(request), options])


def _sentences(request: StoryRequest) -> list[str]:
    """As they are typed: the first one introduces nobody, whatever it looks like."""
    typed = [typed_text(sentence) for sentence in request.sentences]
    looks_so = len(parse_story("\n".join(typed)).cast) > 0 or (len(request.cast) > 0 and is_spoken(typed[0]))
    return [typed_text(request.sentences[0], first=looks_so), *typed[1:]]


def typed_text(text: str, *, first: bool = False) -> str:
    """A sentence as it is typed, with what would else be read as a choice or as the cast escaped."""
    return escaped_colons(escaped(text), first=first)


def typed_options(request: Request) -> list[str]:
    """The options that a person gave it, as they are typed; the seed, which every request has, is not among them."""
    parts = [request.drawing, request] if isinstance(request, StoryRequest) else [drawing_of(request) or request]
    typed = [option for part in parts for option in _options(part)]
    return [option for option in typed if not option.startswith("--seed ")]


def _options(request: object) -> Iterator[str]:
    plain = ImageRequest(prompt="", seed=-1)
    for option in options(DEFAULT_LIMITS).values():
        value = getattr(request, option.field, None)
        if value not in (None, "") and value != getattr(plain, option.field, None):
            yield from _written(option, value)


def _written(option: Option, value: object) -> Iterator[str]:
    if isinstance(value, Control):
        yield f"--control {value.of}".rstrip()
        yield from ([f"--control-kind {value.kind}"] if value.kind else [])
        yield from ([f"--control-scale {value.scale:g}"] if value.scale != 1 else [])
    elif option.kind is Kind.ATTACHED:
        yield f"--{option.name}"
    elif option.kind is Kind.FLAG:
        if value == option.sets:
            yield f"--{option.name}"
    elif option.kind is Kind.PICTURES and isinstance(value, tuple):
        named = (f'"{each.of}"' if " " in each.of else each.of for each in value if each.of)
        yield from (f"--{option.name} {each}" for each in named)
    elif option.kind is Kind.LORAS and isinstance(value, tuple):
        yield from (f"--{option.name} {written(*each)}" for each in value)
    elif option.kind is Kind.TEXT:
        yield f"--{option.name} {quoted(str(value))}"
    else:
        yield f"--{option.name} {f'{value:g}' if option.kind is Kind.NUMBER else value}"
