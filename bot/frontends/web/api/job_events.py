"""GET /api/v1/jobs/{job}/events: a job's life as server-sent events.

A stream begins with the job as it is and ends with it. Every event has an id that only grows: attempt, phase, step. Who
comes again with `Last-Event-ID` hears nothing twice; after the end there is nothing to hear, which is 204 to a browser
that would otherwise ask for ever.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator

from aiohttp import web
from pydantic import BaseModel

from bot.domain.jobs import Job, JobStatus, Progress
from bot.frontends.web.api.jobs import visible_job
from bot.frontends.web.api.keys import CALLER
from bot.frontends.web.api.problems import ApiProblem, Types
from bot.frontends.web.api.schemas import EventsQuery, ProgressEvent, QueuedEvent
from bot.frontends.web.api.views import job_view
from bot.frontends.web.server.app_keys import SERVICE
from bot.frontends.web.server.event_stream import MAX_STREAMS, counted_stream, event, send_events

QUEUED, RUNNING, FINISHED = range(3)  # phases
Place = tuple[int, int, int]  # attempt, phase, step
AGAIN_SOON = b"retry: 2000\n\n"
BEFORE: Place = (-1, 0, 0)


async def job_events(request: web.Request, query: EventsQuery) -> web.StreamResponse:
    """Follow a job: `queued`, `running` and `progress`, then `finished` with the whole job, as server-sent events.

    Lines that begin with a colon keep the connection open. `Last-Event-ID` takes a stream up again.
    """
    job = await visible_job(request, request.match_info["job"])
    last, parts = BEFORE, request.headers.get("Last-Event-ID", "").split(".")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() and len(part) < 8 for part in parts):
        last = int(parts[0]), int(parts[1]), int(parts[2])  # else it is none of ours: from the beginning
    if last[1] == FINISHED:
        return web.Response(status=204)
    too_many = ApiProblem(Types.RATE, f"At most {MAX_STREAMS} streams at once.", headers={"Retry-After": "10"})
    with counted_stream(request, request[CALLER].requester.key, too_many):
        listener = _Listener(job, last, query.preview)
        return await send_events(request, listener.events(request.app[SERVICE].watch(job.id)), opening=AGAIN_SOON)


class _Listener:
    """What one listener has heard of a job."""

    def __init__(self, job: Job, last: Place, preview: bool) -> None:
        self._attempt, self._last, self._preview = job.attempt, last, preview

    async def events(self, happenings: AsyncIterator[Job | Progress]) -> AsyncIterator[bytes]:
        async for happening in happenings:
            place, name, data = self._event(happening)
            if place > self._last or (place == self._last and isinstance(happening, Progress) and not place[1]):
                self._last = place
                yield event(name, data.model_dump_json(), id=".".join(map(str, place)))

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
