"""A request → the line of chat that asks for it again, exactly."""

from __future__ import annotations

from collections.abc import Iterator

from bot.commands.options import Kind, options
from bot.commands.text import quoted
from bot.commands.values import DEFAULT_LIMITS
from generation.engine import ImageRequest
from story.request import StoryRequest


def format_request(request: ImageRequest | StoryRequest, *, prefix: str = ".") -> str:
    """The command line of a request: `parse` makes the same request of it."""
    if isinstance(request, ImageRequest):
        return " ".join([f"{prefix}imagine {request.prompt}", *_options(request)])
    cast = [f"{name}: {description}" for name, description in request.cast]
    return "\n".join(
        [f"{prefix}story", *cast, *request.sentences, " ".join([*_options(request.drawing), *_flags(request)])]
    )


def _options(request: ImageRequest) -> Iterator[str]:
    plain = ImageRequest(prompt="", seed=-1)
    for option in options(DEFAULT_LIMITS).values():
        value = getattr(request, option.field, None)
        if value is not None and value != getattr(plain, option.field):
            yield f"--{option.name} {_written(option.kind, value)}"


def _written(kind: Kind, value: object) -> str:
    if kind is Kind.TEXT:
        return quoted(str(value))
    return f"{value:g}" if kind is Kind.NUMBER else str(value)


def _flags(request: StoryRequest) -> Iterator[str]:
    for option in options(DEFAULT_LIMITS).values():
        if option.kind is Kind.FLAG and getattr(request, option.field) == option.sets:
            yield f"--{option.name}"
