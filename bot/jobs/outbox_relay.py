"""Replies that are owed, out of the outbox to their front-ends.

A row is written in the commit that ends a job, and marked once its front-end has returned from `deliver`. A front-end
that raises gets it again, 5 s to half an hour later, for a day. Then, or at once where nobody can be reached, the reply
is given up: the job's credits come back in the same commit, and its pictures stay in the requester's history. Of hosts
on one database each sends what it has claimed (`OutboxStore.claim_now`).

Between a reply that went out and its mark a process can be killed; then `deliver` sees the job twice: "sent once" is as
exact as that front-end is idempotent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from bot.background import Tasks, forever, insist, wait_for_event
from bot.domain.errors import Undeliverable
from bot.domain.jobs import Job
from bot.jobs.events import Event
from bot.jobs.metrics import Tally
from bot.jobs.ports import Deliverer, StandsBy
from bot.redaction import brief
from bot.storage import Database, Delivery, FrameFiles, JobStore, OutboxStore

LOOK_SECONDS = 5.0  # between two looks at the outbox, when nothing wakes us
DELIVER_SECONDS = 120.0  # for a front-end to send one reply
AT_ONCE = 20
CLAIM = timedelta(seconds=30)  # prolonged at every look; a host that dies leaves its replies to others after it

log = structlog.get_logger(__name__)


class OutboxRelay:
    """Sends what is due, a few at once, so that one slow place holds up no other."""

    def __init__(
        self,
        database: Database,
        outbox: OutboxStore,
        jobs: JobStore,
        frontends: Mapping[str, Deliverer],
        tally: Tally,
        files: FrameFiles,
    ) -> None:
        self._database, self._outbox, self._jobs = database, outbox, jobs
        self._frontends, self._tally, self._files = frontends, tally, files
        self._wake = asyncio.Event()
        self._under_way: set[str] = set()
        self._loop, self._sending, self._noting = Tasks(), Tasks(), Tasks()

    def start(self) -> None:
        self._loop.start(forever("delivering replies", self._look))

    async def stop(self, seconds: float = 5.0) -> None:
        """Let what is being sent go out; the rest stays owed."""
        await self._loop.close()
        await self._sending.finish(seconds)
        await self._sending.close()
        await self._noting.finish(seconds)  # what went out and is not noted would go out again
        await self._noting.close()

    def wake(self) -> None:
        """There may be a reply to send."""
        self._wake.set()

    def on_event(self, event: Event) -> None:
        """A job that ended owes a reply."""
        if isinstance(event, Job) and event.status.ended:
            self.wake()

    async def _look(self) -> None:
        self._wake.clear()
        before = set(self._under_way)  # what is sent and marked while we read still looks due to us
        for delivery in await self._due(before):
            if delivery.job_id not in before and len(self._under_way) < AT_ONCE:
                self._under_way.add(delivery.job_id)
                self._sending.start(self._deliver(delivery))
        await wait_for_event(self._wake, LOOK_SECONDS)

    async def _due(self, before: Collection[str]) -> list[Delivery]:
        ours = [name for name, each in self._frontends.items() if not (isinstance(each, StandsBy) and each.stands_by)]
        if not self._database.shared:
            async with self._database.read() as session:
                return await self._outbox.due(session, ours, AT_ONCE)

        def claim(session: Session) -> list[Delivery]:
            self._outbox.renew_now(session, before, CLAIM)
            return self._outbox.claim_now(session, ours, CLAIM, AT_ONCE - len(before))

        return await self._database.run_session(claim, urgent=True)

    async def _deliver(self, delivery: Delivery) -> None:
        with bound_contextvars(job=delivery.job_id):
            try:
                error = await self._send(delivery)
            except BaseException:
                self._under_way.discard(delivery.job_id)
                raise
            self._noting.start(self._keep(delivery, error))  # a task of its own: no stop comes between

    async def _keep(self, delivery: Delivery, error: Exception | None) -> None:
        """Note what became of it."""
        try:
            self._tally.sent += error is None
            self._tally.unsent += error is not None
            await insist(f"noting the reply of job {delivery.job_id}", lambda: self._note(delivery, error))
            self.wake()
        finally:
            self._under_way.discard(delivery.job_id)

    async def _send(self, delivery: Delivery) -> Exception | None:
        """Send one reply; returns what went wrong, or nothing. An outermost loop: front-ends are plug-ins."""
        job = await insist(f"reading job {delivery.job_id}", lambda: self._job(delivery.job_id))
        if job is None:
            return Undeliverable("the job is gone")
        try:
            async with asyncio.timeout(DELIVER_SECONDS):
                await self._files.fetch(each.sha256 for each in job.outcome.pictures)  # another host may have drawn it
                await self._frontends[delivery.frontend].deliver(job)
        except Exception as error:  # tried again, for a day
            log.warning("a reply did not go out", job=job.id, frontend=delivery.frontend, reason=brief(error))
            return error
        log.info("reply sent", job=job.id, frontend=delivery.frontend)
        return None

    async def _note(self, delivery: Delivery, error: Exception | None) -> None:
        if error is None:
            sent = partial(self._outbox.mark_sent_now, job_id=delivery.job_id)
            await self._database.run_session(sent, urgent=True)
            return
        async with self._database.write() as session:
            if not await self._postponed(session, delivery, error):
                await self._give_up(session, delivery, error)

    async def _postponed(self, session: AsyncSession, delivery: Delivery, error: Exception) -> bool:
        if isinstance(error, Undeliverable):
            return False
        return await self._outbox.postpone(session, delivery, brief(error)) is not None

    async def _give_up(self, session: AsyncSession, delivery: Delivery, error: Exception) -> None:
        if await self._outbox.give_up(session, delivery, brief(error)):
            refunded = await self._jobs.refund(session, delivery.job_id)
            log.error("a reply is given up", job=delivery.job_id, reason=brief(error), refunded=refunded)

    async def _job(self, job_id: str) -> Job | None:
        async with self._database.read() as session:
            return await self._jobs.get(session, job_id)
