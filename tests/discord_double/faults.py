"""Trouble on demand: the next requests of one operation fail as Discord's sometimes do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.discord_double.exchange import Call

Headers = Mapping[str, str]
ANY = "any operation"
ENDLESS = 600.0  # seconds, longer than any client waits


def nothing() -> None:
    """What happens beside most faults."""


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` requests of `operation`; with neither status nor silence they succeed."""

    operation: str
    times: int
    status: int = 0
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Headers = field(default_factory=dict)
    after_commit: bool = False  # carried out, but the answer is lost or, with a status, a lie
    silence: bool = False  # and the connection stays open
    meanwhile: Callable[[], object] = nothing  # what happens in the world first; with after_commit: in between


class Faults:
    """The faults waiting to happen, and how many did."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.when: Callable[[Call], bool] = lambda call: True  # which of the operation's requests are meant
        self.happened = 0
        self.on_silence: Callable[[], object] = nothing  # a client begins to wait in vain

    def server_error(self, operation: str, status: int = 500, *, times: int = 1) -> None:
        self._waiting.append(Fault(operation, times, status, {"code": 0, "message": f"{status}: Server Error"}))

    def rate_limit(
        self, operation: str, retry_after: float, *, times: int = 1, code: int = 0, scope: str = "user"
    ) -> None:
        """A 429 as Discord's own servers send it: with a Via header, without which it would be Cloudflare's ban.

        The scope is "user", "shared" (the resource is busy with others) or "global" (the bot, everywhere).
        """
        everywhere = scope == "global"
        body = {
            "code": code,
            "message": "You are being rate limited.",
            "retry_after": retry_after,
            "global": everywhere,
        }
        headers = {"Via": "1.1 google", "Retry-After": str(retry_after), "X-RateLimit-Scope": scope}
        headers |= {"X-RateLimit-Global": "true"} if everywhere else {}
        self._waiting.append(Fault(operation, times, 429, body, headers))

    def ban(self, operation: str, *, times: int = 1) -> None:
        """A 429 of Cloudflare's, before Discord: a page of HTML and no Via header."""
        self._waiting.append(Fault(operation, times, 429, {"code": 0, "message": "banned"}))

    def refusal(self, operation: str, status: int, code: int, message: str = "No", *, times: int = 1) -> None:
        """Discord's no, with one of its numbered codes."""
        self._waiting.append(Fault(operation, times, status, {"code": code, "message": message}))

    def lost_answer(
        self, operation: str, *, times: int = 1, meanwhile: Callable[[], object] = nothing, silence: bool = False
    ) -> None:
        """The request is carried out, then the connection breaks before the answer, or stays open without one."""
        self._waiting.append(Fault(operation, times, after_commit=True, silence=silence, meanwhile=meanwhile))

    def late_error(self, operation: str, status: int = 500, *, times: int = 1) -> None:
        """The request is carried out, and the answer says that it was not."""
        body = {"code": 0, "message": f"{status}: Server Error"}
        self._waiting.append(Fault(operation, times, status, body, after_commit=True))

    def silence(self, operation: str, *, times: int = 1) -> None:
        """The request is never carried out, and nothing says so."""
        self._waiting.append(Fault(operation, times, silence=True))

    def change(self, operation: str, meanwhile: Callable[[], object]) -> None:
        """The world changes just before the request is carried out."""
        self._waiting.append(Fault(operation, 1, meanwhile=meanwhile))

    def next_for(self, call: Call) -> Fault | None:
        for fault in self._waiting:
            if fault.operation in (ANY, call.operation) and fault.times > 0 and self.when(call):
                fault.times -= 1
                self.happened += 1
                return fault
        return None

    def clear(self) -> None:
        """What has not happened will not; the count begins anew."""
        self._waiting.clear()
        self.happened = 0
