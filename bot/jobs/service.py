"""The service: everything that happens between a request and its reply, behind one door.

    submit → queue → worker → store → outbox → front-end

Each part does one thing: `admission` takes jobs in, `dispatcher` has them drawn, `results` stores their end,
`outbox_relay` sends what is owed, `events` tells whoever watches.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from bot.domain.credits import Balance
from bot.domain.errors import NotReady
from bot.domain.jobs import Job, JobStatus, Parent, Progress
from bot.domain.requester import Address, Requester
from bot.domain.requests import Request
from bot.jobs.admission import Admission
from bot.jobs.attachments import Attachments
from bot.jobs.dispatcher import Dispatcher
from bot.jobs.estimates import Estimates
from bot.jobs.events import Event, EventBus, Subscription
from bot.jobs.gallery import Gallery
from bot.jobs.idempotency import DuplicateRequest, IdempotencyKey, ensure_new
from bot.jobs.lookup import find_unfinished_job, find_visible_job
from bot.jobs.metrics import Metrics, Tally
from bot.jobs.readiness import Health
from bot.jobs.signing import Signing
from bot.jobs.unnamed_pictures import remove_unnamed
from bot.rules.quota_admin import QuotaAdmin
from bot.rules.quotas import Quotas
from bot.storage.stores import Stores
from bot.text import plural
from generation.engine import EngineInfo

LOADING_PATIENCE = 1.0  # seconds a request waits for the model, to be told its price at once
LOADING = "The model is still loading; what is asked for waits for it in the queue."

ForgetCopies = Callable[[Sequence[str]], Awaitable[None]]  # of jobs (ids) and pictures (SHA-256) that are erased

log = structlog.get_logger(__name__)


class Service:
    """Given all its parts by `bootstrap`; `bot.app` starts and stops them."""

    def __init__(
        self,
        stores: Stores,
        *,
        quotas: Quotas,
        quota_admin: QuotaAdmin,
        admission: Admission,
        dispatcher: Dispatcher,
        events: EventBus,
        metrics: Metrics,
        tally: Tally,
        health: Health,
        estimates: Estimates,
        gallery: Gallery,
        attachments: Attachments,
        forget_copies: ForgetCopies,
        signing: Signing | None = None,
        describes: bool = False,
        inspires: bool = False,
    ) -> None:
        self.stores, self.quotas, self.quota_admin = stores, quotas, quota_admin
        self.gallery, self.attachments, self.estimates = gallery, attachments, estimates
        self.sign = None if signing is None else signing.sign  # files that are made of what was drawn
        self.describes = describes  # whether a model says what pictures show
        self.inspires = inspires  # whether a model has the ideas of `.inspire`
        self._admission, self._dispatcher, self._events = admission, dispatcher, events
        self._metrics, self.tally, self.health = metrics, tally, health
        self._forget_copies = forget_copies

    @property
    def info(self) -> EngineInfo | None:
        """What the engine says of itself, once a worker is ready."""
        return self._dispatcher.info

    @property
    def broken(self) -> str:
        """The sentence that says why nothing can be drawn, or nothing."""
        return self._dispatcher.room.broken

    @property
    def trouble(self) -> str:
        """The same, or why nothing can be drawn for now and when that is tried again."""
        return self.broken or self._dispatcher.room.down

    @property
    def state(self) -> list[str]:
        """How the workers are, in sentences for admins."""
        room = self._dispatcher.room
        told = [f"{room.answering} of {plural(len(room), 'worker')} can draw."]
        told += [f"Workers died {plural(room.deaths, 'time')} since the start."] if room.deaths else []
        return [*told, *filter(None, [self.trouble])]

    def wake(self) -> None:
        """There may be something to draw that did not come by `submit`."""
        self._dispatcher.wake()

    async def ready(self, *, patient: bool = True) -> EngineInfo:
        """Wait for the engine, however long it loads; Refused when it cannot or, without patience, not yet."""
        if (info := await self._dispatcher.ready(patient=patient)) is None:
            raise NotReady(self._dispatcher.room.trouble)
        return info

    async def submit(
        self,
        requester: Requester,
        request: Request,
        address: Address,
        parent: Parent | None = None,
        once: IdempotencyKey | None = None,
    ) -> Job:
        """Take a request in: the job, its credits and its audit row are one commit. Raises Refused.

        `parent` says what it was made from, if from anything; `once` makes a second call answer with the same job.
        """
        try:
            return await self._submit(requester, request, address, parent, once)
        except DuplicateRequest as before:
            return before.job

    async def _submit(
        self,
        requester: Requester,
        request: Request,
        address: Address,
        parent: Parent | None,
        once: IdempotencyKey | None,
    ) -> Job:
        if once:  # before anything that may refuse a new request
            async with self.stores.database.read() as session:
                await ensure_new(session, self.stores, requester, once)
        info = self.info
        if info is None:
            with contextlib.suppress(TimeoutError):  # then it is queued, and checked and priced once there is a model
                async with asyncio.timeout(LOADING_PATIENCE):
                    info = await self.ready()
        if self.trouble:
            raise NotReady(self.trouble)
        job, before = await self._admission.admit(requester, request, address, info, parent, once)
        log.info("job queued", job=job.id, cost=job.cost, frontend=address.frontend)
        self._events.publish_job(job)
        if before:
            place = before + 1
            self._events.publish(Progress(job.id, 0, 1, place, estimated_seconds=job.estimated_seconds))
        self._dispatcher.wake(unpriced=info is None)
        return job

    async def cancel(self, job_id_prefix: str | None, requester: Requester) -> Job:
        """End one's own unfinished job, the latest when none is named; an admin anybody's. Raises Refused."""
        async with self.stores.database.write(urgent=True) as session:
            found = await find_unfinished_job(session, self.stores.jobs, job_id_prefix, requester)
            job = replace(found, status=JobStatus.CANCELLED)
            await self.stores.jobs.finish(session, job)
            await self.stores.audit.add(session, requester, "job.cancel", job.id)
        await self.let_go(job)
        return job

    async def let_go(self, job: Job) -> None:
        """It was ended here, so nobody draws it any more, and whoever watches hears of it."""
        await self._dispatcher.drop(job.id)
        self._events.publish_job(job)

    async def job(self, job_id: str) -> Job | None:
        async with self.stores.database.read() as session:
            return await self.stores.jobs.get(session, job_id)

    async def visible_job(self, prefix: str, requester: Requester) -> Job | None:
        """The job whose id starts so, of this person, for admins of anybody. Raises Refused where it could be two."""
        async with self.stores.database.read() as session:
            return await find_visible_job(session, self.stores.jobs, prefix, requester)

    async def history(self, requester: Requester, count: int) -> list[Job]:
        """One's last jobs, newest first."""
        async with self.stores.database.read() as session:
            return await self.stores.jobs.history(session, requester, count)

    async def page(
        self, requester: Requester | None, count: int, before: str | None = None, status: JobStatus | None = None
    ) -> list[Job]:
        """Jobs newest first, of one requester or of all: those older than the job `before`."""
        async with self.stores.database.read() as session:
            return await self.stores.jobs.page(session, requester, count, before, status)

    async def queue(self) -> list[Job]:
        """Running jobs, then queued ones in the order in which they will be drawn."""
        async with self.stores.database.read() as session:
            return await self.stores.jobs.queue(session)

    async def balance(self, requester: Requester) -> Balance:
        """What one may still spend."""
        async with self.stores.database.read() as session:
            return await self.quotas.balance(session, requester)

    async def metrics(self) -> bytes:
        """Figures of the service, in Prometheus' text format. Raises StorageError."""
        async with self.stores.database.read() as session:
            counts = await self.stores.jobs.counts(session)
            accuracy = await self.estimates.accuracy(session)
        self.tally.worker_deaths = self._dispatcher.room.deaths
        gauges, frontends = await self.health.gauges(), self.health.frontends()
        return self._metrics.text(counts, accuracy, gauges=gauges, frontends=frontends)

    def watch(self, job_id: str | None = None) -> AsyncIterator[Event]:
        """Live events from this call on, of one job or of all; one job's begin with it as it is and end with it."""
        return self._watched(self._events.subscribe(job_id), job_id)

    async def frame_path(self, sha256: str) -> Path | None:
        """Where the picture with this hash lies, if there is one. Raises StorageError."""
        await self.stores.files.fetch([sha256])
        return self.stores.files.find(sha256)

    async def remove_pictures(self, job_ids: Sequence[str], hashes: Sequence[str]) -> None:
        """What is left of erased jobs beside their rows: files, and what front-ends have made of them."""
        await remove_unnamed(self.stores.database, self.stores.files, hashes)
        if job_ids:
            await self._forget_copies((*job_ids, *hashes))

    async def _watched(self, watch: Subscription, job_id: str | None) -> AsyncIterator[Event]:
        if job_id is not None:
            job = await self.job(job_id)
            if job is None:
                return
            yield job
            if job.status.ended:
                return
        async for event in watch.events():
            yield event
            if job_id is not None and isinstance(event, Job) and event.status.ended:
                return
