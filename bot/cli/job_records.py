"""Jobs as the command line finds, ends and shows them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import Refused
from bot.domain.jobs import Job, JobStatus
from bot.domain.requests import prompt_text
from bot.frontends.console.requester import terminal_requester
from bot.jobs.lookup import find_job
from bot.storage.stores import Stores


async def latest(stores: Stores, count: int) -> list[Job]:
    async with stores.database.read() as session:
        return await stores.jobs.latest(session, count)


async def find(stores: Stores, prefix: str) -> Job:
    """The one job whose id starts so; raises Refused."""
    async with stores.database.read() as session:
        return await _find(stores, session, prefix)


async def end(stores: Stores, prefix: str) -> Job:
    """Cancel a job. A service that is drawing it finds its lease gone and stops; its result is left aside."""
    async with stores.database.write() as session:
        job = await _find(stores, session, prefix)
        if job.status.ended:
            raise Refused(f"Job {job.id[:8]} has already ended: {job.status}.")
        cancelled = replace(job, status=JobStatus.CANCELLED)
        await stores.jobs.finish(session, cancelled)
        await stores.audit.add(session, terminal_requester(), "job.cancel", job.id)
    return cancelled


async def _find(stores: Stores, session: AsyncSession, prefix: str) -> Job:
    return await find_job(session, stores.jobs, prefix, None, hint="`vignette jobs list` shows the latest")


def record(job: Job) -> dict[str, Any]:
    """The whole job, for scripts."""
    return {
        "job": job.id,
        "status": job.status.value,
        "kind": job.kind,
        "created_at": job.created_at.isoformat(),
        "requester": asdict(job.requester),
        "frontend": job.address.frontend,
        "request": asdict(job.request),
        "credits": job.cost,
        "attempt": job.attempt,
        "error": job.outcome.error,
        "engine": job.outcome.engine,
        "model": job.outcome.model,
        "device": job.outcome.device,
        "context": job.outcome.context,
        "ignored_words": list(job.outcome.ignored_words),
        "read_as": dict(job.outcome.read_as),
        "seconds": job.outcome.seconds,
        "estimated_seconds": job.estimated_seconds,
        "parent": None if job.parent is None else asdict(job.parent),
        "text": job.outcome.text,
        "frames": [{**asdict(frame), "path": str(frame.path)} for frame in job.outcome.frames],
        "page": None if job.outcome.page is None else str(job.outcome.page.path),
    }


def line(job: Job) -> str:
    """The job on one line, for a person."""
    who = f"{job.requester.platform}:{job.requester.name or job.requester.user}"
    prompt = " ".join(prompt_text(job.request).split())[:60]
    return f"{job.id[:8]}  {job.created_at:%Y-%m-%d %H:%M}  {job.status:<9}  {job.kind:<8}  {who}  {prompt}"
