"""Admission: what may be drawn at all, and the one commit that takes it: job, credits and audit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands.options import MAX_SEED
from bot.commands.text import check_characters
from bot.commands.values import CommandError, Limits
from bot.data_folder import DataFolder
from bot.quotas import cost
from bot.stores import Stores
from bot.values import Address, Job, JobStatus, Refused, Request, Requester
from generation.engine import EngineError, EngineInfo
from generation.resolve import drawing_request
from story.request import StoryRequest

DISK_FULL = "The disk is almost full, so nothing new is taken; what is queued is still drawn. Try again later."


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """How many jobs may wait."""

    depth: int = 100
    per_user: int = 10


class Admission:
    """Takes requests in, or refuses them and stores nothing."""

    def __init__(
        self, stores: Stores, folder: DataFolder, limits: Limits, queue_limits: QueueLimits, lease: timedelta
    ) -> None:
        self._stores, self._folder, self._lease = stores, folder, lease
        self._limits, self._queue_limits = limits, queue_limits

    async def admit(self, requester: Requester, request: Request, address: Address, info: EngineInfo) -> Job:
        check(request, self._limits, info)
        if not await self._folder.has_room():
            raise Refused(DISK_FULL)
        job = Job(
            id=secrets.token_hex(16),
            requester=requester,
            request=request,
            address=address,
            status=JobStatus.QUEUED,
            cost=cost(request, info),
            created_at=datetime.now(UTC),
        )
        async with self._stores.database.write() as session:
            await self._check_queue(session, requester)
            await self._stores.jobs.add(session, job, self._lease if address.passing else None)
            await self._stores.quotas.hold(session, job)
            detail = {"cost": job.cost, "frontend": address.frontend}
            await self._stores.audit.add(session, requester, "job.submit", job.id, detail)
        return job

    async def _check_queue(self, session: AsyncSession, requester: Requester) -> None:
        jobs, limits = self._stores.jobs, self._queue_limits
        if await jobs.count_queued(session, requester) >= limits.per_user:
            raise Refused(f"You already have {limits.per_user} jobs waiting: let one finish, or cancel one.")
        if await jobs.count_queued(session) >= limits.depth:
            raise Refused(f"The queue is full with {limits.depth} jobs; try again in a few minutes.")


def check(request: Request, limits: Limits, info: EngineInfo) -> None:
    """Refuse what breaks a limit or what the engine cannot draw, wherever the request came from."""
    story = isinstance(request, StoryRequest)
    drawing = request.drawing if isinstance(request, StoryRequest) else request
    texts = request.sentences if isinstance(request, StoryRequest) else (request.prompt,)
    cast = [words for line in request.cast for words in line] if isinstance(request, StoryRequest) else []
    if not 1 <= len(texts) <= limits.sentences:
        raise Refused(f"A story has 1 to {limits.sentences} sentences, not {len(texts)}.")
    if not 1 <= drawing.num_images <= limits.images or (story and drawing.num_images > 1):
        raise Refused(f"One request draws 1 to {limits.images} images, a story one per sentence.")
    if not 0 <= drawing.seed <= MAX_SEED:
        raise Refused(f"A seed is a whole number from 0 to {MAX_SEED}.")
    if max(sum(map(len, (*texts, *cast))), len(drawing.negative_prompt)) > limits.prompt_length:
        raise Refused(f"That is too long: at most {limits.prompt_length:,} characters are drawn.")
    try:
        for text in texts:
            check_characters(text)
            drawing_request(info, drawing, text, drawing.seed)
        check_characters("\n".join((*cast, drawing.negative_prompt)))
    except (CommandError, EngineError) as error:
        raise Refused(str(error)) from error
