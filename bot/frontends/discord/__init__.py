"""Discord: typed commands, slash commands and buttons in; progress, pictures and story pages out."""

from __future__ import annotations

from bot.frontends.discord.extension import setup
from bot.frontends.discord.frontend import DiscordFrontend

__all__ = ["DiscordFrontend", "setup"]
