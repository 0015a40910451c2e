"""From the queue to the workers: claims jobs, keeps their leases, takes back what a dead worker left.

A job is claimed under a lease with a fencing number, renewed three times per lease. Whoever dies loses it: a dead
worker's jobs are queued again at once, a killed service's when it is back, or by any other service when the lease ends.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from bot.background import Tasks, forever, insist, wait_for_event
from bot.domain.errors import StorageError
from bot.domain.jobs import Job, JobStatus, Progress
from bot.domain.requester import is_ephemeral
from bot.domain.requests import source_images
from bot.jobs.estimates import Estimates
from bot.jobs.events import EventBus
from bot.jobs.places import Places
from bot.jobs.results import Results
from bot.rules.service_mode import KEY, Mode, mode_of
from bot.storage import Database, FrameFiles, JobStore, StateStore
from bot.storage.queue_counts import recount, waiting_for
from bot.worker.messages import JobDone, JobFailed, JobProgress
from bot.worker.room import Room
from bot.worker.scaling import Bounds
from bot.worker.starters import Starter
from bot.worker.supervisor import JobMessage, WorkerSupervisor
from generation.engine import EngineInfo

Price = Callable[[EngineInfo], Awaitable[tuple[list[Job], list[tuple[Job, str]]]]]  # see `Admission.price`
SETTLE_SECONDS = 5.0  # at a stop, for results to reach the store
GONE = "A picture that this starts from is not here any more."

log = structlog.get_logger(__name__)


class Dispatcher:
    """Hands jobs to workers, and what comes of them to `results`."""

    def __init__(
        self,
        database: Database,
        jobs: JobStore,
        files: FrameFiles,
        state: StateStore,
        results: Results,
        events: EventBus,
        estimates: Estimates,
        engines: Sequence[Mapping[str, Any]],  # settings, one per worker
        price: Price,
        *,
        frontends: Collection[str],
        owner: str,  # whose leases these are; nobody else alive may have this name
        lease: timedelta,
        bounds: Bounds,  # of how many workers are up
        starter: Starter,  # of workers, wherever they run
    ) -> None:
        self.info: EngineInfo | None = None  # of the first worker that was ready
        self._database, self._jobs, self._files, self._state = database, jobs, files, state
        self._results, self._events, self._estimates = results, events, estimates
        self._frontends, self._owner, self._lease = frontends, owner, lease
        self._price, self._unpriced = price, True  # whether jobs may wait that were taken in before there was a model
        self._ephemeral = [name for name in frontends if is_ephemeral(name)]
        self.room = Room(engines, starter, bounds, changed=self._changed, heard=self._heard, lost=self._lost)
        self._held: dict[str, Job] = {}  # claimed by us and not at their end
        self._places = Places(database, jobs, events, estimates, frontends)
        self._wake = asyncio.Event()
        self._news = asyncio.Event()  # a worker became ready, or broke
        self._loops, self._ends = Tasks(), Tasks()
        self._stopping = False
        self.draining = False  # nothing more is begun
        self._let_go_of_one = asyncio.Event()

    async def ready(self, *, patient: bool = True) -> EngineInfo | None:
        """Wait until there is an engine; None when there will be none or, without patience, is none yet."""
        while self.info is None and not (self.room.broken if patient else self.room.trouble):
            self._news.clear()
            await self._news.wait()
        return self.info

    async def start(self) -> None:
        """Take up what an earlier life of this owner left, then begin to draw."""
        await self._database.run(recount)
        async with self._database.write(urgent=True) as session:
            taken_up = await self._jobs.requeue_expired(session, self._owner)
        for job in taken_up:
            log.info("job taken up", job=job.id, status=job.status.value, attempt=job.attempt)
            self._events.publish_job(job)
        self.room.start()
        self._loops.start(forever("handing out jobs", self._hand_out))
        self._loops.start(forever("keeping leases", self._keep_leases))
        if self._database.shared:
            self._loops.start(forever("hearing of other hosts", self._hear_of_others))

    async def drain(self, seconds: float) -> None:
        """Begin nothing more, and wait so long for the end of what is being drawn."""
        self.draining = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._held:
                    self._let_go_of_one.clear()
                    await self._let_go_of_one.wait()

    async def stop(self) -> None:
        """Stop drawing; what is unfinished goes back to the queue."""
        self._stopping = True
        await self._loops.close()
        await self.room.stop()
        await self._ends.finish(SETTLE_SECONDS)
        await self._ends.close()
        try:
            async with self._database.write(urgent=True) as session:
                for job in self._held.values():
                    await self._jobs.requeue(session, job)
        except StorageError as error:  # then their leases end by themselves
            log.warning("unfinished jobs were not given back", reason=error.detail)

    def wake(self, *, unpriced: bool = False) -> None:
        """There may be a job to hand out; or one that the engine has not been asked about, as it was loading."""
        self._unpriced = self._unpriced or unpriced
        self._wake.set()

    async def drop(self, job_id: str) -> None:
        """Stop drawing a job that nobody wants any more."""
        self._held.pop(job_id, None)
        self._let_go_of_one.set()
        self._places.forget(job_id)
        await self.room.drop(job_id)
        self.wake()

    async def _hand_out(self) -> None:
        """Fill the workers, then wait for a reason to look again; for jobs queued by other processes, a while."""
        self._wake.clear()
        if self._unpriced and (self.info or self.room.broken):
            await self._price_waiting()
        while (
            not self.draining
            and (worker := self.room.free()) is not None
            and (job := await self._claim(worker)) is not None
        ):
            self._held[job.id] = job
            self._events.publish(job)
            with bound_contextvars(job=job.id):
                log.info("job given to a worker", attempt=job.attempt, worker=worker.pid)
                await self._hand_over(job, worker)
        await self._scale()
        untold = await self._places.tell()
        await wait_for_event(self._wake, untold if untold > 0 else self._lease.total_seconds() / 3)

    async def _hear_of_others(self) -> None:
        """Jobs that they take in may be ours to draw; what they end, whoever watches here hears of.

        News that begin anew may follow a gap: then every job is looked at whose end somebody here waits for.
        """
        async with aclosing(self._database.news()) as news:
            async for job_id, status in news:
                if status in ("", JobStatus.QUEUED):
                    self.wake()
                if job_id in self._held and JobStatus(status).ended:
                    await self.drop(job_id)
                if self._events.watched:
                    await self._pass_on([job_id] if job_id else list(self._events.unfinished))
                elif job_id:
                    self._events.unfinished.discard(job_id)

    async def _pass_on(self, job_ids: Sequence[str]) -> None:
        async with self._database.read() as session:
            found = [await self._jobs.get(session, each) for each in job_ids]
        for job in found:
            if job is not None:
                self._events.pass_on(job)

    async def _price_waiting(self) -> None:
        """What was asked for while the model loaded is a job like any other, or ends with the reason why it is none."""
        self._unpriced = False  # before it is asked: another may come meanwhile
        try:
            if self.info is not None:
                priced, refused = await self._price(self.info)
            else:
                async with self._database.read() as session:
                    priced, refused = [], [(job, self.room.broken) for job in await self._jobs.unpriced(session)]
        except StorageError:  # they wait on, and are asked about at the next look
            self._unpriced = True
            raise
        for job in priced:
            self._events.publish_job(job)
        for job, sentence in refused:
            await self._results.fail(job, sentence)

    async def _hand_over(self, job: Job, worker: WorkerSupervisor) -> None:
        """With the pictures that the request names: a worker reads no files of ours."""
        found = {sha256: await self._files.read(sha256) for sha256 in source_images(job.request)}
        pictures = {sha256: content for sha256, content in found.items() if content is not None}
        if len(pictures) == len(found):
            await worker.draw(job, pictures)
        else:
            self._ends.start(self._fail(job, GONE))

    async def _fail(self, job: Job, sentence: str) -> None:
        await self._results.fail(job, sentence)
        self._let_go(job)

    async def _scale(self) -> None:
        """More workers for jobs that none has room for, where there may be more; fewer when some have nothing to do."""
        waiting = 0
        if self.room.can_grow and not self.draining and self.room.free() is None:
            async with self._database.read() as session:
                if await mode_of(self._state, session) is not Mode.PAUSED:
                    waiting = await waiting_for(session, self._frontends)
        self.room.scale(waiting)

    async def _claim(self, worker: WorkerSupervisor) -> Job | None:
        def claim(session: Session) -> Job | None:
            if self._state.get_now(session, KEY) == Mode.PAUSED:
                return None
            return self._jobs.claim_now(session, self._frontends, self._owner, self._lease, alone=not worker.jobs)

        return await self._database.run_session(claim, urgent=True)

    async def _keep_leases(self) -> None:
        """Renew ours first: in the same commit those of the dead are ended, and ours must not look dead."""
        await asyncio.sleep(self._lease.total_seconds() / 3)
        held = list(self._held.values())
        async with self._database.write(urgent=True) as session:
            lost = [job for job in held if not await self._jobs.renew(session, job, self._lease)]
            await self._jobs.renew_queued(session, self._ephemeral, self._lease)
            changed = await self._jobs.requeue_expired(session)
            taken = [job for job in lost if self._held.get(job.id) is job]  # the others we ended ourselves just now
            changed += [now for job in taken if (now := await self._jobs.get(session, job.id)) is not None]
        for job in taken:
            log.warning("a job was taken from us", job=job.id, attempt=job.attempt)
            await self.drop(job.id)
        for job in changed:
            self._events.publish_job(job)
        self.wake()

    def _changed(self) -> None:
        """A worker became ready, broke or went."""
        loaded = self.room.loaded
        self.info = self.info or next(iter(loaded), None)
        self._estimates.drawn_by(self.info, len(loaded))
        self._news.set()
        self.wake()

    def _heard(self, job: Job, message: JobMessage, info: EngineInfo) -> None:
        if isinstance(message, JobProgress):
            step, steps = message.step, message.num_steps
            left = self._estimates.advanced(job.id, step, steps)
            self._events.publish(Progress(job.id, step, steps, preview=message.preview, estimated_seconds=left))
        else:
            with bound_contextvars(job=job.id):  # which the task takes with it
                self._ends.start(self._end(job, message, info))
            self.wake()

    async def _end(self, job: Job, message: JobDone | JobFailed, info: EngineInfo) -> None:
        try:
            if isinstance(message, JobDone):
                await self._results.succeed(job, message, info)
            else:
                await self._results.fail(job, message.sentence)
        except Exception:  # else the job would stay ours: let go of, its lease runs out, and it is drawn again
            log.exception("a result could not be stored", attempt=job.attempt)
        self._let_go(job)

    def _lost(self, jobs: list[Job], begun: Collection[str]) -> None:
        if jobs and not self._stopping:
            self._ends.start(insist("queueing a dead worker's jobs again", lambda: self._lose(jobs, begun)))

    async def _lose(self, jobs: list[Job], begun: Collection[str]) -> None:
        """Only those that it had `begun` may have been what it died of."""
        async with self._database.write(urgent=True) as session:
            for job in jobs:
                if job.id not in begun:
                    await self._jobs.requeue(session, job)
            as_they_are = [
                await self._jobs.retry_or_fail(session, job)
                if job.id in begun
                else await self._jobs.get(session, job.id)
                for job in jobs
            ]
        for before, now in zip(jobs, as_they_are, strict=True):
            self._let_go(before)
            if now is not None:
                self._events.publish_job(now)
        self.wake()

    def _let_go(self, job: Job) -> None:
        """Unless a newer attempt at it is ours as well."""
        if self._held.get(job.id) is job:
            del self._held[job.id]
            self._let_go_of_one.set()
