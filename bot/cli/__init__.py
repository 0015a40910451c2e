"""The command line, one small file per command. What is heavy is imported when a command runs, not before."""

from __future__ import annotations

from bot.cli.app import app

__all__ = ["app"]
