"""All that is stored of somebody, as a ZIP: what they asked for as JSON, and the pictures as files.

What is too much for one file of a chat comes in parts: every part has the whole JSON, and its share of the pictures.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from bot.domain.jobs import Frame, Job
from bot.domain.media import MAX_FILE
from bot.domain.requester import Requester
from bot.domain.requests import attached_images
from bot.features.privacy.erasure import all_jobs
from bot.jobs.service import Service
from bot.storage.erasure import ErasureStore
from bot.storage.request_json import to_json


@dataclass(frozen=True, slots=True)
class Archive:
    """What goes into the files."""

    data: Mapping[str, Any]
    pictures: tuple[tuple[str, Path], ...]  # (name in the archive, where it lies), oldest first
    parts: tuple[tuple[int, int], ...]  # the pictures of each part, from and up to


async def collect(service: Service, requester: Requester) -> Archive:
    """Raises StorageError."""
    jobs = await all_jobs(service, requester)
    async with service.stores.database.read() as session:
        data = {
            "person": {"id": requester.key, "name": requester.name},
            "requests": [_job(job) for job in jobs],
            "defaults": await service.stores.people.defaults(session, requester.key),
            "cast": await service.stores.casts.of(session, requester.key),
            "api_keys": [each.name for each in await service.stores.api_keys.of(session, requester.key)],
            **await ErasureStore().rows_of(session, requester),
        }
        sheets = [each.sha256 for each in (await service.stores.casts.sheets(session, requester.key)).values()]
    attached = sheets + [digest for job in jobs if job.parent is None for digest in attached_images(job.request)]
    await service.stores.files.fetch([*attached, *(each.sha256 for job in jobs for each in job.outcome.pictures)])
    pictures, sizes = await asyncio.to_thread(_pictures, service, jobs, attached)
    return Archive(data, pictures, _parts(sizes))


def packed(archive: Archive, part: int) -> bytes:
    """One part (from 1) as a file; it reads and packs, so away from the event loop."""
    file = io.BytesIO()
    first, last = archive.parts[part - 1]
    with ZipFile(file, "w", ZIP_DEFLATED) as folder:
        folder.writestr("data.json", json.dumps(archive.data, indent=2, ensure_ascii=False, default=str))
        for name, path in archive.pictures[first:last]:
            folder.write(path, name, ZIP_STORED)  # pictures are packed already
    return file.getvalue()


def _parts(sizes: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """As few as there can be in this order; there is always one."""
    starts, total = [0], 0
    for index, size in enumerate(sizes):
        if total and total + size > MAX_FILE:
            starts.append(index)
            total = 0
        total += size
    return tuple(zip(starts, [*starts[1:], len(sizes)], strict=True))


def _job(job: Job) -> dict[str, Any]:
    return {
        "job": job.id,
        "asked_at": job.created_at.isoformat(),
        "where": {"frontend": job.address.frontend, "server": job.requester.server, **job.address.place},
        "kind": job.kind,
        "request": to_json(job.request),
        "status": job.status,
        "credits": job.cost,
        "error": job.outcome.error,
        "model": job.outcome.model,
        "seconds": job.outcome.seconds,
        "text": job.outcome.text,
        "pictures": [
            {"file": _name(job, each), "sentence": each.sentence, "seed": each.seed} for each in job.outcome.pictures
        ],
    }


def _name(job: Job, frame: Frame) -> str:
    which = "page" if frame.index < 0 else frame.index + 1
    return f"pictures/{job.created_at:%Y-%m-%d}-{job.id[:8]}-{which}{frame.path.suffix}"


def _pictures(
    service: Service, jobs: Sequence[Job], attached: Sequence[str]
) -> tuple[tuple[tuple[str, Path], ...], list[int]]:
    """What was drawn, and what they attached; a picture of somebody else's that they started from is not theirs."""
    drawn = [(_name(job, each), each.path) for job in jobs for each in job.outcome.pictures]
    paths = filter(None, map(service.stores.files.find, attached))
    given = [(f"attached/{path.name}", path) for path in paths]
    there = {name: path for name, path in [*drawn, *given] if path.is_file()}
    return tuple(there.items()), [path.stat().st_size for path in there.values()]
