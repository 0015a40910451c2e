"""The service: everything that happens between a request and its reply, behind one door.

    submit → queue → worker → store → outbox → front-end

Each part does one thing: `admission` takes jobs in, `dispatch` has them drawn, `results` stores their end, `delivery`
sends what is owed, `events` tells whoever watches.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from bot.chat.chat import Chat
from bot.commands import Limits
from bot.domain.jobs import Address, Job, JobStatus, NotReady, Parent, Refused, Request, Requester
from bot.features.privacy.retention import Retention
from bot.frontends.port import Frontend, HasDesk, KeepsCopies
from bot.jobs.admission import Admission, QueueLimits
from bot.jobs.attachments import Attachments
from bot.jobs.dispatcher import Dispatch
from bot.jobs.estimates import Estimates
from bot.jobs.events import Event, Events, Watch
from bot.jobs.gallery import Gallery
from bot.jobs.idempotency import AlreadyTaken, Once, check_new
from bot.jobs.lookup import unfinished_job
from bot.jobs.metrics import Metrics, Tally
from bot.jobs.outbox_relay import Deliveries
from bot.jobs.results import Results
from bot.jobs.signing import Signing
from bot.rules.quotas import Balance
from bot.storage import StorageError
from bot.storage.files.data_folder import DataFolder
from bot.storage.stores import Stores
from generation.engine import EngineInfo
from generation.provenance.c2pa_manifest import Credentials

LOADING_PATIENCE = 20.0  # seconds a request waits for the model
LOADING = "The model is still loading; try again in a moment."

log = structlog.get_logger(__name__)


class Service:
    """Built by `bootstrap.service`; `start` before use, `stop` when done."""

    def __init__(
        self,
        stores: Stores,
        folder: DataFolder,
        *,
        engines: Sequence[Mapping[str, Any]],  # settings, one per worker
        frontends: Sequence[Frontend],
        limits: Limits,
        queue_limits: QueueLimits,
        lease: timedelta,
        keep_days: int = 0,  # after which jobs are erased; 0: never
        credentials: Credentials | None = None,  # signs what is drawn
    ) -> None:
        self.stores = stores
        self.chat = Chat(self, limits)
        self.gallery = Gallery(stores.database, stores.jobs, stores.files, stores.audit)
        self.attachments = Attachments(stores, folder)
        self.describes = any(each.get("describer") for each in engines)  # whether a model says what pictures show
        self.inspires = any(each.get("inspirer") for each in engines)  # whether a model has the ideas of `.inspire`
        self._folder = folder
        self._frontends = {frontend.name: frontend for frontend in frontends}
        self._events, self._metrics = Events(), Metrics()
        self._events.listen(self._metrics.heard)
        self.estimates = Estimates(stores.database, stores.state, list(self._frontends))
        self._events.listen(self.estimates.heard)
        self._admission = Admission(stores, folder, limits, queue_limits, lease, self.estimates)
        self._deliveries = Deliveries(stores.database, stores.outbox, stores.jobs, self._frontends)
        self._signing = None if credentials is None else Signing(credentials, stores.files)
        self._results = Results(stores, self._events, self._deliveries.wake, self._signing)
        self._dispatch = Dispatch(
            stores.database,
            stores.jobs,
            stores.files,
            stores.state,
            self._results,
            self._events,
            self.estimates,
            engines,
            frontends=list(self._frontends),
            owner=self._owner(),
            lease=lease,
        )
        self._retention = Retention(stores.database, stores.files, keep_days, self.remove_pictures)
        self._running = AsyncExitStack()

    @property
    def info(self) -> EngineInfo | None:
        """What the engine says of itself, once a worker is ready."""
        return self._dispatch.info

    @property
    def broken(self) -> str:
        """The sentence that says why nothing can be drawn, or nothing."""
        return self._dispatch.broken

    async def start(self) -> None:
        """Take the data folder, open the database, take up what was queued, listen. Raises StorageError."""
        async with AsyncExitStack() as stack:
            if self._lasting:
                self._folder.take()
                stack.callback(self._folder.leave)
            await self.stores.database.open()
            stack.push_async_callback(self.stores.database.close)
            await self.stores.files.sweep()
            if self._signing is not None:
                stack.callback(self._signing.close)
            stack.callback(self._events.close)
            await self._dispatch.start()
            stack.push_async_callback(self._dispatch.stop)
            stack.push_async_callback(self._cancel_passing)
            for frontend in self._frontends.values():
                await frontend.start(self.chat, self)
                stack.push_async_callback(frontend.close)
            self._deliveries.start()
            stack.push_async_callback(self._deliveries.stop)
            if self._lasting:
                self._retention.start()
                stack.push_async_callback(self._retention.stop)
            self._running = stack.pop_all()

    async def stop(self) -> None:
        """In reverse: replies under way go out, front-ends close, unfinished jobs go back to the queue."""
        await self._running.aclose()

    def wake(self) -> None:
        """There may be something to draw that did not come by `submit`."""
        self._dispatch.wake()

    @property
    def desk_url(self) -> str:
        """Where the admin's desk is; empty where no front-end has one."""
        return next((each.desk_url for each in self._frontends.values() if isinstance(each, HasDesk)), "")

    async def ready(self) -> EngineInfo:
        """Wait for the engine, however long it loads; Refused when it cannot."""
        if (info := await self._dispatch.ready()) is None:
            raise NotReady(self.broken)
        return info

    async def submit(
        self,
        requester: Requester,
        request: Request,
        address: Address,
        parent: Parent | None = None,
        once: Once | None = None,
    ) -> Job:
        """Take a request in: the job, its credits and its audit row are one commit. Raises Refused.

        `parent` says what it was made from, if from anything; `once` makes a second call answer with the same job.
        """
        try:
            return await self._submit(requester, request, address, parent, once)
        except AlreadyTaken as before:
            return before.job

    async def _submit(
        self, requester: Requester, request: Request, address: Address, parent: Parent | None, once: Once | None
    ) -> Job:
        if once:  # before anything that may refuse a new request
            with _refusing():
                async with self.stores.database.read() as session:
                    await check_new(session, self.stores, requester, once)
        try:
            async with asyncio.timeout(LOADING_PATIENCE):
                info = await self.ready()
        except TimeoutError:
            raise NotReady(LOADING) from None
        if self.broken:
            raise NotReady(self.broken)
        with _refusing():
            job = await self._admission.admit(requester, request, address, info, parent, once)
        log.info("job queued", job=job.id, cost=job.cost, frontend=address.frontend)
        self._results.announce(job)
        self._dispatch.wake()
        return job

    async def cancel(self, job_id_prefix: str | None, requester: Requester) -> Job:
        """End one's own unfinished job, the latest when none is named; an admin anybody's. Raises Refused."""
        with _refusing():
            async with self.stores.database.write() as session:
                found = await unfinished_job(session, self.stores.jobs, job_id_prefix, requester)
                job = replace(found, status=JobStatus.CANCELLED)
                await self.stores.jobs.finish(session, job)
                await self.stores.audit.add(session, requester, "job.cancel", job.id)
        await self._dispatch.drop(job.id)
        self._results.announce(job)
        return job

    async def job(self, job_id: str) -> Job | None:
        async with self.stores.database.read() as session:
            return await self.stores.jobs.get(session, job_id)

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
            return await self.stores.quotas.balance(session, requester)

    async def metrics(self) -> bytes:
        """Figures of the service, in Prometheus' text format. Raises StorageError."""
        async with self.stores.database.read() as session:
            counts = await self.stores.jobs.counts(session)
            accuracy = await self.estimates.accuracy(session)
        tally = Tally(self._dispatch.worker_deaths, self._deliveries.sent, self._deliveries.unsent)
        return self._metrics.text(counts, tally, accuracy, ready=self.info is not None and not self.broken)

    def watch(self, job_id: str | None = None) -> AsyncIterator[Event]:
        """Live events from this call on, of one job or of all; one job's begin with it as it is and end with it."""
        return self._watched(self._events.watch(job_id), job_id)

    def frame_path(self, sha256: str) -> Path | None:
        """Where the picture with this hash lies, if there is one."""
        return self.stores.files.find(sha256)

    async def remove_pictures(self, job_ids: Sequence[str], hashes: Sequence[str]) -> None:
        """What is left of erased jobs beside their rows: files, and what front-ends have made of them."""
        for each in hashes:
            await self.stores.files.remove(each)
        for frontend in self._frontends.values():
            if job_ids and isinstance(frontend, KeepsCopies):
                await frontend.forget((*job_ids, *hashes))

    @property
    def _lasting(self) -> bool:
        """Whether any front-end is more than this process's own; then the data folder has to be ours alone."""
        return any(":" not in name for name in self._frontends)

    def _owner(self) -> str:
        """Whose leases ours are. Who holds the data folder is the same after a restart; a passing front-end is not."""
        if not self._lasting:
            return "+".join(self._frontends)
        place = f"{socket.gethostname()} {self._folder.path.resolve()}"
        return f"run:{hashlib.sha256(place.encode()).hexdigest()[:16]}"

    async def _watched(self, watch: Watch, job_id: str | None) -> AsyncIterator[Event]:
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

    async def _cancel_passing(self) -> None:
        """At a stop: what a passing front-end asked for ends with it."""
        with suppress(Refused, StorageError):  # then they fail when their lease ends
            for job in await self.queue():
                if job.address.frontend in self._frontends and job.address.passing:
                    await self.cancel(job.id, replace(job.requester, admin=True))


@contextmanager
def _refusing() -> Iterator[None]:
    """Storage that cannot take a request refuses it; nothing was stored."""
    try:
        yield
    except StorageError as error:
        raise NotReady(str(error)) from error
