"""What was heard before: after a broken connection Discord may tell of the same message or press once more."""

from __future__ import annotations

MAX_IDS = 2000  # of each; what comes twice comes within moments


class RecentIds:
    """The last ids, in memory: a restart ends the session that could repeat them."""

    def __init__(self) -> None:
        self._ids: dict[int, None] = {}

    def before(self, snowflake: int) -> bool:
        """Whether this id was asked about before."""
        if snowflake in self._ids:
            return True
        self._ids[snowflake] = None
        if len(self._ids) > MAX_IDS:
            del self._ids[next(iter(self._ids))]
        return False
