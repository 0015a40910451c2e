"""The gallery: what has been drawn, looked for, traced back and deleted."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import Refused
from bot.domain.jobs import PAGE_INDEX, Job
from bot.domain.requester import Requester
from bot.storage import AuditStore, Database, FrameFiles, JobStore
from bot.storage.gallery import GalleryItem, GalleryStore, Search


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """One page of what was found."""

    found: tuple[GalleryItem, ...]
    total: int
    page: int  # from 1
    pages: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a picture was made from, as far as it is still there, and what was made from it."""

    parent: Job | None
    children: tuple[Job, ...]


class Gallery:
    def __init__(self, database: Database, jobs: JobStore, files: FrameFiles, audit: AuditStore) -> None:
        self._database, self._jobs, self._files, self._audit = database, jobs, files, audit
        self._store = GalleryStore(files)

    async def shelf(self, search: Search, page: int, size: int) -> GalleryPage:
        """A page beyond the last one is the last one."""
        async with self._database.read() as session:
            total = await self._store.count(session, search)
            pages = max(1, -(-total // size))
            page = min(max(1, page), pages)
            found = await self._store.find(session, search, (page - 1) * size, size)
        return GalleryPage(tuple(found), total, page, pages)

    async def family(self, job: Job, index: int | None, requester: Requester) -> Lineage:
        """Of one picture (None: of the whole job), as far as this person may know of it."""
        async with self._database.read() as session:
            parent = None if job.parent is None else await self._jobs.get(session, job.parent.job_id)
            children = await self._jobs.children(session, job.id)
        mine = [each for each in children if each.outcome.frames and _may_see(each, requester)]
        if index is not None:  # made from that picture, or from the whole job
            mine = [each for each in mine if each.parent is not None and each.parent.index in (index, PAGE_INDEX)]
        return Lineage(parent if parent is not None and _may_see(parent, requester) else None, tuple(mine))

    async def delete(self, job: Job, index: int, requester: Requester) -> None:
        """Delete a picture for good, with its file where nobody else has the same; PAGE_INDEX: all of the job.

        What was asked for stays in the history. Raises Refused for somebody else's, StorageError.
        """
        if not _may_see(job, requester):
            raise Refused("Only who asked for a picture can delete it, or an admin.")
        async with self._database.write() as session:
            unused = await self._store.delete(session, job, index)
            subject = job.id if index == PAGE_INDEX else f"{job.id}/{index}"
            await self._audit.add(session, requester, "picture.delete", subject, {"owner": job.requester.key})
        for each in unused:
            await self._files.remove(each)


def _may_see(job: Job, requester: Requester) -> bool:
    return requester.admin or requester.is_same_person(job.requester)
