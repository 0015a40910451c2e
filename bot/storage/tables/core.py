"""The tables of jobs, credits and the audit: one class each. Every change comes with a revision in `migrations/`.

The other tables are in `bot.storage.tables.people` and `bot.storage.tables.admin`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, ForeignKey, Index, MetaData, String, TypeDecorator
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bot.domain.jobs import JobStatus
from bot.domain.media import PNG

STATUSES = ", ".join(f"'{status}'" for status in JobStatus)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads a plain dict
        datetime: UtcDateTime,
        list[str]: JSON,
        dict[str, str]: JSON,
        dict[str, Any]: JSON,
    }


class RequesterRow(Base):
    """A person on a platform, with the name they had last."""

    __tablename__ = "requesters"
    __table_args__ = (Unique("platform", "user"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(String(32))
    user: Mapped[str] = mapped_column(String(128))
    name: Mapped[str]


class JobRow(Base):
    """One request by one requester. `attempt` is the fencing number; the lease says who draws it until when."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(f"status IN ({STATUSES})", name="status"),
        Index(None, "status", "number"),
        Index(None, "requester_id", "number"),
        Index(None, "parent_id"),
    )

    number: Mapped[int] = mapped_column(primary_key=True)  # order of arrival, whatever the clock says
    id: Mapped[str] = mapped_column(String(32), unique=True)
    requester_id: Mapped[int] = mapped_column(ForeignKey("requesters.id"))
    server: Mapped[str | None] = mapped_column(String(128))
    roles: Mapped[list[str]]
    frontend: Mapped[str] = mapped_column(String(32))
    place: Mapped[dict[str, str]]
    kind: Mapped[str] = mapped_column(String(16))
    request: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(16))
    cost: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=0)
    deaths: Mapped[int] = mapped_column(default=0)  # of workers and services that had it
    lease_owner: Mapped[str | None] = mapped_column(String(128))
    lease_until: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    engine: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    device: Mapped[str] = mapped_column(default="")
    context: Mapped[str | None]
    ignored_words: Mapped[list[str]] = mapped_column(default=list)
    read_as: Mapped[list[list[str]]] = mapped_column(JSON, default=list, server_default="[]")
    seconds: Mapped[float] = mapped_column(default=0.0)
    work: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")  # see `quotas.work`; 0: not known
    reckoned_seconds: Mapped[float | None]  # from asking to the end, before the correction; see `bot.jobs.estimates`
    estimated_seconds: Mapped[float | None]  # what was said at admission
    parent_id: Mapped[str | None] = mapped_column(String(32))  # no foreign key: the parent may be forgotten
    parent_index: Mapped[int | None]
    parent_verb: Mapped[str | None] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(default="", server_default="")

    requester: Mapped[RequesterRow] = relationship(lazy="joined", innerjoin=True)
    frames: Mapped[list[FrameRow]] = relationship(lazy="selectin", order_by="FrameRow.index")


class QueueCountRow(Base):
    """How many jobs wait and are drawn. Triggers on `jobs` count, in the commit of each change.

    Whoever has none is not in it.
    """

    __tablename__ = "queue_counts"

    requester_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # gone ones do not matter
    frontend: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    queued: Mapped[int]
    running: Mapped[int]
    work: Mapped[int] = mapped_column(BigInteger)  # of those that wait


class FrameRow(Base):
    """One finished picture of a job; index -1 is a story's page. The picture itself is a file named by its hash."""

    __tablename__ = "frames"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    sentence: Mapped[str]
    cast: Mapped[list[str]]
    phash: Mapped[str] = mapped_column(String(16), default="", server_default="")  # "": none was made
    mime: Mapped[str] = mapped_column(String(32), default=PNG, server_default=PNG)
    checked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # None: nobody looked at it


class CreditRow(Base):
    """The ledger; rows are only ever added. Amounts are never negative: the kind says which way they count.

    `hold`, `capture` and `release` belong to a job and carry the day of the hold, so that a release gives back to
    the window it was taken from. `grant` and `reset` belong to a subject and a window; a grant with no subject is
    for everyone. A grant counts until it expires, or else until the end of its month.
    """

    __tablename__ = "credits"
    __table_args__ = (
        Unique("job_id", "kind"),
        CheckConstraint("kind IN ('hold', 'capture', 'release', 'grant', 'reset')", name="kind"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("(job_id IS NOT NULL) = (kind IN ('hold', 'capture', 'release'))", name="job"),
        Index(None, "user", "month"),
        Index(None, "server", "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    day: Mapped[str] = mapped_column(String(10))  # UTC, "2026-11-21"
    month: Mapped[str] = mapped_column(String(7))  # UTC, "2026-11"
    kind: Mapped[str] = mapped_column(String(16))
    amount: Mapped[int] = mapped_column(BigInteger)
    job_id: Mapped[str | None] = mapped_column(ForeignKey("jobs.id"))
    window: Mapped[str | None] = mapped_column(String(8))  # "day" or "month", for grants and resets
    user: Mapped[str | None] = mapped_column(String(192))  # "platform:id", as in `limits`
    role: Mapped[str | None] = mapped_column(String(192))
    server: Mapped[str | None] = mapped_column(String(192))
    expires_at: Mapped[datetime | None]  # of a grant


# A hold is settled once: captured or released, never both.
Index(
    "uq_credits_settled",
    CreditRow.job_id,
    unique=True,
    sqlite_where=CreditRow.kind.in_(("capture", "release")),
    postgresql_where=CreditRow.kind.in_(("capture", "release")),
)


class LimitRow(Base):
    """How many credits a subject has per window, where an admin decided otherwise than the settings."""

    __tablename__ = "limits"
    __table_args__ = (
        CheckConstraint("kind IN ('user', 'role', 'server', 'default')", name="kind"),
        CheckConstraint("\"window\" IN ('day', 'month')", name="window"),
    )

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject: Mapped[str] = mapped_column(String(192), primary_key=True)  # "platform:id"; "" for the default
    window: Mapped[str] = mapped_column(String(8), primary_key=True)
    credits: Mapped[int] = mapped_column(BigInteger)


class OutboxRow(Base):
    """A reply that is owed for a job that ended."""

    __tablename__ = "outbox"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    frontend: Mapped[str] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)  # that failed
    next_at: Mapped[datetime | None] = mapped_column(index=True)  # None: sent or given up
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


class AuditRow(Base):
    """Who did what to whom; rows are only ever added. Each row's hash covers the hash of the row before it."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(192))  # "platform:id"
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(192))
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64), default="", server_default="")  # "" before the first
    hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
