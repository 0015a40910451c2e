"""Finds the job that somebody names by the first characters of its id."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import Refused
from bot.domain.jobs import Job, JobStatus
from bot.domain.requester import Requester
from bot.storage.jobs import JobStore

# How a job is named in an address or a body: its id, or as much of its beginning as people are shown, or more.
JOB_PATTERN = "[0-9a-fA-F]{8,32}"
_ENDED = {JobStatus.SUCCEEDED: "succeeded", JobStatus.FAILED: "failed", JobStatus.CANCELLED: "been cancelled"}


async def find_job(
    session: AsyncSession,
    jobs: JobStore,
    prefix: str,
    requester: Requester | None,
    *,
    hint: str = "`history` shows your jobs",
) -> Job:
    """The one job that starts so, of this person or (None) of anybody, in whatever state. Raises Refused."""
    found = await jobs.by_prefix(session, prefix.lower(), requester)
    if not found:
        of_yours = "" if requester is None else " of yours"
        raise Refused(f"There is no job {prefix[:8]}{of_yours}; {hint}.")
    if len(found) > 1:
        raise Refused(f"More than one job starts with {prefix}: type more of its number.")
    return found[0]


async def find_visible_job(session: AsyncSession, jobs: JobStore, prefix: str, requester: Requester) -> Job | None:
    """The job that starts so, of this person, for admins also of anybody; None where there is none. Raises Refused."""
    for whose in (requester, None) if requester.admin else (requester,):
        if await jobs.by_prefix(session, prefix.lower(), whose):
            return await find_job(session, jobs, prefix, whose)
    return None


async def find_unfinished_job(session: AsyncSession, jobs: JobStore, prefix: str | None, requester: Requester) -> Job:
    """One's own job that waits or is being drawn, the latest when none is named; an admin anybody's. Raises Refused."""
    if prefix is None:
        if (latest := await jobs.latest_unfinished(session, requester)) is None:
            raise Refused("Nothing of yours is being drawn or waits.")
        return latest
    job = await find_job(session, jobs, prefix, None if requester.admin else requester)
    if job.status.ended:
        raise Refused(f"Job `{job.short_id}` has already {_ENDED[job.status]}.")
    return job
