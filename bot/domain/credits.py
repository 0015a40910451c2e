"""Credits: whose, in which window, how many are allowed, used and left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SubjectKind = Literal["user", "role", "server", "default"]


Window = Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose credits an admin means."""

    kind: SubjectKind
    id: str = ""  # as typed; "" for the default, and for the server where the command was written


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


WINDOWS: tuple[Window, ...] = ("day", "month")
