"""A request that its client has named, so that sending it twice makes one job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import Refused
from bot.domain.jobs import Job
from bot.domain.requester import Requester
from bot.storage.database.clock import utc_now
from bot.storage.idempotency import Answered
from bot.storage.stores import Stores

KEPT = timedelta(hours=24)  # a client that tries again after that means something new


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The name, and what it stands for."""

    key: str  # the client's own, 1 to 255 characters
    request_hash: str  # SHA-256 of all that it asked for


class TakenBefore(Exception):
    """The key of a request stands for a job already."""


class KeyReused(Refused):
    """The name stands for something else already."""


class DuplicateRequest(Exception):
    """The request was taken in before: nothing new is stored."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.id)
        self.job = job


async def ensure_new(session: AsyncSession, stores: Stores, requester: Requester, once: IdempotencyKey | None) -> None:
    """Raises DuplicateRequest with the job, or KeyReused."""
    known = once and await stores.idempotency.find(session, requester.key, once.key)
    if not once or not known or not counts(known):
        return
    if known.request_hash != once.request_hash:
        raise KeyReused("This Idempotency-Key was used for another request: choose a new one.")
    if (job := await stores.jobs.get(session, known.job_id)) is None:
        raise KeyReused("The job of this Idempotency-Key has been erased: choose a new one to draw it again.")
    raise DuplicateRequest(job)


def counts(known: Answered | None) -> bool:
    """Whether a key still stands for what it stood for."""
    return known is not None and known.at > utc_now() - KEPT
