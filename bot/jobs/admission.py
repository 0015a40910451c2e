"""Admission: what may be drawn at all, and the one commit that takes it: job, credits and audit."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotReady, QueueFull, Refused
from bot.domain.jobs import Job, JobStatus, Parent
from bot.domain.limits import Limits, QueueLimits
from bot.domain.requester import Address, Requester
from bot.domain.requests import Request, normalized, source_images
from bot.jobs.estimates import Estimates
from bot.jobs.idempotency import IdempotencyKey, ensure_new, remember
from bot.jobs.validation import check
from bot.rules.moderation import Gate
from bot.rules.pricing import cost, work
from bot.rules.quotas import Quotas
from bot.rules.service_mode import DRAINING, Mode, mode_of
from bot.storage.files.data_folder import DataFolder
from bot.storage.stores import Stores
from bot.storage.timings import note_estimate
from generation.engine import EngineInfo
from generation.errors import UserError

DISK_FULL = "The disk is almost full, so nothing new is taken; what is queued is still drawn. Try again later."
PICTURE_GONE = "The picture that this starts from is not here any more: attach it again."


class Admission:
    """Takes requests in, or refuses them and stores nothing."""

    def __init__(
        self,
        stores: Stores,
        folder: DataFolder,
        limits: Limits,
        queue_limits: QueueLimits,
        lease: timedelta,
        estimates: Estimates,
        gate: Gate,
        quotas: Quotas,
    ) -> None:
        self._stores, self._folder, self._lease, self._estimates = stores, folder, lease, estimates
        self._limits, self._queue_limits = limits, queue_limits
        self._gate, self._quotas = gate, quotas

    async def admit(
        self,
        requester: Requester,
        request: Request,
        address: Address,
        info: EngineInfo | None,
        parent: Parent | None = None,
        once: IdempotencyKey | None = None,
    ) -> Job:
        """The job, stored; raises Refused, or AlreadyTaken where `once` names a request that was taken in before.

        Without `info` the model is still loading: what it has to say of the request, and its price, come by `price`.
        """
        request = normalized(request)
        check(request, self._limits, info)
        await self._gate.check(requester, request, address)
        await self._stores.files.fetch(source_images(request))
        if any(self._stores.files.find(sha256) is None for sha256 in source_images(request)):
            raise Refused(PICTURE_GONE, field="image")
        if not await self._folder.has_room():
            raise NotReady(DISK_FULL)
        job = Job(
            id=secrets.token_hex(16),
            requester=requester,
            request=request,
            address=address,
            status=JobStatus.QUEUED,
            cost=0 if info is None else cost(request, info),
            created_at=datetime.now(UTC),
            parent=parent,
            work=0 if info is None else work(request, info),
        )
        async with self._stores.database.write() as session:
            await ensure_new(session, self._stores, requester, once)
            await self._check_open(session)
            await self._check_queue(session, requester)
            await self._stores.jobs.add(session, job, self._lease if address.ephemeral else None)
            if info is not None:
                await self._quotas.hold(session, job)
            detail = {"cost": job.cost, "frontend": address.frontend}
            await self._stores.audit.add(session, requester, "job.submit", job.id, detail)
            await remember(session, self._stores, requester, once, job)
            return await self._estimated(session, job)

    async def price(self, info: EngineInfo) -> tuple[list[Job], list[tuple[Job, str]]]:
        """What was taken in while the model was loading: those that now have a price and a hold on it, in one commit
        with its audit; and those that cannot be drawn, each with the sentence that says why.
        """
        priced, refused = [], []
        async with self._stores.database.write() as session:
            for waiting in await self._stores.jobs.unpriced(session):
                try:
                    check(waiting.request, self._limits, info)
                    job = replace(waiting, cost=cost(waiting.request, info), work=work(waiting.request, info))
                    await self._quotas.hold(session, job)
                except UserError as error:
                    refused.append((waiting, str(error)))
                    continue
                await self._stores.jobs.price(session, job)
                await self._stores.audit.add(session, job.requester, "job.price", job.id, {"cost": job.cost})
                priced.append(await self._estimated(session, job))
        return priced, refused

    async def _estimated(self, session: AsyncSession, job: Job) -> Job:
        """With what is said of its time, which is kept to see how true it was."""
        if (estimate := await self._estimates.of(session, job)) is None:
            return job
        await note_estimate(session, job.id, estimate.reckoned, estimate.seconds)
        return replace(job, estimated_seconds=estimate.seconds)

    async def _check_open(self, session: AsyncSession) -> None:
        if await mode_of(self._stores.state, session) is Mode.DRAINING:
            raise NotReady(DRAINING)

    async def _check_queue(self, session: AsyncSession, requester: Requester) -> None:
        jobs, limits = self._stores.jobs, self._queue_limits
        if await jobs.count_queued(session, requester) >= limits.per_user:
            raise QueueFull(f"You already have {limits.per_user} jobs waiting: let one finish, or cancel one.")
        if await jobs.count_queued(session) >= limits.depth:
            raise QueueFull(f"The queue is full with {limits.depth} jobs; try again in a few minutes.")
