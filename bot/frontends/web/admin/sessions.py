"""Who is at the desk: an admin who came by a one-time link, for some hours or until the server stops.

Sessions are kept in memory and nowhere else; their cookie goes to the desk alone. Hand-written: aiohttp-session brings
stores and encrypted cookies, where a dictionary is what is wanted, and no form keys.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from bot.domain.requester import Requester
from bot.frontends.web.server.addresses import is_secure
from bot.storage.database.clock import Clock, utc_now
from bot.text import strip_markdown

COOKIE, PATH = "vignette-desk", "/desk"
LASTING = timedelta(hours=8)


@dataclass(slots=True)
class Session:
    admin: Requester
    expires_at: datetime
    form_key: str = field(default_factory=lambda: secrets.token_urlsafe(32))  # every form on our pages carries it
    answer: str = ""  # what the last act answered; shown once
    refused: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)  # what was filled in where the act was refused

    def set_answer(self, answer: str, refused: Mapping[str, str] | None = None) -> None:
        """What an act answered; `refused` are the fields of one that was not done."""
        self.answer, self.refused, self.fields = answer, refused is not None, refused or {}

    def take_answer(self) -> dict[str, object]:
        """What the last act answered, for the one page that shows it; what was typed in vain stands there again."""
        fields = defaultdict(str, self.fields)  # a field that was not there is an empty one
        values = {
            "said": strip_markdown(self.answer),
            "refused": self.refused,
            "given": fields,
            "nothing": defaultdict(str),
        }
        self.set_answer("")
        return values


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
        COOKIE, key, max_age=seconds, path=PATH, httponly=True, samesite="Strict", secure=is_secure(request)
    )
