"""The web front-end: one page that looks and feels like a chat, and the small server behind it."""

from __future__ import annotations

from bot.frontends.web.frontend import WebFrontend

__all__ = ["WebFrontend"]
