"""Who asks, and where the reply goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks. (platform, user) identifies a person; the rest is as it was when they asked."""

    platform: str  # "discord", "web", "console"
    user: str  # the platform's own id
    name: str = ""
    server: str | None = None
    roles: tuple[str, ...] = ()
    admin: bool = False  # of Vignette: everybody's credits and jobs, the rules of all servers
    manages: bool = False  # the server: its rules, and nothing beyond it

    @property
    def key(self) -> str:
        """The person as tables know them: "discord:1234"."""
        return f"{self.platform}:{self.user}"

    @property
    def server_key(self) -> str | None:
        """The server as tables know it: "discord:5678"."""
        return None if self.server is None else f"{self.platform}:{self.server}"

    def is_same_person(self, other: Requester) -> bool:
        return (self.platform, self.user) == (other.platform, other.user)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a reply goes: a front-end's name and whatever that front-end needs to find the place again."""

    frontend: str
    place: Mapping[str, str]

    @property
    def ephemeral(self) -> bool:
        """The front-end belongs to one process and ends with it."""
        return is_ephemeral(self.frontend)


def is_ephemeral(frontend: str) -> bool:
    """Whether a front-end of this name belongs to one process and ends with it: "console:9f86d081884c7d65"."""
    return ":" in frontend
