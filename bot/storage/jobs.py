"""JobStore: jobs on their way from queued to an end.

Every method takes the session of the caller, so that what belongs together is one commit. What happens to every job has
a plain form besides, `…_now`, for `Database.run_session`. A job is handed out under a
lease with a fencing number (`attempt`); whoever lost the lease can change nothing any more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.domain.jobs import Job, JobStatus, Outcome
from bot.domain.requester import Requester
from bot.storage.credits import CreditStore
from bot.storage.database.clock import Clock, LeaseClock, database_moment, utc_now
from bot.storage.fair_order import NEXT, fair_order, is_priced
from bot.storage.files.frame_files import FrameFiles
from bot.storage.job_mapping import frame_rows, job_columns, job_value, outcome_columns
from bot.storage.outbox import OutboxStore
from bot.storage.tables.core import JobRow, RequesterRow

MAX_DEATHS = 3  # of workers that drew it
MAX_ATTEMPTS = 25  # whatever ended them: then something about it may be what stops the whole service
UNFINISHED = (JobStatus.QUEUED, JobStatus.RUNNING)
ORPHANED = "The program that asked for this ended before it was drawn."


class JobStore:
    def __init__(
        self,
        credits: CreditStore,
        outbox: OutboxStore,
        files: FrameFiles,
        now: Clock = utc_now,
        moment: LeaseClock = database_moment,  # what leases are measured by
    ) -> None:
        self._credits, self._outbox, self._files = credits, outbox, files
        self._now, self._moment = now, moment

    async def add(self, session: AsyncSession, job: Job, lease: timedelta | None = None) -> None:
        """Store a new, queued job; its credits are held by `Quotas.hold` in the same session.

        With a lease it waits only so long (see `renew_queued`): a passing front-end's jobs end with its process.
        """
        requester = await self._requester(session, job.requester)
        row = JobRow(**job_columns(job, requester.id))
        row.lease_until = await session.run_sync(self._moment) + lease if lease else None
        session.add(row)
        await session.flush()

    async def claim(
        self, session: AsyncSession, frontends: Collection[str], owner: str, lease: timedelta, *, alone: bool = True
    ) -> Job | None:
        return await session.run_sync(self.claim_now, frontends, owner, lease, alone=alone)

    def claim_now(
        self, session: Session, frontends: Collection[str], owner: str, lease: timedelta, *, alone: bool = True
    ) -> Job | None:
        """The next job to draw, now running under a lease; None when nothing waits for these front-ends.

        Fair: whoever has the fewest jobs running comes first, then the oldest job. One that was begun before may be
        what its drawer died of, so it is for who would draw it `alone`; others wait with it, or it would wait for ever.
        """
        row = session.scalar(NEXT, {"frontends": list(frontends)})
        if row is None or (row.attempt and not alone):
            return None
        now = self._moment(session)
        row.status, row.attempt, row.started_at = JobStatus.RUNNING, row.attempt + 1, now
        row.lease_owner, row.lease_until = owner, now + lease
        session.flush()
        return job_value(row, self._files)

    async def unpriced(self, session: AsyncSession) -> list[Job]:
        """Queued jobs that nobody has set credits aside for: they were taken in before their model was there."""
        return await self._jobs(session, JobRow.status == JobStatus.QUEUED, ~is_priced(), order=JobRow.number)

    async def price(self, session: AsyncSession, job: Job) -> None:
        """Store what a queued job costs; its credits are held by `Quotas.hold` in the same session."""
        await self._change(session, job, (JobStatus.QUEUED,), {"cost": job.cost, "work": job.work})

    async def renew(self, session: AsyncSession, job: Job, lease: timedelta) -> bool:
        """Prolong a running job's lease; False when it is lost: stop drawing."""
        values = {"lease_until": await session.run_sync(self._moment) + lease}
        return await self._change(session, job, (JobStatus.RUNNING,), values)

    async def renew_queued(self, session: AsyncSession, frontends: Collection[str], lease: timedelta) -> None:
        """Prolong the wait of the jobs of these passing front-ends."""
        waiting = (JobRow.status == JobStatus.QUEUED, JobRow.frontend.in_(frontends))
        until = await session.run_sync(self._moment) + lease
        await session.execute(update(JobRow).where(*waiting).values(lease_until=until))

    async def requeue(self, session: AsyncSession, job: Job) -> bool:
        """Queue a running job again because its drawer stops in good order, which is not held against the job."""
        values = {"status": JobStatus.QUEUED, "lease_owner": None}
        return await self._change(session, job, (JobStatus.RUNNING,), values)

    async def retry_or_fail(self, session: AsyncSession, job: Job) -> Job:
        """Queue a running job again because its drawer died, or fail it after the third time; returns it as it is."""
        values = {"status": JobStatus.QUEUED, "lease_owner": None, "deaths": JobRow.deaths + 1}
        if await self._change(session, job, (JobStatus.RUNNING,), values):
            deaths = await session.scalar(select(JobRow.deaths).where(JobRow.id == job.id)) or 0
            if deaths >= MAX_DEATHS:
                await self._cut_short(session, job, MAX_DEATHS)
        return await self._reload(session, job.id)

    async def requeue_expired(self, session: AsyncSession, owner: str | None = None) -> list[Job]:
        """Queue every running job again whose lease has run out, or is of an `owner` known to be dead; returns these.

        That a service died is not held against its jobs, as it would be that a worker did (`retry_or_fail`).
        Jobs of a passing front-end fail, running or queued: nobody is left to deliver them.
        """
        expired = JobRow.lease_until < await session.run_sync(self._moment)
        running = (JobRow.status == JobStatus.RUNNING) & (expired | (JobRow.lease_owner == owner))
        forsaken = JobRow.status.in_(UNFINISHED) & expired & JobRow.frontend.contains(":")
        jobs = await self._jobs(session, running | forsaken, order=JobRow.number)
        return [
            await self._orphan(session, job) if job.address.ephemeral else await self._take_up(session, job)
            for job in jobs
        ]

    async def _take_up(self, session: AsyncSession, job: Job) -> Job:
        if job.attempt < MAX_ATTEMPTS:
            await self.requeue(session, job)
        else:
            await self._cut_short(session, job, job.attempt)
        return await self._reload(session, job.id)

    async def _cut_short(self, session: AsyncSession, job: Job, times: int) -> None:
        sentence = f"Drawing was cut short {times} times; ask again, perhaps for a smaller picture."
        await self.finish(session, replace(job, status=JobStatus.FAILED, outcome=Outcome(error=sentence)))

    async def _orphan(self, session: AsyncSession, job: Job) -> Job:
        await self.finish(session, replace(job, status=JobStatus.FAILED, outcome=Outcome(error=ORPHANED)), reply=False)
        return await self._reload(session, job.id)

    async def finish(self, session: AsyncSession, job: Job, *, reply: bool = True) -> bool:
        return await session.run_sync(self.finish_now, job, reply=reply)

    def finish_now(self, session: Session, job: Job, *, reply: bool = True) -> bool:
        """Store a job's end: status, frames, credits and the reply that is owed (unless to nobody), in this session.

        False, and nothing stored, when the job has ended or `job.attempt` is not the current one.
        """
        if not job.status.ended:
            raise ValueError(f"{job.status} is not an end")
        values = {
            "status": job.status,
            "ended_at": self._now(),
            "lease_owner": None,
            "lease_until": None,
            **outcome_columns(job.outcome),
        }
        if not self._change_now(session, job, UNFINISHED, values):
            return False
        session.add_all(frame_rows(job))
        self._credits.settle_now(session, job.id, "capture" if job.status is JobStatus.SUCCEEDED else "release")
        if reply:
            self._outbox.add_now(session, job.id, job.address.frontend)
        session.flush()
        return True

    async def refund(self, session: AsyncSession, job_id: str) -> bool:
        """Give back what a job was charged because its reply reached nobody; False where it was charged nothing."""
        return await self._credits.refund(session, job_id)

    async def get(self, session: AsyncSession, job_id: str) -> Job | None:
        jobs = await self._jobs(session, JobRow.id == job_id, order=JobRow.number)
        return jobs[0] if jobs else None

    async def by_prefix(self, session: AsyncSession, prefix: str, requester: Requester | None = None) -> list[Job]:
        """Jobs whose id starts so, anybody's or one requester's: none, the one, or two where it is ambiguous."""
        # The range lets the index find them: LIKE alone reads the whole table.
        found = [JobRow.id.between(prefix, prefix + "g"), JobRow.id.startswith(prefix, autoescape=True)]
        if requester is not None:
            found.append(_asked_by(requester))
        return await self._jobs(session, *found, order=JobRow.number.desc(), limit=2)

    async def history(self, session: AsyncSession, requester: Requester, count: int) -> list[Job]:
        """A requester's last jobs, newest first."""
        return await self._jobs(session, _asked_by(requester), order=JobRow.number.desc(), limit=count)

    async def page(
        self,
        session: AsyncSession,
        requester: Requester | None,
        count: int,
        before: str | None = None,
        status: JobStatus | None = None,
    ) -> list[Job]:
        """Jobs newest first, of one requester or of all: those that are older than the job `before`."""
        found = [] if requester is None else [_asked_by(requester)]
        if status is not None:
            found.append(JobRow.status == status)
        if before is not None:
            found.append(JobRow.number < select(JobRow.number).where(JobRow.id == before).scalar_subquery())
        return await self._jobs(session, *found, order=JobRow.number.desc(), limit=count)

    async def latest(self, session: AsyncSession, count: int) -> list[Job]:
        """Everybody's last jobs, newest first."""
        return await self._jobs(session, order=JobRow.number.desc(), limit=count)

    async def children(self, session: AsyncSession, job_id: str) -> list[Job]:
        """The jobs that were made from this one, oldest first."""
        return await self._jobs(session, JobRow.parent_id == job_id, order=JobRow.number)

    async def latest_unfinished(self, session: AsyncSession, requester: Requester) -> Job | None:
        mine = (_asked_by(requester), JobRow.status.in_(UNFINISHED))
        jobs = await self._jobs(session, *mine, order=JobRow.number.desc(), limit=1)
        return jobs[0] if jobs else None

    async def queue(self, session: AsyncSession) -> list[Job]:
        """Running jobs, then queued ones in the order in which they will be claimed."""
        unfinished = await self._jobs(session, JobRow.status.in_(UNFINISHED), order=JobRow.number)
        running = [job for job in unfinished if job.status is JobStatus.RUNNING]
        if len(running) == len(unfinished):
            return running
        order = fair_order()
        query = select(JobRow).join(order, order.c.number == JobRow.number).order_by(order.c.turn, JobRow.number)
        return running + [job_value(row, self._files) for row in await session.scalars(query)]

    async def count_queued(self, session: AsyncSession, requester: Requester | None = None) -> int:
        """How many jobs wait: all of them, or one requester's."""
        query = select(func.count()).select_from(JobRow).where(JobRow.status == JobStatus.QUEUED)
        if requester is not None:
            query = query.where(_asked_by(requester))
        return await session.scalar(query) or 0

    async def counts(self, session: AsyncSession) -> dict[JobStatus, int]:
        """How many jobs there are of every status."""
        rows = await session.execute(select(JobRow.status, func.count()).group_by(JobRow.status))
        counted = {JobStatus(status): count for status, count in rows}
        return {status: counted.get(status, 0) for status in JobStatus}

    async def _jobs(
        self,
        session: AsyncSession,
        *conditions: ColumnElement[bool],
        order: SQLColumnExpression[int],
        limit: int | None = None,
    ) -> list[Job]:
        query = select(JobRow).where(*conditions).order_by(order).limit(limit)
        query = query.execution_options(populate_existing=True)  # `_change` writes past the session's objects
        return [job_value(row, self._files) for row in await session.scalars(query)]

    async def _reload(self, session: AsyncSession, job_id: str) -> Job:
        job = await self.get(session, job_id)
        if job is None:
            raise LookupError(job_id)
        return job

    async def _change(
        self, session: AsyncSession, job: Job, statuses: Collection[JobStatus], values: Mapping[str, object]
    ) -> bool:
        return await session.run_sync(self._change_now, job, statuses, values)

    def _change_now(
        self, session: Session, job: Job, statuses: Collection[JobStatus], values: Mapping[str, object]
    ) -> bool:
        """Update a job if its fencing number and status still are what the caller believes."""
        fence = (JobRow.id == job.id, JobRow.attempt == job.attempt, JobRow.status.in_(statuses))
        changed = session.execute(update(JobRow).where(*fence).values(values).returning(JobRow.id))
        return changed.scalar_one_or_none() is not None

    async def _requester(self, session: AsyncSession, requester: Requester) -> RequesterRow:
        row = await session.scalar(select(RequesterRow).where(_is(requester)))
        row = row or RequesterRow(platform=requester.platform, user=requester.user)
        row.name = requester.name
        session.add(row)
        await session.flush()
        return row


def _asked_by(requester: Requester) -> ColumnElement[bool]:
    person = select(RequesterRow.id).where(_is(requester)).scalar_subquery()
    return JobRow.requester_id == person


def _is(requester: Requester) -> ColumnElement[bool]:
    return (RequesterRow.platform == requester.platform) & (RequesterRow.user == requester.user)
