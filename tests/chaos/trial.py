"""What catches a planted bug: `python -m tests.chaos.trial [CHECK...]` prints as JSON what is broken, [] for nothing.

Checks of what no kill can show, then rounds under load; it ends with the first that finds anything.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import text

from bot.storage.database.copies import sqlite_url
from bot.storage.database.database import Database
from tests.bot.storage.kit import LEASE, new_frame, open_stores
from tests.chaos.rounds import Rounds

FULL = 2  # of PRAGMA synchronous
SEED, REQUESTS = 7, 8  # of a round: all three ways to ask are among them


async def durability(folder: Path) -> list[str]:
    """What is acknowledged is on the disk, which a kill cannot show."""
    async with open_stores(folder) as stores:
        await stores.database.close()
        database = Database(sqlite_url(folder / "vignette.db"))
        await database.open()
        async with database.write() as session:
            level = await session.scalar(text("PRAGMA synchronous"))
        await database.close()
        with patch("os.fsync", wraps=os.fsync) as synced:
            await stores.files.save(b"a picture")
    wrong = [] if level == FULL else [f"durability: commits are synced at level {level}"]
    return wrong if synced.call_count >= 2 else [*wrong, "durability: a picture is not synced"]


async def late_result(folder: Path) -> list[str]:
    """Whoever lost a job changes nothing any more."""
    async with open_stores(folder) as stores:
        await stores.submit()
        first = await stores.claimed()
        stores.clock.advance(seconds=2 * LEASE.total_seconds())
        async with stores.database.write() as session:
            await stores.jobs.requeue_expired(session)
        if (second := await stores.claim()) is None:
            return ["late result: what nobody draws any more is taken up by nobody"]
        taken = await stores.finish(first, frames=(new_frame(stores.files),))
        return [] if second.attempt == 2 and not taken else ["late result: an attempt that was given up was stored"]


async def reply_noted(folder: Path) -> list[str]:
    """What was sent is owed no more."""
    async with open_stores(folder) as stores:
        await stores.submit()
        await stores.finish(job := await stores.claimed())
        async with stores.database.write() as session:
            await stores.outbox.mark_sent(session, job.id)
            owed = await stores.outbox.due(session, [job.address.frontend])
    return [] if not owed else ["reply noted: what was sent is still owed, and would be sent for ever"]


def under(*kinds: str) -> Callable[[Path], Awaitable[list[str]]]:
    """A burst of requests from Discord, API and page, with these faults in the middle of it."""

    async def look(folder: Path) -> list[str]:
        async with Rounds(folder, SEED) as chaos:
            return await chaos.round(kinds, requests=REQUESTS)

    return look


CHECKS = {
    "durability": durability,
    "late result": late_result,
    "reply noted": reply_noted,
    "load": under(),
    "load and 503": under("503 from Discord"),
    "load and lost answers": under("answers of Discord lost"),
    "load and kills": under("SIGKILL of a worker", "SIGKILL of the service"),
}


async def main(names: list[str]) -> None:
    found: list[str] = []
    for name in names or CHECKS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = await CHECKS[name](Path(folder))
            except Exception as error:  # whatever a planted bug brings about
                found = [f"{name}: {type(error).__name__}: {str(error)[-300:]}"]
        if found:
            break
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
