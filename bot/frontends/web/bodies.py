"""Request bodies: small plain JSON of a known shape, read within a deadline."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated, TypeVar

from aiohttp import hdrs, web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.frontends.web.problems import Problem

MAX_BYTES = 64 * 1024  # the longest prompt there may be, every character of it escaped
DEADLINE = 10.0  # seconds

MessageId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Shape = TypeVar("Shape", bound=BaseModel)


class Say(BaseModel):
    """What was typed. `message` names it, so that its answers find it whichever way they reach the page."""

    model_config = ConfigDict(extra="forbid", strict=True)
    text: str
    message: MessageId | None = None


class Press(BaseModel):
    """A button."""

    model_config = ConfigDict(extra="forbid", strict=True)
    message: MessageId | None = None


async def read(request: web.Request, shape: type[Shape]) -> Shape:
    """The body as `shape`; a compressed one is refused unread, because it can be a bomb."""
    if request.content_type != "application/json" or hdrs.CONTENT_ENCODING in request.headers:
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send plain JSON.")
    try:
        async with asyncio.timeout(DEADLINE):
            content = await request.read()
    except TimeoutError:
        raise Problem(HTTPStatus.REQUEST_TIMEOUT, "That took too long to arrive; send it again.") from None
    try:
        return shape.model_validate_json(content)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"]) or "The body"
        raise Problem(HTTPStatus.BAD_REQUEST, f"{field}: {error.errors()[0]['msg']}.") from None
