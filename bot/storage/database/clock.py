"""The time, in UTC: the one place storage asks for it, so that tests can bring their own.

Leases are promises between hosts, whose clocks may be minutes apart: on a database server they are measured by its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

Clock = Callable[[], datetime]
LeaseClock = Callable[[Session], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def database_moment(session: Session) -> datetime:
    """Of the server; of this machine, where the database is a file of it."""
    if session.get_bind().dialect.name == "sqlite":
        return utc_now()
    return cast(datetime, session.scalar(select(func.clock_timestamp()))).astimezone(UTC)
