"""The admin's desk on the web: its pages, and the forms on them that act."""

from __future__ import annotations

from bot.frontends.web.admin.routes import ROUTES
from bot.frontends.web.admin.sessions import SESSIONS, Sessions

__all__ = ["ROUTES", "SESSIONS", "Sessions"]
