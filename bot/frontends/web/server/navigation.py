"""The places of the site, in the order of its navigation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    path: str
    label: str
    icon: str  # a symbol of `icons.html`
    within: tuple[str, ...] = ()  # addresses that belong to it, by their beginnings
    admin: bool = False  # shown to admins only

    def holds(self, path: str) -> bool:
        """Whether somebody at that path is here."""
        return path == self.path or path.startswith(self.within)


PLACES = (
    Place("/", "Chat", "chat"),
    Place("/gallery", "Gallery", "gallery", within=("/picture/", "/story/")),
    Place("/jobs", "Jobs", "jobs"),
    Place("/desk", "Desk", "desk", within=("/desk/",), admin=True),
)
