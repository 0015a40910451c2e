"""GET /events: what happens to the asker's jobs, as server-sent events, for as long as the page is open.

Nothing is replayed: the page asks for its jobs after every connection. A page that reads slowly skips progress, never a
status; the service's watch sees to that, and lets go of one that falls too far behind.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from http import HTTPStatus

from aiohttp import web

from bot.domain.errors import StorageError
from bot.domain.jobs import Job, Progress
from bot.domain.requester import Requester
from bot.frontends.web.chat.views import View, job_view, progress_view, state_view
from bot.frontends.web.server.app_keys import CLOSING, REQUESTER, SERVICE, STREAMS
from bot.frontends.web.server.errors import HttpProblem
from bot.jobs.service import Service

HEARTBEAT = 15.0  # seconds; also how soon a page that has left is noticed
LOADING_HEARTBEAT = 1.0  # while the engine loads: how soon the page hears that it is ready
MAX_STREAMS = 12  # per person
HEADERS = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
Happening = Job | Progress


async def events(request: web.Request) -> web.StreamResponse:
    """GET /events"""
    open_streams, user = request.app[STREAMS], request[REQUESTER].user
    if open_streams[user] >= MAX_STREAMS:
        raise HttpProblem(HTTPStatus.TOO_MANY_REQUESTS, "This page is open too often; close some of its tabs.")
    open_streams[user] += 1
    try:
        return await _stream(request)
    finally:
        open_streams.subtract([user])
        if not open_streams[user]:
            del open_streams[user]


async def _stream(request: web.Request) -> web.StreamResponse:
    watch = _Watch(request.app[SERVICE], request[REQUESTER])
    next_events = asyncio.ensure_future(
        watch.next()
    )  # before the page asks for its jobs, so that nothing falls between
    closing = asyncio.ensure_future(request.app[CLOSING].wait())
    response = web.StreamResponse(headers=HEADERS)
    try:
        await response.prepare(request)
        await response.write(await watch.state())
        while not closing.done() and not watch.over:
            done, _ = await asyncio.wait(
                {next_events, closing}, timeout=watch.patience, return_when=asyncio.FIRST_COMPLETED
            )
            if next_events in done:
                await response.write(next_events.result())
                next_events = asyncio.ensure_future(watch.next())
            elif not done:
                await response.write(await watch.state() or b":\n\n")
    except (ConnectionError, StorageError):
        pass  # the page was closed, or comes again when the database answers
    finally:
        closing.cancel()
        next_events.cancel()
        await asyncio.gather(closing, next_events, return_exceptions=True)
    return response


class _Watch:
    """The service's events, narrowed to one person's jobs."""

    def __init__(self, service: Service, requester: Requester) -> None:
        self.over = False
        self._service = service
        self._requester = requester
        self._happenings: AsyncIterator[Happening] = service.watch()
        self._mine: dict[str, bool] = {}  # job id → whether it is the requester's
        self._told: View = {}

    @property
    def patience(self) -> float:
        return LOADING_HEARTBEAT if self._service.info is None else HEARTBEAT

    async def next(self) -> bytes:
        """The next event that concerns this person; empty, and `over`, when there will be none."""
        async for happening in self._happenings:
            if await self._is_mine(happening):
                return await self._event(happening)
        self.over = True
        return b""

    async def state(self) -> bytes:
        """An event with the header's words, if they have changed."""
        balance = await self._service.balance(self._requester)
        state = state_view(self._service.info, self._service.broken, balance)
        if state == self._told:
            return b""
        self._told = state
        return _encoded("state", state)

    async def _event(self, happening: Happening) -> bytes:
        if isinstance(happening, Progress):
            return _encoded("progress", progress_view(happening))
        return _encoded("job", job_view(happening, self._service.info)) + await self.state()

    async def _is_mine(self, happening: Happening) -> bool:
        """Progress names only its job; whose it is, is asked once."""
        if isinstance(happening, Job):
            verdict = self._requester.is_same_person(happening.requester)
            self._mine[happening.id] = verdict
            if happening.status.ended:
                del self._mine[happening.id]
            return verdict
        if happening.job_id not in self._mine:
            job = await self._service.job(happening.job_id)
            self._mine[happening.job_id] = job is not None and self._requester.is_same_person(job.requester)
        return self._mine[happening.job_id]


def _encoded(name: str, view: View) -> bytes:
    return f"event: {name}\ndata: {json.dumps(view)}\n\n".encode()
