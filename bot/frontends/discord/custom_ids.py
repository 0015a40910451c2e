"""What a button, a menu or a form acts on, written in its custom_id: it works after any restart, and for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass

PICTURES = "picture"  # the verb of a menu of pictures
ANYWAY = "anyway"  # the whole custom_id of the button under a question
_CUSTOM_ID = re.compile(r"job:(?P<job>[0-9a-f]{32}):(?P<verb>[a-z-]{1,20})(?::(?P<place>[1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True)
class CustomId:
    """One action on one job, or on one of its pictures."""

    job: str
    verb: str  # a key of `ACTIONS`, or PICTURES
    place: int | None = None  # of the picture, counted from 1; of a menu of pictures: which menu

    @classmethod
    def read(cls, custom_id: str) -> CustomId | None:
        """None for what is not ours."""
        match = _CUSTOM_ID.fullmatch(custom_id)
        return match and cls(match["job"], match["verb"], int(match["place"]) if match["place"] else None)

    @property
    def custom_id(self) -> str:
        return f"job:{self.job}:{self.verb}" + ("" if self.place is None else f":{self.place}")
