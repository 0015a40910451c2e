"""A Discord of our own on the loopback interface: gateway, REST and CDN, strict where the real one is."""

from __future__ import annotations

from tests.discord_double.double import DiscordDouble
from tests.discord_double.people import Person

__all__ = ["DiscordDouble", "Person"]
