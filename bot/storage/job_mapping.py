"""Jobs as values and as rows: the one place that knows both shapes."""

from __future__ import annotations

from typing import Any

from bot.domain.jobs import PAGE_INDEX, Frame, Job, JobStatus, Outcome, Parent
from bot.domain.requester import Address, Requester
from bot.storage import request_json
from bot.storage.files.frame_files import FrameFiles
from bot.storage.tables.core import FrameRow, JobRow
from story.panels.checker import check_from_json, check_to_json


def job_columns(job: Job, requester_id: int) -> dict[str, Any]:
    """Of a new job."""
    return {
        "id": job.id,
        "requester_id": requester_id,
        "server": job.requester.server,
        "roles": list(job.requester.roles),
        "frontend": job.address.frontend,
        "place": dict(job.address.place),
        "kind": job.kind,
        "request": request_json.to_json(job.request),
        "status": job.status,
        "cost": job.cost,
        "work": job.work,
        "created_at": job.created_at,
        "attempt": job.attempt,
        "parent_id": job.parent and job.parent.job_id,
        "parent_index": job.parent and job.parent.index,
        "parent_verb": job.parent and job.parent.verb,
    }


def frame_rows(job: Job) -> list[FrameRow]:
    return [
        FrameRow(
            job_id=job.id,
            index=frame.index,
            sha256=frame.sha256,
            width=frame.width,
            height=frame.height,
            seed=frame.seed,
            sentence=frame.sentence,
            cast=list(frame.cast),
            phash=frame.phash,
            mime=frame.mime,
            checked=check_to_json(frame.checked),
        )
        for frame in job.outcome.pictures
    ]


def job_value(row: JobRow, files: FrameFiles) -> Job:
    # `admin` is not kept: whether someone may do a thing is asked anew each time they do it.
    person = row.requester
    parent = None
    if row.parent_id is not None and row.parent_index is not None and row.parent_verb is not None:
        parent = Parent(row.parent_id, row.parent_index, row.parent_verb)
    return Job(
        id=row.id,
        requester=Requester(person.platform, person.user, person.name, row.server, tuple(row.roles)),
        request=request_json.from_json(row.kind, row.request),
        address=Address(row.frontend, row.place),
        status=JobStatus(row.status),
        cost=row.cost,
        created_at=row.created_at,
        attempt=row.attempt,
        outcome=_outcome(row, files),
        parent=parent,
        work=row.work,
        estimated_seconds=row.estimated_seconds,
    )


def outcome_columns(outcome: Outcome) -> dict[str, Any]:
    """What a job's row says of its end; frames have rows of their own."""
    return {
        "error": outcome.error,
        "engine": outcome.engine,
        "model": outcome.model,
        "device": outcome.device,
        "context": outcome.context,
        "ignored_words": list(outcome.ignored_words),
        "read_as": [list(pair) for pair in outcome.read_as],
        "seconds": outcome.seconds,
        "text": outcome.text,
    }


def _outcome(row: JobRow, files: FrameFiles) -> Outcome:
    frames = [_frame(frame, files) for frame in row.frames]
    return Outcome(
        error=row.error,
        engine=row.engine,
        model=row.model,
        device=row.device,
        context=row.context,
        ignored_words=tuple(row.ignored_words),
        read_as=tuple((word, drawn) for word, drawn in row.read_as),
        seconds=row.seconds,
        text=row.text,
        frames=tuple(frame for frame in frames if frame.index != PAGE_INDEX),
        page=next((frame for frame in frames if frame.index == PAGE_INDEX), None),
    )


def _frame(row: FrameRow, files: FrameFiles) -> Frame:
    return Frame(
        index=row.index,
        path=files.path(row.sha256, row.mime),
        sha256=row.sha256,
        width=row.width,
        height=row.height,
        seed=row.seed,
        sentence=row.sentence,
        cast=tuple(row.cast),
        phash=row.phash,
        mime=row.mime,
        checked=check_from_json(row.checked),
    )
