"""A job's end: pictures first, then one commit for status, frames, credits and the reply that is owed."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace

import structlog
from sqlalchemy.orm import Session

from bot.background import insist
from bot.domain.jobs import PAGE_INDEX, Frame, Job, JobStatus, Outcome
from bot.jobs.events import EventBus
from bot.jobs.signing import Signing
from bot.jobs.unnamed_pictures import remove_unnamed
from bot.rules.moderation import Gate
from bot.storage.stores import Stores
from bot.worker.messages import FramePayload, JobDone
from generation.engine import EngineInfo

NO_IDEA = "Nothing that came to mind may be done here: ask for something else."

log = structlog.get_logger(__name__)


class Results:
    """Stores ends. While storage refuses, a result waits in memory; one that comes too late changes nothing."""

    def __init__(self, stores: Stores, gate: Gate, events: EventBus, signing: Signing | None = None) -> None:
        self._database, self._jobs, self._files = stores.database, stores.jobs, stores.files
        self._casts, self._gate, self._events = stores.casts, gate, events
        self._signing = signing

    async def succeed(self, job: Job, done: JobDone, info: EngineInfo) -> None:
        """Everything in it is idempotent: pictures are named by their content, the end is fenced."""
        if job.kind == "inspire":  # nobody is shown an idea that they would be refused
            said = done.outcome.text.splitlines()
            ideas = await insist(f"reading the ideas of job {job.id}", lambda: self._gate.allowed(job, said))
            if not ideas:
                return await self.fail(job, NO_IDEA)
            done = replace(done, outcome=replace(done.outcome, text="\n".join(ideas)))
        if self._signing is not None:  # once: every signature is another file
            done = await self._signing.signed(done, trained=info.trained)
        return await insist(f"storing job {job.id}", lambda: self._succeed(job, done, info))

    async def fail(self, job: Job, sentence: str) -> None:
        failed = replace(job, status=JobStatus.FAILED, outcome=Outcome(error=sentence))
        await insist(f"storing job {job.id}", lambda: self._end(failed))

    async def _succeed(self, job: Job, done: JobDone, info: EngineInfo) -> None:
        payloads = [*done.frames, *([done.page] if done.page else [])]
        digests = [hashlib.sha256(each.png).hexdigest() for each in payloads]
        with self._files.held(digests):
            stored = await self._store(job, done, info)
        # It was cancelled, forgotten, or given to another: nothing names what it drew. Where another host may be about
        # to store the very same picture, that is left to the daily sweep.
        if not stored and not self._files.shared:
            await remove_unnamed(self._database, self._files, digests)

    async def _store(self, job: Job, done: JobDone, info: EngineInfo) -> bool:
        frames = await asyncio.gather(*(self._save(index, frame) for index, frame in enumerate(done.frames)))
        page = None if done.page is None else await self._save(PAGE_INDEX, done.page)
        outcome = replace(
            done.outcome,
            engine=info.engine,
            model=done.outcome.model or info.model,
            device=done.outcome.device or info.device,
            frames=tuple(frames),
            page=page,
        )
        return await self._end(replace(job, status=JobStatus.SUCCEEDED, outcome=outcome))

    async def _save(self, index: int, frame: FramePayload) -> Frame:
        sha256 = await self._files.save(frame.png, frame.mime)
        return Frame(
            index=index,
            path=self._files.path(sha256, frame.mime),
            sha256=sha256,
            width=frame.width,
            height=frame.height,
            seed=frame.seed,
            sentence=frame.sentence,
            cast=frame.cast,
            phash=frame.phash,
            mime=frame.mime,
            checked=frame.checked,
        )

    async def _end(self, job: Job) -> bool:
        """False: somebody else has ended it, or draws it anew."""

        def end(session: Session) -> bool:
            stored = self._jobs.finish_now(session, job)
            if stored:
                self._casts.take_drawn(session, job)
            return stored

        stored = await self._database.run_session(end, urgent=True)
        if stored:
            self._events.publish_job(job)
        else:
            log.info("a late result is left aside", job=job.id, attempt=job.attempt)
        return stored
