"""Forgetting: what somebody asked for, or all that is stored of them, erased in one commit, its files after it.

The audit says that it happened; credits that were spent stay spent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.jobs import Job, JobStatus
from bot.domain.requester import Requester
from bot.jobs.service import Service
from bot.storage.erasure import ErasureStore, named_pictures

AT_ONCE = 500  # jobs of one statement


@dataclass(frozen=True, slots=True)
class Stored:
    """How much there is of somebody."""

    jobs: int
    pictures: int
    sheets: tuple[str, ...]  # the names of characters that have one of them


async def stored(service: Service, requester: Requester) -> Stored:
    jobs = await all_jobs(service, requester)
    async with service.stores.database.read() as session:
        sheets = await service.stores.casts.shown_by(session, by=requester.key)
    return Stored(len(jobs), sum(len(job.outcome.frames) + (job.outcome.page is not None) for job in jobs), sheets)


async def all_jobs(service: Service, requester: Requester) -> list[Job]:
    """Every job of somebody, oldest first."""
    async with service.stores.database.read() as session:
        ids = await ErasureStore().jobs_of(session, requester)
        found = [await service.stores.jobs.get(session, each) for each in ids]
    return [job for job in found if job is not None]


async def sheets_in(service: Service, job: Job) -> tuple[str, ...]:
    """The names of characters whose sheet is one of the pictures of a job, and goes with it."""
    async with service.stores.database.read() as session:
        return await service.stores.casts.shown_by(session, among=[frame.sha256 for frame in job.outcome.frames])


async def forget_job(service: Service, by: Requester, job: Job) -> None:
    """What waits or is being drawn is cancelled with it, and a sheet that came of it goes."""
    async with service.stores.database.write() as session:
        stopped = await _stop(service, session, [job.id])
        # Also where it has become a sheet of somebody's: it was asked to go.
        await service.stores.casts.forget_sheets(session, among=[frame.sha256 for frame in job.outcome.frames])
        gone = await ErasureStore().erase_jobs(session, [job.id])
        await service.stores.audit.add(session, by, "job.forget", job.id)
    await _tidy(service, stopped, [job.id], gone)


async def forget_person(service: Service, requester: Requester) -> int:
    """All that is stored of them; returns how many jobs that were."""
    store, gone = ErasureStore(), []
    async with service.stores.database.write() as session:
        ids = await store.jobs_of(session, requester)
        stopped = await _stop(service, session, ids)
        casts = service.stores.casts
        given = {*await casts.forget_sheets(session, by=requester.key)}
        given |= {each.sha256 for each in (await casts.sheets(session, requester.key)).values()}
        for start in range(0, len(ids), AT_ONCE):
            gone += await store.erase_jobs(session, ids[start : start + AT_ONCE])
        await store.erase_person(session, requester)
        gone += sorted(given - await named_pictures(session, given))
        await service.stores.audit.add(session, requester, "person.forget", requester.key)
    await _tidy(service, stopped, ids, gone)
    return len(ids)


async def _stop(service: Service, session: AsyncSession, ids: Sequence[str]) -> list[Job]:
    """Cancel what waits or is being drawn, in the commit that erases it: whether one has just ended does not matter."""
    found = [job for each in ids if (job := await service.stores.jobs.get(session, each)) is not None]
    unfinished = [replace(job, status=JobStatus.CANCELLED) for job in found if not job.status.ended]
    return [job for job in unfinished if await service.stores.jobs.finish(session, job)]


async def _tidy(service: Service, stopped: Sequence[Job], ids: Sequence[str], hashes: Sequence[str]) -> None:
    for job in stopped:
        await service.let_go(job)
    await service.remove_pictures(ids, hashes)
