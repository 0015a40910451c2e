"""Trouble on demand: the next requests of one operation fail as Discord's sometimes do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.discord_double.exchange import Call

Headers = Mapping[str, str]


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` requests of `operation`."""

    operation: str
    times: int
    status: int = 0
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Headers = field(default_factory=dict)
    after_commit: bool = False  # carried out, but the answer is lost


class Faults:
    """The faults waiting to happen, and how many did."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.when: Callable[[Call], bool] = lambda call: True  # which of the operation's requests are meant
        self.happened = 0

    def server_error(self, operation: str, status: int = 500, *, times: int = 1) -> None:
        self._waiting.append(Fault(operation, times, status, {"code": 0, "message": f"{status}: Server Error"}))

    def rate_limit(self, operation: str, retry_after: float, *, times: int = 1, code: int = 0) -> None:
        """A 429 as Discord's own servers send it: with a Via header, without which it would be Cloudflare's ban."""
        body = {"code": code, "message": "You are being rate limited.", "retry_after": retry_after, "global": False}
        headers = {"Via": "1.1 google", "Retry-After": str(retry_after), "X-RateLimit-Scope": "user"}
        self._waiting.append(Fault(operation, times, 429, body, headers))

    def lost_answer(self, operation: str, *, times: int = 1) -> None:
        """The request is carried out, then the connection breaks before the answer."""
        self._waiting.append(Fault(operation, times, after_commit=True))

    def next_for(self, call: Call) -> Fault | None:
        for fault in self._waiting:
            if fault.operation == call.operation and fault.times > 0 and self.when(call):
                fault.times -= 1
                self.happened += 1
                return fault
        return None
