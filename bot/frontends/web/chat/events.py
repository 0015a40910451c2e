"""GET /events: what happens to the asker's jobs, as server-sent events, for as long as the page is open.

Nothing is replayed: the page asks for its jobs after every connection. A page that reads slowly skips progress, never a
status; the service's watch sees to that, and lets go of one that falls too far behind.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from http import HTTPStatus

from aiohttp import web

from bot.domain.jobs import Job, Progress
from bot.domain.requester import Requester
from bot.frontends.web.chat.views import View, job_view, progress_view, state_view
from bot.frontends.web.server.app_keys import REQUESTER, SERVICE
from bot.frontends.web.server.errors import HttpProblem
from bot.frontends.web.server.event_stream import HEARTBEAT, counted_stream, event, send_events
from bot.jobs.service import Service

LOADING_HEARTBEAT = 1.0  # seconds, while the engine loads: how soon the page hears that it is ready
TOO_OFTEN = "This page is open too often; close some of its tabs."


async def events(request: web.Request) -> web.StreamResponse:
    """GET /events"""
    requester = request[REQUESTER]
    with counted_stream(request, requester.user, HttpProblem(HTTPStatus.TOO_MANY_REQUESTS, TOO_OFTEN)):
        watch = _Watch(request.app[SERVICE], requester)
        return await send_events(request, watch.events(), patience=watch.patience, heartbeat=watch.news)


class _Watch:
    """The service's events, narrowed to one person's jobs."""

    def __init__(self, service: Service, requester: Requester) -> None:
        self._service = service
        self._requester = requester
        self._events: AsyncIterator[Job | Progress] = service.watch()
        self._mine: dict[str, bool] = {}  # job id → whether it is the requester's
        self._seen: tuple[object, ...] = ()  # what that came from
        self._state: View = {}  # as the page knows it

    def patience(self) -> float:
        return LOADING_HEARTBEAT if self._service.info is None else HEARTBEAT

    async def events(self) -> AsyncIterator[bytes]:
        """The header's words, then whatever concerns this person."""
        yield await self.state()
        async for happening in self._events:
            if await self._is_mine(happening):
                yield await self._event(happening)

    async def news(self) -> bytes:
        """The header's words again, where they may have changed with no job of this person's; seldom, so that nobody
        who only listens costs a look into the database.
        """
        return await self.state() if self._about() != self._seen else b""

    def _about(self) -> tuple[object, ...]:
        """What the words depend on, as far as memory knows: the engine, and the day that credits are counted by."""
        return self._service.info, self._service.trouble, datetime.now(UTC).date()

    async def state(self) -> bytes:
        """An event with the header's words, if they have changed."""
        self._seen = self._about()
        balance = await self._service.balance(self._requester)
        state = state_view(self._service.info, self._service.trouble, balance)
        if state == self._state:
            return b""
        self._state = state
        return event("state", json.dumps(state))

    async def _event(self, happening: Job | Progress) -> bytes:
        if isinstance(happening, Progress):
            return event("progress", json.dumps(progress_view(happening)))
        return event("job", json.dumps(job_view(happening, self._service.info))) + await self.state()

    async def _is_mine(self, happening: Job | Progress) -> bool:
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
