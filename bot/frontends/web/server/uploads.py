"""Bodies with pictures that are under way: held whole, so their number is bounded, and none waits for another's end.

Where all places are taken, the oldest of the address that has most of them is given up; of many addresses with one
each, the oldest of all.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

UPLOADS_AT_ONCE = 16  # bodies with pictures
UPLOADS_OF_ONE = 4  # of one person; a fifth takes the place of their first
UPLOAD_DEADLINE = 60.0  # seconds: a picture from a phone on the road


@dataclass(eq=False, slots=True)
class _Upload:
    address: str
    person: str
    deadline: asyncio.Timeout


class Uploads:
    """All of them, oldest first."""

    def __init__(self) -> None:
        self._under_way: list[_Upload] = []

    @asynccontextmanager
    async def place(self, address: str, person: str) -> AsyncIterator[None]:
        """One upload. Raises TimeoutError where it takes too long, or another needed its place more."""
        own = [each for each in self._under_way if each.person == person]
        if len(own) >= UPLOADS_OF_ONE:
            self._give_up(own[0])
        elif len(self._under_way) >= UPLOADS_AT_ONCE:
            self._give_up(self._least_deserving())
        async with asyncio.timeout(UPLOAD_DEADLINE) as deadline:
            upload = _Upload(address, person, deadline)
            self._under_way.append(upload)
            try:
                yield
            finally:
                if upload in self._under_way:
                    self._under_way.remove(upload)

    def _least_deserving(self) -> _Upload:
        held = Counter(each.address for each in self._under_way)
        most = max(held.values())
        return next(each for each in self._under_way if held[each.address] == most)

    def _give_up(self, upload: _Upload) -> None:
        self._under_way.remove(upload)
        upload.deadline.reschedule(asyncio.get_running_loop().time())
