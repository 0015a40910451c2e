"""Request bodies: plain JSON of a known shape, small but for a picture that comes along, read within a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from typing import Annotated, TypeVar

from aiohttp import hdrs, web
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError

from bot.frontends.web.server.app_keys import CONTENT, REQUESTER, UPLOADS
from bot.frontends.web.server.errors import HttpProblem
from bot.frontends.web.server.peers import peer_of
from bot.jobs.attachments import MAX_BYTES as MAX_PICTURE
from generation.engine import MAX_REFERENCES

MAX_BYTES = 64 * 1024  # the longest prompt there may be, every character of it escaped
DEADLINE = 10.0  # seconds
WITH_PICTURE = MAX_BYTES + MAX_PICTURE * 4 // 3  # base64
WITH_PICTURES = MAX_BYTES + 3 * MAX_PICTURE * 4 // 3  # several, which are seldom so large

MessageId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Shape = TypeVar("Shape", bound=BaseModel)


class SayBody(BaseModel):
    """What was typed. `message` names it, so that its answers find it whichever way they reach the page."""

    model_config = ConfigDict(extra="forbid", strict=True)
    text: str
    message: MessageId | None = None
    image: Base64Bytes | None = None  # a picture that was attached
    images: list[Base64Bytes] = Field(default=[], max_length=MAX_REFERENCES)  # or several


class PressBody(BaseModel):
    """A button."""

    model_config = ConfigDict(extra="forbid", strict=True)
    message: MessageId | None = None


async def read(request: web.Request, shape: type[Shape], most: int = MAX_BYTES) -> Shape:
    """The body as `shape`; a compressed one is refused unread, because it can be a bomb."""
    if request.content_type != "application/json" or hdrs.CONTENT_ENCODING in request.headers:
        raise HttpProblem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send plain JSON.")
    try:
        content = await content_of(request, most)
    except TimeoutError:
        raise HttpProblem(HTTPStatus.REQUEST_TIMEOUT, "That took too long to arrive; send it again.") from None
    try:
        return shape.model_validate_json(content)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"]) or "The body"
        raise HttpProblem(HTTPStatus.BAD_REQUEST, f"{field}: {error.errors()[0]['msg']}.") from None


async def content_of(request: web.Request, most: int = MAX_BYTES) -> bytes:
    """The bytes of a body, read once; raises TimeoutError, or aiohttp's own where there are more than `most`."""
    if CONTENT not in request:
        async with arriving(request, most) as whole:
            request[CONTENT] = await whole.read()
    return request[CONTENT]


@asynccontextmanager
async def arriving(request: web.Request, most: int) -> AsyncIterator[web.Request]:
    """The request as one whose body may have so many bytes, to be read in here."""
    if most <= MAX_BYTES or (request.content_length is not None and request.content_length <= MAX_BYTES):
        place: AbstractAsyncContextManager[object] = asyncio.timeout(DEADLINE)
    else:
        visitor, peer = request.get(REQUESTER), peer_of(request)  # else it is whoever has a key
        person = str(visitor.key) if visitor is not None else request.headers.get(hdrs.AUTHORIZATION, "") or peer
        place = request.app[UPLOADS].place(peer, person)
    async with place:
        yield request.clone(client_max_size=most)
