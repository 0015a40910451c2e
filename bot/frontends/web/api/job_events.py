"""GET /api/v1/jobs/{job}/events: a job's life as server-sent events.

A stream begins with the job as it is and ends with it. Every event has an id that only grows: attempt, phase, step. Who
comes again with `Last-Event-ID` hears nothing twice; after the end there is nothing to hear, which is 204 to a browser
that would otherwise ask for ever.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator

from aiohttp import web
from pydantic import BaseModel

from bot.domain.errors import StorageError
from bot.domain.jobs import Job, JobStatus, Progress
from bot.frontends.web.api.jobs import seen_job
from bot.frontends.web.api.keys import CALLER
from bot.frontends.web.api.problems import ApiProblem, Types
from bot.frontends.web.api.schemas import EventsQuery, ProgressEvent, QueuedEvent
from bot.frontends.web.api.views import job_view
from bot.frontends.web.chat.events import HEADERS, HEARTBEAT, MAX_STREAMS
from bot.frontends.web.server.app_keys import CLOSING, SERVICE, STREAMS

QUEUED, RUNNING, FINISHED = range(3)  # phases
Place = tuple[int, int, int]  # attempt, phase, step
AGAIN_SOON = b"retry: 2000\n\n"
BEFORE: Place = (-1, 0, 0)


async def job_events(request: web.Request, query: EventsQuery) -> web.StreamResponse:
    """Follow a job: `queued`, `running` and `progress`, then `finished` with the whole job, as server-sent events.

    Lines that begin with a colon keep the connection open. `Last-Event-ID` takes a stream up again.
    """
    job = await seen_job(request, request.match_info["job"])
    heard = _place(request.headers.get("Last-Event-ID", ""))
    if heard[1] == FINISHED:
        return web.Response(status=204)
    streams, who = request.app[STREAMS], request[CALLER].requester.key
    if streams[who] >= MAX_STREAMS:
        raise ApiProblem(Types.RATE, f"At most {MAX_STREAMS} streams at once.", headers={"Retry-After": "10"})
    streams[who] += 1
    try:
        return await send_events(
            request, _Told(job, heard, query.preview).events(request.app[SERVICE].watch(job.id)), AGAIN_SOON
        )
    finally:
        streams[who] -= 1
        if not streams[who]:
            del streams[who]


async def send_events(
    request: web.Request, events: AsyncIterator[bytes], opening: bytes = b":\n\n"
) -> web.StreamResponse:
    """Until their or the server's end, with a heartbeat."""
    closing = asyncio.ensure_future(request.app[CLOSING].wait())
    coming = asyncio.ensure_future(anext(events, b""))
    response = web.StreamResponse(headers=HEADERS)
    try:
        await response.prepare(request)
        await response.write(opening)
        while not closing.done():
            done, _ = await asyncio.wait({coming, closing}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
            if coming in done:
                if not (event := coming.result()):
                    break
                await response.write(event)
                coming = asyncio.ensure_future(anext(events, b""))
            elif not done:
                await response.write(b":\n\n")
    except (ConnectionError, StorageError):
        pass  # the client has left, or comes again when the database answers
    finally:
        closing.cancel()
        coming.cancel()
        await asyncio.gather(closing, coming, return_exceptions=True)
    return response


class _Told:
    """What one listener has heard of a job."""

    def __init__(self, job: Job, heard: Place, preview: bool) -> None:
        self._attempt, self._heard, self._preview = job.attempt, heard, preview

    async def events(self, happenings: AsyncIterator[Job | Progress]) -> AsyncIterator[bytes]:
        async for happening in happenings:
            place, name, data = self._event(happening)
            if place > self._heard or (place == self._heard and isinstance(happening, Progress) and not place[1]):
                self._heard = place
                yield f"id: {'.'.join(map(str, place))}\nevent: {name}\ndata: {data.model_dump_json()}\n\n".encode()

    def _event(self, happening: Job | Progress) -> tuple[Place, str, BaseModel]:
        if isinstance(happening, Progress):
            return self._progress(happening)
        self._attempt = happening.attempt
        if happening.status.ended:
            return (self._attempt, FINISHED, 0), "finished", job_view(happening)
        phase = QUEUED if happening.status is JobStatus.QUEUED else RUNNING
        data = QueuedEvent(job=happening.id, status=happening.status, position=0)
        return (self._attempt, phase, 0), happening.status.value, data

    def _progress(self, progress: Progress) -> tuple[Place, str, BaseModel]:
        left = None if progress.estimated_seconds is None else round(progress.estimated_seconds, 1)
        if progress.position:
            data = QueuedEvent(
                job=progress.job_id, status=JobStatus.QUEUED, position=progress.position, estimated_seconds=left
            )
            return (self._attempt, QUEUED, 0), "queued", data
        preview = b64encode(progress.preview).decode() if self._preview and progress.preview else None
        step, steps = progress.step, progress.num_steps
        drawn = ProgressEvent(job=progress.job_id, step=step, num_steps=steps, estimated_seconds=left, preview=preview)
        return (self._attempt, RUNNING, progress.step), "progress", drawn


def _place(event_id: str) -> Place:
    """What an event's id says; before everything where it is none of ours."""
    parts = event_id.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 8 for part in parts):
        return BEFORE
    return int(parts[0]), int(parts[1]), int(parts[2])
