"""GalleryStore: finished pictures as people look for them, and what it takes to delete one.

A story is one entry, shown by the first of its pictures; every picture of any other job is an entry of its own.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, Text, cast, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.jobs import PAGE_INDEX, Job, JobStatus
from bot.domain.requester import Requester
from bot.storage.files.frame_files import FrameFiles
from bot.storage.job_mapping import job_value
from bot.storage.tables.core import FrameRow, JobRow, RequesterRow

STORY = "story"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; every word has to be found in the prompt, a sentence, the cast or a title."""

    requester: Requester | None  # None: everybody's
    words: tuple[str, ...] = ()
    kind: str = ""  # "image" or "story"; "": both


@dataclass(frozen=True, slots=True)
class GalleryItem:
    """One entry: a job, and which of its pictures stands for it."""

    job: Job
    index: int


class GalleryStore:
    def __init__(self, files: FrameFiles) -> None:
        self._files = files

    async def count(self, session: AsyncSession, search: Search) -> int:
        return await session.scalar(select(func.count()).select_from(_entries(search).subquery())) or 0

    async def find(self, session: AsyncSession, search: Search, skip: int, count: int) -> list[GalleryItem]:
        """Newest first; the pictures of one job in their order."""
        ordered = _entries(search).order_by(JobRow.number.desc(), FrameRow.index).offset(skip).limit(count)
        entries = [(number, index) for number, index in await session.execute(ordered)]
        rows = await session.scalars(select(JobRow).where(JobRow.number.in_({number for number, _ in entries})))
        jobs = {row.number: job_value(row, self._files) for row in rows}
        return [GalleryItem(jobs[number], index) for number, index in entries]

    async def delete(self, session: AsyncSession, job: Job, index: int) -> list[str]:
        """Forget a picture, and a story's page with it, because it shows there; PAGE_INDEX: all pictures of the job.

        Returns the hashes that no job has any more: their files may go once this is committed.
        """
        of_job = [FrameRow.job_id == job.id]
        if index != PAGE_INDEX:
            of_job.append(FrameRow.index.in_((index, PAGE_INDEX)))
        gone = await session.scalars(delete(FrameRow).where(*of_job).returning(FrameRow.sha256))
        hashes = set(gone)
        kept = set(await session.scalars(select(FrameRow.sha256).where(FrameRow.sha256.in_(hashes))))
        return sorted(hashes - kept)


def _entries(search: Search) -> Select[int, int]:
    """(job's number, picture's index) of every entry that fits."""
    first = select(func.min(FrameRow.index)).where(FrameRow.job_id == JobRow.id, FrameRow.index >= 0)
    stands_for_it = FrameRow.index == first.correlate(JobRow).scalar_subquery()
    query = (
        select(JobRow.number, FrameRow.index)
        .join(FrameRow, FrameRow.job_id == JobRow.id)
        .where(JobRow.status == JobStatus.SUCCEEDED, FrameRow.index >= 0)
        .where(or_(JobRow.kind != STORY, stands_for_it), *(_says(word) for word in search.words))
    )
    if search.kind:
        query = query.where((JobRow.kind == STORY) == (search.kind == STORY))
    if search.requester is not None:
        platform, user = search.requester.platform, search.requester.user
        query = query.join(RequesterRow).where(RequesterRow.platform == platform, RequesterRow.user == user)
    return query


def _says(word: str) -> ColumnElement[bool]:
    """Whether the prompt of a job, or the words of any of its pictures, hold that word."""
    request, frame = JobRow.request, aliased(FrameRow)
    prompts = (request["prompt"], request[("drawing", "prompt")], request[("request", "prompt")])
    of_story = (request["cast"], request["title"], request["author"])
    texts = [each.as_string() for each in (*prompts, *of_story)]
    in_request = or_(*(_holds(text, word) for text in texts))
    in_frame = or_(*(_holds(text, word) for text in (frame.sentence, cast(frame.cast, Text))))
    return or_(in_request, exists().where(frame.job_id == JobRow.id, in_frame))


def _holds(column: SQLColumnExpression[str], word: str) -> ColumnElement[bool]:
    """In whatever case, of which SQLite by itself knows only that of ASCII letters, and however accents are written."""
    cases = {word, word.lower(), word.upper(), word.capitalize()}
    spellings = {unicodedata.normalize(form, each) for form in ("NFC", "NFD") for each in cases}
    stored = sorted(spellings | {json.dumps(each)[1:-1] for each in spellings})  # a list is JSON, which escapes
    return or_(*(column.icontains(each, autoescape=True) for each in stored))
