"""Quotas: what a request costs and who may still spend how much.

A person's limit is their own, else the largest of their roles', else the default; a server has a limit of its own.
Every limit is per UTC day and per UTC month. A grant adds to each such window until it expires, or else until the month
ends; a reset forgives what was used in the current one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.reply import credits
from bot.commands.errors import SubjectKind, Window
from bot.domain.jobs import (
    DescribeRequest,
    EnlargeRequest,
    InspireRequest,
    Job,
    OutOfCredits,
    Refused,
    Request,
    Requester,
    VideoRequest,
)
from bot.storage.credits import Account, CreditStore, Totals
from bot.storage.database.clock import Clock, utc_now
from generation.engine import EngineError, EngineInfo, ImageRequest
from generation.request.sizes import image_size
from story.request import StoryRequest

STEP_PIXELS_PER_CREDIT = 2**20
ENLARGE_STEPS = 2  # what enlarging costs per pixel of its result, in steps of drawing it
WORDS_CREDITS = 1  # for a description or for ideas
WINDOWS: tuple[Window, ...] = ("day", "month")


def cost(request: Request, info: EngineInfo) -> int:
    """Credits for a request, at least one unless nothing is drawn. Raises Refused where it has no size."""
    if isinstance(request, DescribeRequest | InspireRequest):
        return WORDS_CREDITS
    return math.ceil(work(request, info) / STEP_PIXELS_PER_CREDIT)


def work(request: Request, info: EngineInfo) -> int:
    """Steps × pixels × pictures; words are one piece of work. Raises Refused where it has no size."""
    match request:
        case ImageRequest():
            return _drawing_work(request, request.num_images, info)
        case StoryRequest():
            drawn = sum(not request.is_kept(index) for index in range(len(request.sentences)))
            return _drawing_work(request.drawing, drawn, info) if drawn else 0
        case VideoRequest():  # drawn once more
            return work(request.request, info)
        case EnlargeRequest():
            return ENLARGE_STEPS * info.width * info.height * request.factor**2
        case DescribeRequest() | InspireRequest():
            return 1


def _drawing_work(drawing: ImageRequest, images: int, info: EngineInfo) -> int:
    """Over a picture to start from only a share of the steps is drawn."""
    steps = info.num_inference_steps if drawing.num_inference_steps is None else drawing.num_inference_steps
    if drawing.image is not None and drawing.strength is not None:
        steps = max(1, math.ceil(steps * drawing.strength))
    try:
        width, height = image_size(info, drawing.aspect_ratio)
    except EngineError as error:
        raise Refused(str(error)) from error
    return steps * width * height * images


@dataclass(frozen=True, slots=True)
class DefaultLimits:
    """Credits where no admin decided otherwise: the `quotas` section of the settings."""

    user_daily: int = 1000
    user_monthly: int = 10000
    server_daily: int = 10000
    server_monthly: int = 100000

    def of(self, kind: SubjectKind, window: Window) -> int:
        daily, monthly = (
            (self.server_daily, self.server_monthly) if kind == "server" else (self.user_daily, self.user_monthly)
        )
        return daily if window == "day" else monthly


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one owner may spend in one window."""

    owner: str  # "You", "This server", or whom an admin asked about
    window: Window
    limit: int  # grants included
    used: int
    resets_at: datetime

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class Balance:
    """All the allowances a requester spends from."""

    allowances: tuple[Allowance, ...]  # the person's day and month, then the server's

    @property
    def left(self) -> int:
        return min(allowance.left for allowance in self.allowances)

    def __str__(self) -> str:
        """One sentence per owner."""
        owners = dict.fromkeys(allowance.owner for allowance in self.allowances)
        return " ".join(self._sentence(owner) for owner in owners)

    def _sentence(self, owner: str) -> str:
        parts = [
            f"{allowance.left:,} of {allowance.limit:,} credits left {_THIS[allowance.window]}"
            for allowance in self.allowances
            if allowance.owner == owner
        ]
        return f"{owner} {_HAS.get(owner, 'has')} {' and '.join(parts)}."


_THIS: dict[Window, str] = {"day": "today", "month": "this month"}
_HAS = {"You": "have"}


class Quotas:
    """Admission by credits; every method takes the session of the caller."""

    def __init__(self, credits: CreditStore, defaults: DefaultLimits, now: Clock = utc_now) -> None:
        self._credits = credits
        self._defaults = defaults
        self._now = now

    async def balance(self, session: AsyncSession, requester: Requester) -> Balance:
        account = Account.of(requester)
        allowances = [*await self.user_allowances(session, "You", account.user, account.roles)]
        if account.server is not None:
            allowances += await self.server_allowances(session, "This server", account.server)
        return Balance(tuple(allowances))

    async def hold(self, session: AsyncSession, job: Job) -> None:
        """Set the job's cost aside, or raise Refused; the job's row is already in this write session."""
        balance = await self.balance(session, job.requester)
        short = [allowance for allowance in balance.allowances if allowance.left < job.cost]
        if short:
            raise OutOfCredits(_refusal(job.cost, short, self._now()))
        await self._credits.hold(session, job.id, Account.of(job.requester), job.cost)

    def default_limit(self, window: Window, kind: SubjectKind = "user") -> int:
        """What the settings give a person, or a server."""
        return self._defaults.of(kind, window)

    async def user_allowances(
        self, session: AsyncSession, owner: str, user: str, roles: tuple[str, ...]
    ) -> tuple[Allowance, ...]:
        subjects: list[tuple[SubjectKind, str]] = [("user", user), *(("role", role) for role in roles), ("default", "")]
        limits = await self._credits.limits(session, subjects)
        own = await self._credits.totals(session, "user", user)
        shared = await self._credits.shared_grants(session, roles)

        def limit(window: Window) -> int:
            of_roles = [limits[("role", role, window)] for role in roles if ("role", role, window) in limits]
            default = limits.get(("default", "", window), self._defaults.of("user", window))
            return limits.get(("user", user, window), max(of_roles, default=default)) + shared.granted(window)

        return tuple(self._allowances(owner, {window: limit(window) for window in WINDOWS}, own))

    async def server_allowances(self, session: AsyncSession, owner: str, server: str) -> tuple[Allowance, ...]:
        limits = await self._credits.limits(session, [("server", server)])
        totals = await self._credits.totals(session, "server", server)
        of_window = {
            window: limits.get(("server", server, window), self._defaults.of("server", window)) for window in WINDOWS
        }
        return tuple(self._allowances(owner, of_window, totals))

    def _allowances(self, owner: str, limits: dict[Window, int], totals: Totals) -> Iterator[Allowance]:
        for window, limit in limits.items():
            yield Allowance(
                owner, window, limit + totals.granted(window), totals.used(window), window_end(window, self._now())
            )


def window_end(window: Window, now: datetime) -> datetime:
    """When the current window ends and the next begins: midnight, UTC."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if window == "day":
        return midnight + timedelta(days=1)
    return (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)


def _refusal(cost: int, short: list[Allowance], now: datetime) -> str:
    """Name the window that keeps them waiting longest: anything sooner would only be refused again."""
    worst = max(short, key=lambda allowance: (cost > allowance.limit, allowance.resets_at))
    whose = "you have" if worst.owner == "You" else "this server has"
    price = f"This costs {credits(cost)}"
    if cost > worst.limit:
        return (
            f"{price}, and {whose} only {worst.limit:,} a {worst.window}: "
            "ask for fewer steps, fewer pictures, or ask an admin for more credits."
        )
    return f"{price} and {whose} {worst.left:,} left {_THIS[worst.window]}; it resets {_moment(worst.resets_at, now)}."


def _moment(moment: datetime, now: datetime) -> str:
    hours, minutes = divmod(math.ceil((moment - now).total_seconds() / 60), 60)
    if hours < 24:
        return f"at 00:00 UTC, in {hours} h {minutes} min"
    return f"on {moment.day} {moment:%B} at 00:00 UTC"
