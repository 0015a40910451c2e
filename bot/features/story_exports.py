"""A story's job as one file to take away: the same book for every front-end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from bot.chat.reply import seed_of
from bot.domain.jobs import Job


def book_file(job: Job, paths: Sequence[Path], kind: str, limit: int | None = None) -> bytes:
    """Work for a thread. `paths` are those of the job's frames, `limit` how many bytes there may be.

    Smaller pictures help to stay below it, but in a ZIP. Raises OSError where a picture is gone.
    """
    from story.exports import Book, Panel, export  # typefaces and codecs, only where a file is made

    frames = zip(job.frames, paths, strict=True)
    panels = tuple(Panel(path.read_bytes(), frame.sentence, frame.cast) for frame, path in frames)
    return export(Book(panels, facts=_facts(job)), kind, limit)


def book_digest(job: Job, kind: str) -> str:
    """Of all that goes into the file."""
    parts = [[frame.sha256, frame.sentence, *frame.cast] for frame in job.frames]
    return sha256(json.dumps([kind, parts, _facts(job)]).encode()).hexdigest()


def _facts(job: Job) -> dict[str, object]:
    """What an archive tells of the story besides its words."""
    return {
        "job": job.id,
        "seed": seed_of(job.request),
        "engine": job.engine,
        "model": job.model,
        "context": job.context,
    }
