"""CreditStore: the append-only ledger of credits, and the limits that admins set.

It adds and sums; what may be spent is decided in `bot.rules.quotas`. Used = holds − releases − resets of the window.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, case, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.domain.credits import SubjectKind, Window
from bot.domain.requester import Requester
from bot.storage.database.clock import Clock, utc_now
from bot.storage.tables.core import CreditRow, JobRow, LimitRow

Settled = Literal["capture", "release"]


@dataclass(frozen=True, slots=True)
class Account:
    """Whose credits are meant; every key is "platform:id", so that two platforms never share one."""

    user: str
    roles: tuple[str, ...] = ()
    server: str | None = None

    @classmethod
    def of(cls, requester: Requester) -> Account:
        def key(id: str) -> str:
            return f"{requester.platform}:{id}"

        server = None if requester.server is None else key(requester.server)
        return cls(key(requester.user), tuple(key(role) for role in requester.roles), server)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the ledger's amounts for one subject: by (kind, window of a grant or reset), this month and today."""

    month: Mapping[tuple[str, str | None], int] = field(default_factory=dict)
    day: Mapping[tuple[str, str | None], int] = field(default_factory=dict)

    def used(self, window: Window) -> int:
        sums = getattr(self, window)
        return int(sums.get(("hold", None), 0) - sums.get(("release", None), 0) - sums.get(("reset", window), 0))

    def forgivable(self, window: Window) -> int:
        """What a reset gives back: credits that were captured. Those still held may yet be released."""
        sums = getattr(self, window)
        return int(sums.get(("capture", None), 0) - sums.get(("reset", window), 0))

    def granted(self, window: Window) -> int:
        """What grants that still count add to each such window."""
        return self.month.get(("grant", window), 0)


class CreditStore:
    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now

    async def hold(self, session: AsyncSession, job_id: str, account: Account, amount: int) -> None:
        """Set a job's credits aside; the job's row must be there. A second hold is an IntegrityError."""
        session.add(CreditRow(**hold_row(job_id, account, amount, self._now())))
        await session.flush()

    async def capture(self, session: AsyncSession, job_id: str) -> bool:
        """Take the credits a job held; False when they were settled before or never held."""
        return await self._settle(session, job_id, "capture")

    async def release(self, session: AsyncSession, job_id: str) -> bool:
        """Give back the credits a job held; False when they were settled before or never held."""
        return await self._settle(session, job_id, "release")

    async def _settle(self, session: AsyncSession, job_id: str, kind: Settled) -> bool:
        return await session.run_sync(self.settle_now, job_id, kind)

    def settle_now(self, session: Session, job_id: str, kind: Settled) -> bool:
        """`capture` or `release`, for `Database.run`."""
        rows = {row.kind: row for row in session.scalars(select(CreditRow).where(CreditRow.job_id == job_id))}
        if set(rows) != {"hold"}:
            return False
        hold = rows["hold"]
        entry = _entry(kind, hold.amount, self._now(), hold.at)  # counts in the window it was held in
        session.add(CreditRow(job_id=job_id, user=hold.user, server=hold.server, **entry))
        session.flush()
        return True

    async def refund(self, session: AsyncSession, job_id: str) -> bool:
        """Forgive what a job was charged, in the windows it was taken from, as far as no reset has forgiven it before.

        False when it was charged nothing. A second refund would forgive twice: call it in the commit that happens once.
        """
        charged = and_(CreditRow.job_id == job_id, CreditRow.kind == "capture")
        if (capture := await session.scalar(select(CreditRow).where(charged))) is None:
            return False
        owners: dict[str, str | None] = {"user": capture.user, "server": capture.server}
        for owner, window in product([owner for owner in owners if owners[owner]], ("day", "month")):
            amount = min(capture.amount, await self._forgivable(session, capture, owner, window))
            fields = {"day": capture.day, "month": capture.month, owner: owners[owner], "window": window}
            session.add(CreditRow(kind="reset", amount=max(0, amount), at=self._now(), **fields))
        await session.flush()
        return True

    async def _forgivable(self, session: AsyncSession, like: CreditRow, owner: str, window: str) -> int:
        """What was captured and not forgiven in the window of a row."""
        kept = case((CreditRow.kind == "capture", CreditRow.amount), (CreditRow.window == window, -CreditRow.amount))
        same = [getattr(CreditRow, name) == getattr(like, name) for name in (owner, window)]
        counted = CreditRow.kind.in_(("capture", "reset"))
        return int(await session.scalar(select(func.coalesce(func.sum(kept), 0)).where(counted, *same)) or 0)

    async def grant(
        self,
        session: AsyncSession,
        kind: SubjectKind,
        subject: str,
        window: Window,
        amount: int,
        lasting: timedelta | None = None,
    ) -> None:
        """Add to what a subject may spend in each such window so long, or until the month ends."""
        expires_at = None if lasting is None else self._now() + lasting
        await self._add_for_subject(session, "grant", kind, subject, window, amount, expires_at)

    async def reset(self, session: AsyncSession, kind: SubjectKind, subject: str, window: Window, amount: int) -> None:
        """Forgive so many used credits of the current window of a user or a server."""
        await self._add_for_subject(session, "reset", kind, subject, window, amount)

    async def _add_for_subject(
        self,
        session: AsyncSession,
        entry: str,
        kind: SubjectKind,
        subject: str,
        window: Window,
        amount: int,
        expires_at: datetime | None = None,
    ) -> None:
        now = self._now()
        owner = {} if kind == "default" else {kind: subject}
        session.add(CreditRow(window=window, expires_at=expires_at, **owner, **_entry(entry, amount, now, now)))
        await session.flush()

    async def totals(self, session: AsyncSession, kind: Literal["user", "server"], subject: str) -> Totals:
        """What one user or one server held, settled and was granted."""
        return await self._totals(session, OF_USER if kind == "user" else OF_SERVER, {kind: subject})

    async def shared_grants(self, session: AsyncSession, roles: Collection[str]) -> Totals:
        """What was granted to these roles and to everyone."""
        return await self._totals(session, SHARED, {"roles": list(roles)})

    async def _totals(self, session: AsyncSession, query: Select[Any], subject: Mapping[str, object]) -> Totals:
        return of_rows((await session.execute(query, {**subject, **windows(self._now())})).all())

    async def limits(
        self, session: AsyncSession, subjects: Collection[tuple[SubjectKind, str]]
    ) -> dict[tuple[str, str, str], int]:
        """The limits that were set for these subjects, by (kind, subject, window)."""
        rows = await session.execute(_LIMITS, {"subjects": list(subjects)})
        return {(kind, subject, window): credits for kind, subject, window, credits in rows}

    async def set_limit(
        self, session: AsyncSession, kind: SubjectKind, subject: str, window: Window, credits: int
    ) -> None:
        await session.merge(LimitRow(kind=kind, subject=subject, window=window, credits=credits))
        await session.flush()

    async def spenders(self, session: AsyncSession, window: Window) -> dict[str, tuple[str, ...]]:
        """Users with holds in the current window, with the roles they had when they last asked."""
        now = self._now()
        current = CreditRow.day == _day(now) if window == "day" else CreditRow.month == _month(now)
        query = (
            select(CreditRow.user, JobRow.roles)
            .join(JobRow, JobRow.id == CreditRow.job_id)
            .where(CreditRow.kind == "hold", current)
            .order_by(CreditRow.id)
        )
        return {user: _role_keys(user, roles) for user, roles in await session.execute(query) if user is not None}

    async def last_roles(self, session: AsyncSession, user: str) -> tuple[str, ...]:
        """The roles a user had when they last asked for anything."""
        query = (
            select(JobRow.roles)
            .join(CreditRow, CreditRow.job_id == JobRow.id)
            .where(CreditRow.kind == "hold", CreditRow.user == user)
            .order_by(CreditRow.id.desc())
            .limit(1)
        )
        return _role_keys(user, await session.scalar(query) or [])

    async def ledger(self, session: AsyncSession) -> list[CreditRow]:
        """Every row, in order."""
        return list(await session.scalars(select(CreditRow).order_by(CreditRow.id)))


def of_rows(rows: Iterable[Sequence[Any]]) -> Totals:
    """What `OF_USER` and its like find."""
    month, day = {}, {}
    for kind, window, in_month, today in rows:
        month[kind, window], day[kind, window] = int(in_month), int(today)
    return Totals(month, day)


def windows(now: datetime) -> dict[str, object]:
    """What `OF_USER` and its like have to know of the time."""
    return {"now": now, "today": _day(now), "month": _month(now)}


def hold_row(job_id: str, account: Account, amount: int, now: datetime) -> dict[str, object]:
    """The columns of the entry that sets a job's credits aside."""
    return {"job_id": job_id, "user": account.user, "server": account.server, **_entry("hold", amount, now, now)}


def _sums(subject: ColumnElement[bool]) -> Select[Any]:
    """Of the ledger's amounts: by kind and window, this month and today."""
    counts = (_LEDGER.expires_at.is_(None) & (_LEDGER.month == bindparam("month"))) | (
        _LEDGER.expires_at > bindparam("now")
    )
    today = func.sum(case((_LEDGER.day == bindparam("today"), _LEDGER.amount), else_=0))
    query = select(_LEDGER.kind, _LEDGER.window, func.sum(_LEDGER.amount), today)
    return query.where(subject, counts).group_by(_LEDGER.kind, _LEDGER.window)


# Asked at every request: made once, and of tables, where rows of objects would cost twice the time.
_LEDGER = cast(Table, CreditRow.__table__).c
_SET = cast(Table, LimitRow.__table__).c
OF_USER, OF_SERVER = (_sums(owner == bindparam(owner.name)) for owner in (_LEDGER.user, _LEDGER.server))
SHARED = _sums(  # in this form an index finds them
    _LEDGER.user.is_(None)
    & (_LEDGER.role.in_(bindparam("roles", expanding=True)) | (_LEDGER.role.is_(None) & _LEDGER.server.is_(None)))
)
_LIMITS = select(_SET.kind, _SET.subject, _SET.window, _SET.credits).where(
    tuple_(_SET.kind, _SET.subject).in_(bindparam("subjects", expanding=True))
)


def _entry(kind: str, amount: int, at: datetime, window_of: datetime) -> dict[str, object]:
    return {"kind": kind, "amount": amount, "at": at, "day": _day(window_of), "month": _month(window_of)}


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")


def _month(moment: datetime) -> str:
    return moment.strftime("%Y-%m")


def _role_keys(user: str, roles: Collection[str]) -> tuple[str, ...]:
    platform = user.partition(":")[0]
    return tuple(f"{platform}:{role}" for role in roles)
