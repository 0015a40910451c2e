"""Admission: what may be drawn at all, and the one commit that takes it: job, credits and audit."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands.characters import check_characters
from bot.commands.errors import CommandError, Limits
from bot.commands.options import MAX_SEED
from bot.domain.jobs import (
    Address,
    DescribeRequest,
    EnlargeRequest,
    InspireRequest,
    Job,
    JobStatus,
    NotReady,
    Parent,
    QueueFull,
    Refused,
    Request,
    Requester,
    VideoRequest,
    pictures_of,
)
from bot.jobs.estimates import Estimates
from bot.jobs.idempotency import Once, check_new, note
from bot.rules.moderation import Gate
from bot.rules.quotas import cost, work
from bot.rules.service_mode import DRAINING, Mode, mode_of
from bot.storage.files.data_folder import DataFolder
from bot.storage.stores import Stores
from bot.storage.timings import note_estimate
from generation.engine import EngineError, EngineInfo, ImageRequest
from generation.request.resolve import drawing_request
from story.request import StoryRequest

DISK_FULL = "The disk is almost full, so nothing new is taken; what is queued is still drawn. Try again later."
PICTURE_GONE = "The picture that this starts from is not here any more: attach it again."
MAX_CHAOS = 100
FACTORS = (2, 4)
VIDEO_FORMATS = ("mp4", "webp", "gif")
# A picture's own shape and content are the worker's business; here only whether one can be drawn from at all.
_STAND_IN = Image.new("RGB", (1, 1))


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """How many jobs may wait."""

    depth: int = 100
    per_user: int = 10


class Admission:
    """Takes requests in, or refuses them and stores nothing."""

    def __init__(
        self,
        stores: Stores,
        folder: DataFolder,
        limits: Limits,
        queue_limits: QueueLimits,
        lease: timedelta,
        estimates: Estimates,
    ) -> None:
        self._stores, self._folder, self._lease, self._estimates = stores, folder, lease, estimates
        self._limits, self._queue_limits = limits, queue_limits
        self._gate = Gate(stores)

    async def admit(
        self,
        requester: Requester,
        request: Request,
        address: Address,
        info: EngineInfo,
        parent: Parent | None = None,
        once: Once | None = None,
    ) -> Job:
        """The job, stored; raises Refused, or AlreadyTaken where `once` names a request that was taken in before."""
        check(request, self._limits, info)
        await self._gate.check(requester, request, address)
        if any(self._stores.files.find(sha256) is None for sha256 in pictures_of(request)):
            raise Refused(PICTURE_GONE)
        if not await self._folder.has_room():
            raise NotReady(DISK_FULL)
        job = Job(
            id=secrets.token_hex(16),
            requester=requester,
            request=request,
            address=address,
            status=JobStatus.QUEUED,
            cost=cost(request, info),
            created_at=datetime.now(UTC),
            parent=parent,
            work=work(request, info),
        )
        async with self._stores.database.write() as session:
            await check_new(session, self._stores, requester, once)
            await self._check_open(session)
            await self._check_queue(session, requester)
            await self._stores.jobs.add(session, job, self._lease if address.passing else None)
            await self._stores.quotas.hold(session, job)
            detail = {"cost": job.cost, "frontend": address.frontend}
            await self._stores.audit.add(session, requester, "job.submit", job.id, detail)
            await note(session, self._stores, requester, once, job)
            return await self._estimated(session, job)

    async def _estimated(self, session: AsyncSession, job: Job) -> Job:
        """With what is said of its time, which is kept to see how true it was."""
        if (estimate := await self._estimates.of(session, job)) is None:
            return job
        await note_estimate(session, job.id, estimate.reckoned, estimate.seconds)
        return replace(job, estimated_seconds=estimate.seconds)

    async def _check_open(self, session: AsyncSession) -> None:
        if await mode_of(self._stores.state, session) is Mode.DRAINING:
            raise NotReady(DRAINING)

    async def _check_queue(self, session: AsyncSession, requester: Requester) -> None:
        jobs, limits = self._stores.jobs, self._queue_limits
        if await jobs.count_queued(session, requester) >= limits.per_user:
            raise QueueFull(f"You already have {limits.per_user} jobs waiting: let one finish, or cancel one.")
        if await jobs.count_queued(session) >= limits.depth:
            raise QueueFull(f"The queue is full with {limits.depth} jobs; try again in a few minutes.")


def check(request: Request, limits: Limits, info: EngineInfo) -> None:
    """Refuse what breaks a limit or what the engine cannot draw, wherever the request came from."""
    match request:
        case ImageRequest():
            _check_drawing(request, (request.prompt,), limits, info)
        case StoryRequest():
            _check_story(request, limits, info)
        case VideoRequest():
            _check_video(request, limits, info)
        case EnlargeRequest() if request.factor not in FACTORS:
            raise Refused("A picture can be made 2 or 4 times as large.")
        case EnlargeRequest() | DescribeRequest():
            pass
        case InspireRequest():
            _check_theme(request, limits)


def _check_video(request: VideoRequest, limits: Limits, info: EngineInfo) -> None:
    if request.format not in VIDEO_FORMATS:
        raise Refused(f"A video is one of {', '.join(VIDEO_FORMATS)}.")
    if request.request.num_images != 1:
        raise Refused("A video shows how one picture came to be: ask for one.")
    check(request.request, limits, info)


def _check_theme(request: InspireRequest, limits: Limits) -> None:
    _check_seed(request.seed)
    if len(request.theme) > limits.prompt_length:
        raise Refused(f"That is too long: at most {limits.prompt_length:,} characters are read.")
    try:
        check_characters(request.theme)
    except CommandError as error:
        raise Refused(str(error)) from error


def _check_story(request: StoryRequest, limits: Limits, info: EngineInfo) -> None:
    count = len(request.sentences)
    if not 1 <= count <= limits.sentences:
        raise Refused(f"A story has 1 to {limits.sentences} sentences, not {count}.")
    if request.drawing.num_images > 1:
        raise Refused("One request draws one picture, a story one per sentence.")
    if max(len(request.seeds), len(request.kept)) > count:
        raise Refused(f"There are more seeds or pictures than the {count} sentences of the story.")
    cast = tuple(words for line in request.cast for words in line)
    _check_drawing(request.drawing, request.sentences, limits, info, cast)
    for index in range(count):
        _check_seed(request.seed_of(index))


def _check_drawing(
    drawing: ImageRequest, texts: Sequence[str], limits: Limits, info: EngineInfo, cast: Sequence[str] = ()
) -> None:
    if not 1 <= drawing.num_images <= limits.images:
        raise Refused(f"One request draws 1 to {limits.images} images.")
    _check_seed(drawing.seed)
    if not 0 <= drawing.chaos <= MAX_CHAOS:
        raise Refused(f"Chaos is a whole number from 0 to {MAX_CHAOS}.")
    if max(sum(map(len, (*texts, *cast))), len(drawing.negative_prompt)) > limits.prompt_length:
        raise Refused(f"That is too long: at most {limits.prompt_length:,} characters are drawn.")
    picture = None if drawing.image is None else _STAND_IN
    try:
        for text in texts:
            check_characters(text)
            drawing_request(info, drawing, text, drawing.seed, picture)
        check_characters("\n".join((*cast, drawing.negative_prompt)))
    except (CommandError, EngineError) as error:
        raise Refused(str(error)) from error


def _check_seed(seed: int) -> None:
    if not 0 <= seed <= MAX_SEED:
        raise Refused(f"A seed is a whole number from 0 to {MAX_SEED}.")
