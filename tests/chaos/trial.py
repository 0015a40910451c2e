"""What catches a planted bug: `python -m tests.chaos.trial` prints what is broken as a JSON list, [] where all is well.

Two checks of what no kill can show, then rounds of faults; it ends with the first that finds anything.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import text

from bot.storage.database.copies import sqlite_url
from bot.storage.database.database import Database
from tests.bot.storage.kit import LEASE, new_frame, open_stores
from tests.chaos.rounds import Rounds

FULL = 2  # of PRAGMA synchronous
PATIENCE = 120.0  # seconds: what does not come to rest by then is taken for caught
ROUNDS = (
    ("503 from Discord", "SIGKILL of the service"),
    ("answers of Discord lost", "SIGKILL of a worker"),
)


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
        second = await stores.claimed()
        taken = await stores.finish(first, frames=(new_frame(stores.files),))
        return [] if second.attempt == 2 and not taken else ["late result: an attempt that was given up was stored"]


async def rounds(folder: Path) -> list[str]:
    async with Rounds(folder, seed=7, patience=PATIENCE) as chaos:
        for kinds in ROUNDS:
            if found := await chaos.round(kinds, requests=8):
                return found
    return []


async def main() -> None:
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, look in enumerate((durability, late_result, rounds)):
            (place := Path(folder, str(number))).mkdir()
            try:
                found = await look(place)
            except Exception as error:  # whatever a planted bug brings about
                found = [f"{look.__name__}: {type(error).__name__}: {str(error)[-300:]}"]
            if found:
                break
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main())
