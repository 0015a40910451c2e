"""A request that its client has named, so that sending it twice makes one job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import Refused
from bot.domain.jobs import Job
from bot.domain.requester import Requester
from bot.storage.stores import Stores

KEPT = timedelta(hours=24)  # a client that tries again after that means something new


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The name, and what it stands for."""

    key: str  # the client's own, 1 to 255 characters
    request_hash: str  # SHA-256 of all that it asked for


class KeyReused(Refused):
    """The name stands for something else already."""


class DuplicateRequest(Exception):
    """The request was taken in before: nothing new is stored."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.id)
        self.job = job


async def ensure_new(session: AsyncSession, stores: Stores, requester: Requester, once: IdempotencyKey | None) -> None:
    """Raises AlreadyTaken with the job, or KeyReused."""
    known = once and await stores.idempotency.find(session, requester.key, once.key)
    if not once or not known:
        return
    if known.request_hash != once.request_hash:
        raise KeyReused("This Idempotency-Key was used for another request: choose a new one.")
    if (job := await stores.jobs.get(session, known.job_id)) is None:
        raise KeyReused("The job of this Idempotency-Key has been erased: choose a new one to draw it again.")
    raise DuplicateRequest(job)


async def remember(
    session: AsyncSession, stores: Stores, requester: Requester, once: IdempotencyKey | None, job: Job
) -> None:
    """In the session that stores the job, which is the only one that writes."""
    if once:
        await stores.idempotency.sweep(session, KEPT)
        await stores.idempotency.add(session, requester.key, once.key, once.request_hash, job.id)
