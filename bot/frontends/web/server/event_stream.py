"""Server-sent events, written: until they or the server end, with a heartbeat that notices who has left.

aiohttp-sse formats and pings as well, but the loop that also ends with the server, and says between events what has
changed meanwhile, would be ours all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from aiohttp import web

from bot.domain.errors import StorageError
from bot.frontends.web.server.app_keys import CLOSING, SERVICE, STREAMS
from bot.frontends.web.server.connections import room_for_connections
from bot.frontends.web.server.errors import HttpProblem

HEARTBEAT = 15.0  # seconds; also how soon a listener that has left is noticed
MAX_STREAMS = 12  # per person
STREAMS_IN_ALL = 4000
STREAMS_SHARE = 2  # at most one connection in so many is a stream, so that pages still open
FULL = "Too many pages are open just now; this one shows news when it is loaded again in a while."
RETRY_SECONDS = 30
COMMENT = b":\n\n"  # nothing, said so that the connection stays
HEADERS = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}


def event(name: str, data: str, id: str = "") -> bytes:
    """One event; `data` is one line."""
    lines = [f"id: {id}"] if id else []
    return "\n".join([*lines, f"event: {name}", f"data: {data}", "", ""]).encode()


@contextmanager
def counted_stream(request: web.Request, person: str, too_many: Exception) -> Iterator[None]:
    """One stream more of this person while this is held; raises `too_many` where they have all they may.

    Raises HttpProblem where there are too many of everybody.
    """
    streams = request.app[STREAMS]
    if streams[person] >= MAX_STREAMS:
        raise too_many
    if streams.total() >= min(STREAMS_IN_ALL, room_for_connections() // STREAMS_SHARE):
        raise HttpProblem(HTTPStatus.SERVICE_UNAVAILABLE, FULL, retry_after=RETRY_SECONDS)
    streams[person] += 1
    tally = request.app[SERVICE].tally
    tally.streams += 1
    try:
        yield
    finally:
        tally.streams -= 1
        streams[person] -= 1
        if not streams[person]:
            del streams[person]


async def send_events(
    request: web.Request,
    events: AsyncIterator[bytes],
    *,
    opening: bytes = b"",  # what is said at once
    patience: Callable[[], float] = lambda: HEARTBEAT,  # seconds without an event until the next heartbeat
    heartbeat: Callable[[], Awaitable[bytes]] | None = None,  # an event that is due by then; b"": none is
) -> web.StreamResponse:
    """The response, when all is said; who listens may leave at any time."""
    closing = asyncio.ensure_future(request.app[CLOSING].wait())
    coming = asyncio.ensure_future(anext(events, None))  # before the first byte, so that nothing falls between
    response = web.StreamResponse(headers=HEADERS)
    try:
        await response.prepare(request)
        if opening:
            await response.write(opening)
        while not closing.done():
            done, _ = await asyncio.wait({coming, closing}, timeout=patience(), return_when=asyncio.FIRST_COMPLETED)
            if coming in done:
                if (content := coming.result()) is None:
                    break
                await response.write(content)
                coming = asyncio.ensure_future(anext(events, None))
            elif not done:
                await response.write((await heartbeat() if heartbeat else b"") or COMMENT)
    except (ConnectionError, StorageError):
        pass  # the listener has left, or comes again when the database answers
    finally:
        closing.cancel()
        coming.cancel()
        await asyncio.gather(closing, coming, return_exceptions=True)
    return response
