"""From the queue to the workers: claims jobs, keeps their leases, takes back what a dead worker left.

A job is claimed under a lease with a fencing number, renewed three times per lease. Whoever dies loses it: a dead
worker's jobs are queued again at once, a killed service's when it is back, or by any other service when the lease ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog

from bot.background import Tasks, forever, insist, wait_for_event
from bot.domain.errors import StorageError
from bot.domain.jobs import Job, JobStatus, Progress
from bot.domain.requester import is_ephemeral
from bot.domain.requests import frame_count, source_images
from bot.jobs.estimates import Estimates
from bot.jobs.events import EventBus
from bot.jobs.results import Results
from bot.rules.service_mode import Mode, mode_of
from bot.storage import Database, FrameFiles, JobStore, StateStore
from bot.worker.messages import JobDone, JobFailed, JobProgress
from bot.worker.scaling import Bounds, Scaling
from bot.worker.supervisor import JobMessage, LocalProcesses, Starter, WorkerSupervisor
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
        starter: Starter | None = None,  # None: workers are processes of this machine
    ) -> None:
        self.info: EngineInfo | None = None  # of the first worker that was ready
        self._database, self._jobs, self._files, self._state = database, jobs, files, state
        self._results, self._events, self._estimates = results, events, estimates
        self._frontends, self._owner, self._lease = frontends, owner, lease
        self._price, self._unpriced = price, True  # whether jobs may wait that were taken in before there was a model
        self._ephemeral = [name for name in frontends if is_ephemeral(name)]
        self._starter = starter or LocalProcesses()
        self._room = {
            WorkerSupervisor(each, self._starter, changed=self._changed, heard=self._heard, lost=self._lost): int(
                each["max_batch"]
            )
            for each in engines
        }
        self._scaling = Scaling(list(self._room), bounds)
        self._held: dict[str, Job] = {}  # claimed by us and not at their end
        self._queued: set[str] = set()  # the jobs whose watchers know that they wait
        self._wake = asyncio.Event()
        self._news = asyncio.Event()  # a worker became ready, or broke
        self._loops, self._ends = Tasks(), Tasks()
        self._stopping = False

    @property
    def broken(self) -> str:
        """Why nothing can be drawn; empty while any worker lives or will live again."""
        sentences = [worker.broken for worker in self._scaling.up]
        return sentences[0] if sentences and all(sentences) else ""

    @property
    def worker_deaths(self) -> int:
        """Since the start."""
        return sum(worker.died for worker in self._room)

    async def ready(self) -> EngineInfo | None:
        """Wait until there is an engine; None when there will be none."""
        while self.info is None and not self.broken:
            self._news.clear()
            await self._news.wait()
        return self.info

    async def start(self) -> None:
        """Take up what an earlier life of this owner left, then begin to draw."""
        async with self._database.write() as session:
            taken_up = await self._jobs.requeue_expired(session, self._owner)
        for job in taken_up:
            log.info("job taken up", job=job.id, status=job.status.value, attempt=job.attempt)
            self._events.publish_job(job)
        self._scaling.start()
        self._loops.start(forever("handing out jobs", self._hand_out))
        self._loops.start(forever("keeping leases", self._keep_leases))

    async def stop(self) -> None:
        """Stop drawing; what is unfinished goes back to the queue."""
        self._stopping = True
        await self._loops.close()
        self._starter.refuse()
        await self._scaling.stop()
        await asyncio.to_thread(self._starter.close)
        await self._ends.finish(SETTLE_SECONDS)
        await self._ends.close()
        try:
            async with self._database.write() as session:
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
        self._queued.discard(job_id)
        for worker in self._room:
            await worker.drop(job_id)
        self.wake()

    async def _hand_out(self) -> None:
        """Fill the workers, then wait for a reason to look again; for jobs queued by other processes, a while."""
        self._wake.clear()
        if self._unpriced and (self.info or self.broken):
            await self._price_waiting()
        while (worker := self._free_worker()) is not None and (job := await self._claim(worker)) is not None:
            self._held[job.id] = job
            self._events.publish(job)
            await self._hand_over(job, worker)
        await self._scale()
        await self._tell_the_queue()
        await wait_for_event(self._wake, self._lease.total_seconds() / 3)

    async def _price_waiting(self) -> None:
        """What was asked for while the model loaded is a job like any other, or ends with the reason why it is none."""
        self._unpriced = False  # before it is asked: another may come meanwhile
        try:
            if self.info is not None:
                priced, refused = await self._price(self.info)
            else:
                async with self._database.read() as session:
                    priced, refused = [], [(job, self.broken) for job in await self._jobs.unpriced(session)]
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

    def _free_worker(self) -> WorkerSupervisor | None:
        """The ready worker with the least to do, if its next batch has room; a second attempt has a worker alone."""
        load = {
            worker: sum(frame_count(job.request) for job in worker.jobs.values())
            for worker in self._room
            if worker.info
        }
        retrying = {worker for worker in load if any(job.attempt > 1 for job in worker.jobs.values())}
        free = [worker for worker, drawings in load.items() if drawings < self._room[worker] and worker not in retrying]
        return min(free, key=load.__getitem__, default=None)

    async def _scale(self) -> None:
        """More workers for jobs that none has room for, where there may be more; fewer when some have nothing to do."""
        waiting = 0
        if self._scaling.can_grow and self._free_worker() is None:
            async with self._database.read() as session:
                if await mode_of(self._state, session) is not Mode.PAUSED:
                    waiting = (await self._jobs.counts(session)).get(JobStatus.QUEUED, 0)
        self._scaling.adjust(waiting)

    async def _claim(self, worker: WorkerSupervisor) -> Job | None:
        async with self._database.write() as session:
            if await mode_of(self._state, session) is Mode.PAUSED:
                return None
            return await self._jobs.claim(session, self._frontends, self._owner, self._lease, alone=not worker.jobs)

    async def _tell_the_queue(self) -> None:
        """Who waits where; and what became of a job that another program took out of the queue."""
        if not self._events.watched:
            self._queued.clear()
            return
        async with self._database.read() as session:
            queue = await self._jobs.queue(session)
            gone = self._queued - {job.id for job in queue}
            news = [job for job_id in gone if (job := await self._jobs.get(session, job_id)) is not None]
            estimates = await self._estimates.all(session)
        waiting = [job for job in queue if job.status is JobStatus.QUEUED]
        self._queued = {job.id for job in waiting}
        for job in news:
            self._events.publish(job)
        for position, job in enumerate(waiting, start=1):
            seconds = estimates[job.id].seconds if job.id in estimates else None
            self._events.publish(Progress(job.id, 0, 1, position, estimated_seconds=seconds))

    async def _keep_leases(self) -> None:
        """Renew ours first: in the same commit those of the dead are ended, and ours must not look dead."""
        await asyncio.sleep(self._lease.total_seconds() / 3)
        held = list(self._held.values())
        async with self._database.write() as session:
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
        self.info = self.info or next((worker.info for worker in self._room if worker.info), None)
        self._estimates.drawn_by(self.info, sum(worker.info is not None for worker in self._room))
        self._news.set()
        self.wake()

    def _heard(self, job: Job, message: JobMessage, info: EngineInfo) -> None:
        if isinstance(message, JobProgress):
            step, steps = message.step, message.num_steps
            left = self._estimates.advanced(job.id, step, steps)
            self._events.publish(Progress(job.id, step, steps, preview=message.preview, estimated_seconds=left))
        else:
            self._ends.start(self._end(job, message, info))
            self.wake()

    async def _end(self, job: Job, message: JobDone | JobFailed, info: EngineInfo) -> None:
        try:
            if isinstance(message, JobDone):
                await self._results.succeed(job, message, info)
            else:
                await self._results.fail(job, message.sentence)
        except Exception:  # else the job would stay ours: let go of, its lease runs out, and it is drawn again
            log.exception("a result could not be stored", job=job.id, attempt=job.attempt)
        self._let_go(job)

    def _lost(self, jobs: list[Job]) -> None:
        if jobs and not self._stopping:
            self._ends.start(insist("queueing a dead worker's jobs again", lambda: self._lose(jobs)))

    async def _lose(self, jobs: list[Job]) -> None:
        async with self._database.write() as session:
            as_they_are = [await self._jobs.retry_or_fail(session, job) for job in jobs]
        for before, now in zip(jobs, as_they_are, strict=True):
            self._let_go(before)
            self._events.publish_job(now)
        self.wake()

    def _let_go(self, job: Job) -> None:
        """Unless a newer attempt at it is ours as well."""
        if self._held.get(job.id) is job:
            del self._held[job.id]
