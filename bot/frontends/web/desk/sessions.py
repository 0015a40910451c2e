"""Who is at the desk: an admin who came by a one-time link, for some hours or until the server stops.

Sessions are kept in memory and nowhere else; their cookie goes to the desk alone.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from bot.storage.clock import Clock, utc_now
from bot.values import Requester

COOKIE, PATH = "vignette-desk", "/desk"
LASTING = timedelta(hours=8)


@dataclass(slots=True)
class Session:
    admin: Requester
    expires_at: datetime
    form_key: str = field(default_factory=lambda: secrets.token_urlsafe(32))  # every form on our pages carries it
    said: str = ""  # what the last act answered; shown once
    refused: bool = False  # the act was not done

    def heard(self) -> tuple[str, bool]:
        """What the last act answered, for the one page that shows it."""
        said, self.said = self.said, ""
        return said, self.refused


class Sessions:
    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now
        self._open: dict[str, Session] = {}

    def open(self, admin: Requester) -> str:
        """The key of a new session."""
        self._sweep()
        key = secrets.token_urlsafe(32)
        self._open[key] = Session(admin, self._now() + LASTING)
        return key

    def find(self, key: str) -> Session | None:
        self._sweep()
        return self._open.get(key)

    def close(self, key: str) -> None:
        self._open.pop(key, None)

    def _sweep(self) -> None:
        now = self._now()
        self._open = {key: session for key, session in self._open.items() if session.expires_at > now}


SESSIONS = web.AppKey("SESSIONS", Sessions)


def give(response: web.Response, request: web.Request, key: str) -> None:
    seconds = int(LASTING.total_seconds())
    response.set_cookie(
        COOKIE, key, max_age=seconds, path=PATH, httponly=True, samesite="Strict", secure=request.secure
    )
