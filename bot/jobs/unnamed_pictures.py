"""Pictures that no job names any more, or never came to name: cancelled, fenced and killed attempts leave some."""

from __future__ import annotations

from collections.abc import Collection

from bot.storage import Database, FrameFiles
from bot.storage.erasure import named_pictures


async def remove_unnamed(database: Database, files: FrameFiles, digests: Collection[str]) -> int:
    """Delete those of these pictures that no job names and nobody holds; returns how many. Raises StorageError.

    In a writing session, so that none comes to be named meanwhile: the same picture may be drawn or attached twice.
    """
    if not digests:
        return 0
    async with database.write() as session:
        gone = set(digests) - await named_pictures(session, digests)
        gone = {digest for digest in gone if digest not in files.in_hand}
        for digest in gone:
            await files.remove(digest)
    return len(gone)
