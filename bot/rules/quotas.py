"""Quotas: what a request costs and who may still spend how much.

A person's limit is their own, else the largest of their roles', else the default; a server has a limit of its own.
Every limit is per UTC day and per UTC month. A grant adds to each such window until it expires, or else until the month
ends; a reset forgives what was used in the current one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.credits import _THIS, WINDOWS, Allowance, Balance, DefaultLimits, SubjectKind, Window
from bot.domain.errors import OutOfCredits
from bot.domain.jobs import Job
from bot.domain.requester import Requester
from bot.storage.credits import Account, CreditStore, Totals
from bot.storage.database.clock import Clock, utc_now
from bot.text import credits

Limits = Mapping[tuple[str, str, str], int]  # by (kind, subject, window)


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
        self._check(job.cost, (await self.balance(session, job.requester)).allowances)
        await self._credits.hold(session, job.id, Account.of(job.requester), job.cost)

    def check(
        self, requester: Requester, cost: int, limits: Limits, *, user: Totals, server: Totals, shared: Totals
    ) -> None:
        """Raise Refused where a cost is more than is left of these limits and sums of the ledger."""
        account = Account.of(requester)
        allowances = self._of_user("You", account.user, account.roles, limits, user, shared)
        if account.server is not None:
            allowances += self._of_server("This server", account.server, limits, server)
        self._check(cost, allowances)

    def _check(self, cost: int, allowances: Sequence[Allowance]) -> None:
        short = [allowance for allowance in allowances if allowance.left < cost]
        if not short:
            return
        # Name the window that keeps them waiting longest: anything sooner would only be refused again.
        worst = max(short, key=lambda allowance: (cost > allowance.limit, allowance.resets_at))
        whose = "you have" if worst.owner == "You" else "this server has"
        price = f"This costs {credits(cost)}"
        if cost > worst.limit:
            raise OutOfCredits(
                f"{price}, and {whose} only {worst.limit:,} a {worst.window}: "
                "ask for fewer steps, fewer pictures, or ask an admin for more credits."
            )
        hours, minutes = divmod(math.ceil((worst.resets_at - self._now()).total_seconds() / 60), 60)
        at = f"on {worst.resets_at.day} {worst.resets_at:%B} at 00:00 UTC"
        if hours < 24:
            at = f"at 00:00 UTC, in {hours} h {minutes} min"
        left = f"{worst.left:,} left {_THIS[worst.window]}"
        raise OutOfCredits(f"{price} and {whose} {left}; it resets {at}.")

    def default_limit(self, window: Window, kind: SubjectKind = "user") -> int:
        """What the settings give a person, or a server."""
        return self._defaults.of(kind, window)

    async def user_allowances(
        self, session: AsyncSession, owner: str, user: str, roles: tuple[str, ...]
    ) -> tuple[Allowance, ...]:
        subjects: list[tuple[SubjectKind, str]] = [("user", user), *(("role", role) for role in roles), ("default", "")]
        limits = await self._credits.limits(session, subjects)
        own = await self._credits.totals(session, "user", user)
        return self._of_user(owner, user, roles, limits, own, await self._credits.shared_grants(session, roles))

    async def server_allowances(self, session: AsyncSession, owner: str, server: str) -> tuple[Allowance, ...]:
        limits = await self._credits.limits(session, [("server", server)])
        return self._of_server(owner, server, limits, await self._credits.totals(session, "server", server))

    def _of_user(
        self, owner: str, user: str, roles: tuple[str, ...], limits: Limits, own: Totals, shared: Totals
    ) -> tuple[Allowance, ...]:
        def limit(window: Window) -> int:
            of_roles = [limits[("role", role, window)] for role in roles if ("role", role, window) in limits]
            default = limits.get(("default", "", window), self._defaults.of("user", window))
            return limits.get(("user", user, window), max(of_roles, default=default)) + shared.granted(window)

        return tuple(self._allowances(owner, {window: limit(window) for window in WINDOWS}, own))

    def _of_server(self, owner: str, server: str, limits: Limits, totals: Totals) -> tuple[Allowance, ...]:
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
