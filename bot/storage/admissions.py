"""Admissions: what a new request meets, and the rows that take it in. Plain functions for `Database.run`.

At most eight statements: three to look, and of requester, job, hold, audit and idempotency key those that are new.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, insert, literal_column, select, true, union_all, update

from bot.domain.jobs import Job
from bot.domain.requester import Requester
from bot.storage.audit import AuditEntry, audit_row
from bot.storage.credits import OF_SERVER, OF_USER, SHARED, Account, Totals, hold_row, of_rows, windows
from bot.storage.database.engines import one_by_one
from bot.storage.idempotency import Answered
from bot.storage.job_mapping import job_columns
from bot.storage.queue_counts import Queue, queue_for
from bot.storage.rulebook import Rules, RulesChanged
from bot.storage.tables.admin import RulesVersionRow
from bot.storage.tables.core import AuditRow, CreditRow, JobRow, RequesterRow
from bot.storage.tables.people import IdempotencyRow


@dataclass(frozen=True, slots=True)
class Standing:
    """What a new request meets, in the commit that may take it in."""

    requester_id: int | None  # None: they have never asked for anything
    name: str | None  # as it is stored
    head: str  # the hash of the audit's last entry
    known: Answered | None  # what the request's idempotency key stands for, or stood for long ago
    user: Totals
    server: Totals
    shared: Totals  # grants to the requester's roles and to everybody
    queue: Queue


def standing(
    connection: Connection,
    requester: Requester,
    rules: Rules,
    now: datetime,
    frontends: Collection[str],
    key: str | None = None,
) -> Standing:
    """Raises RulesChanged where these rules hold no more."""
    one_by_one(connection)
    given = {"platform": requester.platform, "user": requester.user, "owner": requester.key, "key": key}
    version, requester_id, name, head, request_hash, job_id, at = connection.execute(_FRONT, given).one()
    known = None if job_id is None else Answered(request_hash, job_id, at)
    if version != rules.version:
        raise RulesChanged
    account = Account.of(requester)
    subjects = {"user": account.user, "server": account.server, "roles": list(account.roles)}
    sums: dict[str, list[Any]] = {"user": [], "server": [], "shared": []}
    for whose, *row in connection.execute(_TOTALS, {**subjects, **windows(now)}):
        sums[whose].append(row)
    user, server, shared = (of_rows(sums[whose]) for whose in ("user", "server", "shared"))
    queue = queue_for(connection, requester_id, frontends)
    return Standing(requester_id, name, head or "", known, user, server, shared, queue)


def take_in(
    connection: Connection,
    found: Standing,
    job: Job,
    now: datetime,
    detail: Mapping[str, Any],
    *,
    held: bool = True,
    lease: timedelta | None = None,
    reckoned_seconds: float | None = None,
    once: tuple[str, str] | None = None,  # idempotency key and hash of the request; what it stood for is forgotten
) -> None:
    """The job, the hold on its credits unless it has no price yet, and its entry in the audit."""
    columns = job_columns(job, _requester(connection, found, job.requester))
    waiting = {"lease_until": None if lease is None else now + lease, "reckoned_seconds": reckoned_seconds}
    connection.execute(_JOB, {**columns, **waiting, "estimated_seconds": job.estimated_seconds})
    if held:
        connection.execute(_HOLD, hold_row(job.id, Account.of(job.requester), job.cost, now))
    entry = AuditEntry(now, job.requester.key, "job.submit", job.id, detail)
    connection.execute(_AUDIT, audit_row(found.head, entry))
    if once is not None:
        key, request_hash = once
        row = {"owner": job.requester.key, "key": key, "request_hash": request_hash, "job_id": job.id, "at": now}
        connection.execute(_IDEMPOTENCY if found.known is None else _IDEMPOTENCY_ANEW, row)


def _requester(connection: Connection, found: Standing, requester: Requester) -> int:
    named = {"platform": requester.platform, "user": requester.user, "name": requester.name}
    if found.requester_id is None:
        return cast(int, connection.scalar(_NEW_REQUESTER, named))
    if found.name != requester.name:
        connection.execute(_RENAMED, {"known": found.requester_id, "new_name": requester.name})
    return found.requester_id


def _table(row: Any) -> Table:
    return cast(Table, row.__table__)


# Asked at every request: made once, and of tables, where rows of objects would cost twice the time.
_PERSON = (
    select(RequesterRow.id, RequesterRow.name)
    .where(RequesterRow.platform == bindparam("platform"), RequesterRow.user == bindparam("user"))
    .subquery()
)
_KNOWN = (
    select(IdempotencyRow.request_hash, IdempotencyRow.job_id, IdempotencyRow.at)
    .where(IdempotencyRow.owner == bindparam("owner"), IdempotencyRow.key == bindparam("key"))
    .subquery()
)
_HEAD = select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1).scalar_subquery()
_FRONT = select(RulesVersionRow.version, _PERSON.c.id, _PERSON.c.name, _HEAD, *_KNOWN.c).select_from(
    _table(RulesVersionRow).outerjoin(_PERSON, true()).outerjoin(_KNOWN, true())
)
_TOTALS = union_all(
    *(
        each.with_only_columns(literal_column(f"'{whose}'").label("whose"), *each.selected_columns)
        for whose, each in (("user", OF_USER), ("server", OF_SERVER), ("shared", SHARED))
    )
)
_NEW_REQUESTER = insert(_table(RequesterRow)).returning(RequesterRow.id)
_RENAMED = update(_table(RequesterRow)).where(RequesterRow.id == bindparam("known")).values(name=bindparam("new_name"))
_JOB, _HOLD, _AUDIT, _IDEMPOTENCY = (insert(_table(row)) for row in (JobRow, CreditRow, AuditRow, IdempotencyRow))
_IDEMPOTENCY_ANEW = (
    update(_table(IdempotencyRow))
    .where(IdempotencyRow.owner == bindparam("owner"), IdempotencyRow.key == bindparam("key"))
    .values(request_hash=bindparam("request_hash"), job_id=bindparam("job_id"), at=bindparam("at"))
)
