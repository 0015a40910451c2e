"""What looks at a story's frames once they are drawn: the port, and the values that go in and out.

It imports no torch: the service's own process keeps what was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from PIL import Image

from generation.engine import Figure
from story.plans.plan import PlannedFrame


@dataclass(frozen=True, slots=True)
class Panel:
    """What one frame should show. What it does not tell is free."""

    sentence: str
    frame: PlannedFrame
    figures: tuple[Figure, ...] | None  # every single being on stage; None: nobody can tell
    joined: bool = False  # others may be there beside them
    style: str | None = None  # that it is drawn in; None: none


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a checker thinks of one picture."""

    score: float  # the more the better, among pictures of one panel
    reasons: tuple[str, ...] = ()  # what is wrong, as in "it shows …": "no fox", "two rabbits instead of one"


class PanelChecker(Protocol):
    """Compares a frame's picture with what it should show. One thread owns a checker."""

    name: str  # as a person would say it

    def check(self, picture: Image.Image, panel: Panel) -> Opinion | None:
        """Of an RGB picture of any size, the same for the same picture; None where there is nothing that it can tell.

        Raises EngineError where it does not work.
        """
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Check:
    """What a checker found about one frame of a finished story; jobs keep it."""

    checker: str
    score: float  # of the picture that was kept
    redrawn: int = 0  # how often the frame was drawn again
    reasons: tuple[str, ...] = ()  # what was wrong with the first picture
    still: tuple[str, ...] = ()  # what is wrong with the one that was kept


def check_to_json(check: Check | None) -> dict[str, Any] | None:
    """As databases and the API have it."""
    return None if check is None else asdict(check)


def check_from_json(stored: Mapping[str, Any] | None) -> Check | None:
    """The inverse of `check_to_json`; JSON has lists for tuples."""
    if stored is None:
        return None
    return Check(**{**stored, "reasons": tuple(stored["reasons"]), "still": tuple(stored["still"])})
