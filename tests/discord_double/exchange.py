"""One request to the double and what came of it: the record that tests read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.discord_double.world import inside


@dataclass(slots=True)
class Call:
    """A request, parsed: which operation, with what."""

    operation: str
    values: Mapping[str, str]  # from the path
    query: Mapping[str, str]
    body: Any = None
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # "files[0]" → (file name, content)
    at: float = 0.0  # by the double's clock
    status: int = 0  # how it was answered

    @property
    def can_ping(self) -> bool:
        """Whether it carries text and does not rule out that this mentions somebody."""
        data = self.body.get("data") or self.body if isinstance(self.body, dict) else {}
        shown = data.get("content") or any(part.get("content") for part in inside(data.get("components") or ()))
        return bool(shown) and (data.get("allowed_mentions") or {}).get("parse") != []


@dataclass(frozen=True, slots=True)
class Violation:
    """Something no correct client (or, for an answer, no correct double) would do."""

    operation: str
    fault: str
