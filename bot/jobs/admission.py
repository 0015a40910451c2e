"""Admission: what may be drawn at all, and the one commit that takes it: job, credits and audit.

What rules say is known beforehand; that they still hold is part of the commit.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotReady, QueueFull, Refused
from bot.domain.jobs import Job, JobStatus, Parent
from bot.domain.limits import Limits, QueueLimits
from bot.domain.requester import Address, Requester
from bot.domain.requests import Request, normalized, source_images
from bot.jobs.estimates import Estimates
from bot.jobs.idempotency import IdempotencyKey, TakenBefore, counts, ensure_new
from bot.jobs.validation import check
from bot.jobs.world import check_world
from bot.rules.moderation import Gate
from bot.rules.pricing import cost, work
from bot.rules.quotas import Quotas
from bot.rules.service_mode import DRAINING, KEY, Mode
from bot.storage.admissions import standing
from bot.storage.admissions import take_in as store
from bot.storage.database.clock import utc_now
from bot.storage.files.data_folder import DataFolder
from bot.storage.queue_counts import Queue
from bot.storage.rulebook import Rules, RulesChanged
from bot.storage.stores import Stores
from bot.storage.timings import note_estimate
from generation.engine import EngineInfo
from generation.errors import UserError

DISK_FULL = "The disk is almost full, so nothing new is taken; what is queued is still drawn. Try again later."
PICTURE_GONE = "A picture that this starts from or looks at is not here any more: attach it again."


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
        frontends: Collection[str],  # whose jobs are drawn here
    ) -> None:
        self._stores, self._folder, self._lease, self._estimates = stores, folder, lease, estimates
        self._limits, self._queue_limits = limits, queue_limits
        self._gate, self._quotas, self._frontends = gate, quotas, frontends

    async def admit(
        self,
        requester: Requester,
        request: Request,
        address: Address,
        info: EngineInfo | None,
        parent: Parent | None = None,
        once: IdempotencyKey | None = None,
    ) -> tuple[Job, int]:
        """The job, stored, and how many are before it; raises Refused, or DuplicateRequest where `once` names a request
        that was taken in before.

        Without `info` the model is still loading: what it has to say of the request, and its price, come by `price`.
        """
        request = normalized(request)
        check(request, self._limits, info)
        check_world(request, info, parent)
        rules = await self._allowing(requester, request, address)
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
            created_at=utc_now(),
            parent=parent,
            work=0 if info is None else work(request, info),
        )
        await self._estimates.refresh()
        while True:
            take_in = partial(self._take_in, job=job, rules=rules, priced=info is not None, once=once)
            try:
                return await self._stores.database.run(take_in)
            except RulesChanged:
                rules = await self._stores.rules.current()
                await self._gate.check(requester, request, address, rules)
            except TakenBefore:
                async with self._stores.database.read() as session:
                    await ensure_new(session, self._stores, requester, once)

    async def _allowing(self, requester: Requester, request: Request, address: Address) -> Rules:
        """The rules that let this through: those read last, or, where they do not, those that hold now."""
        try:
            rules = await self._stores.rules.last()
            await self._gate.check(requester, request, address, rules)
        except Refused:
            rules = await self._stores.rules.current()
            await self._gate.check(requester, request, address, rules)
        return rules

    def _take_in(
        self, connection: Connection, *, job: Job, rules: Rules, priced: bool, once: IdempotencyKey | None
    ) -> tuple[Job, int]:
        """In the writer's thread, in the commit of all its rows."""
        requester, now = job.requester, utc_now()
        found = standing(connection, requester, rules, now, self._frontends, once.key if once else None)
        if counts(found.known):
            raise TakenBefore
        if rules.state.get(KEY) == Mode.DRAINING:
            raise NotReady(DRAINING)
        self._check_queue(found.queue)
        if priced:
            self._quotas.check(
                requester, job.cost, rules.limits, user=found.user, server=found.server, shared=found.shared
            )
        paused = rules.state.get(KEY) == Mode.PAUSED
        estimate = None if paused else self._estimates.of_new(job.kind, job.work, found.queue)
        job = replace(job, estimated_seconds=estimate.seconds if estimate else None)
        store(
            connection,
            found,
            job,
            now,
            {"cost": job.cost, "frontend": job.address.frontend},
            held=priced,
            lease=self._lease if job.address.ephemeral else None,
            reckoned_seconds=estimate.reckoned if estimate else None,
            once=(once.key, once.request_hash) if once else None,
        )
        return job, found.queue.before

    async def price(self, info: EngineInfo) -> tuple[list[Job], list[tuple[Job, str]]]:
        """What was taken in while the model was loading: those that now have a price and a hold on it, in one commit
        with its audit; and those that cannot be drawn, each with the sentence that says why.
        """
        priced, refused = [], []
        async with self._stores.database.write() as session:
            for waiting in await self._stores.jobs.unpriced(session):
                try:
                    check(waiting.request, self._limits, info)
                    check_world(waiting.request, info, waiting.parent)
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

    def _check_queue(self, queue: Queue) -> None:
        limits = self._queue_limits
        if queue.own >= limits.per_user:
            raise QueueFull(f"You already have {limits.per_user} jobs waiting: let one finish, or cancel one.")
        if queue.waiting >= limits.depth:
            raise QueueFull(f"The queue is full with {limits.depth} jobs; try again in a few minutes.")
