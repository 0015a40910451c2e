"""The tables of what admins decide: bans, blocked words, rules of servers, reports, and the state of the service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables.core import Base


class BanRow(Base):
    """A person who may ask for nothing."""

    __tablename__ = "bans"

    subject: Mapped[str] = mapped_column(String(192), primary_key=True)  # "platform:id"
    until: Mapped[datetime | None]  # None: for good
    reason: Mapped[str]
    by: Mapped[str] = mapped_column(String(192))
    at: Mapped[datetime]


class BlocklistRow(Base):
    """A pattern that no prompt may hold."""

    __tablename__ = "blocklist"
    __table_args__ = (
        Unique("scope", "pattern"),
        CheckConstraint("kind IN ('word', 'phrase', 'regex')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(192))  # a server, "platform:id"; "" for everywhere
    pattern: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(192))
    at: Mapped[datetime]


class ServerRow(Base):
    """The rules of a server, as `bot.storage.servers.ServerSettings` reads them."""

    __tablename__ = "servers"

    id: Mapped[str] = mapped_column(String(192), primary_key=True)  # "platform:id"
    settings: Mapped[dict[str, Any]]


class ReportRow(Base):
    """A picture that somebody finds wrong. It outlives the job, which may be forgotten."""

    __tablename__ = "reports"
    __table_args__ = (Unique("job_id", "index", "by"), Index(None, "settled_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(String(32))
    index: Mapped[int]  # of the frame; -1: the whole job
    by: Mapped[str] = mapped_column(String(192))
    reason: Mapped[str]
    at: Mapped[datetime]
    settled_by: Mapped[str | None] = mapped_column(String(192))
    settled_at: Mapped[datetime | None]


class StateRow(Base):
    """What the service must still know after a restart: that it is paused, that it drains."""

    __tablename__ = "service_state"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str]


class RulesVersionRow(Base):
    """One row: the count of changes to bans, blocked words, rules of servers, limits and the state of the service.

    Triggers count, in the commit of each change.
    """

    __tablename__ = "rules_version"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
