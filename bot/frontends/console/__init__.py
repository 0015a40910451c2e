"""The console front-end: the same chat in a terminal, with progress bars and, where it can show them, pictures."""

from __future__ import annotations

from bot.frontends.console.frontend import ConsoleFrontend

__all__ = ["ConsoleFrontend"]
