"""Which finished job, and which picture of it, somebody means; and what that picture was drawn from."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.errors import Refused
from bot.domain.jobs import Frame, Job, JobStatus
from bot.domain.requester import Requester
from bot.domain.requests import VideoRequest
from bot.jobs import lookup
from bot.jobs.service import Service
from generation.engine import EngineInfo, ImageRequest
from generation.request.chaos import vary_prompt
from story.draw import alone
from story.request import StoryRequest

WHOLE = 32  # hex digits of a job's id
_NOT_YET = {
    JobStatus.QUEUED: "still waits: try again when it is done",
    JobStatus.RUNNING: "is still being drawn: try again when it is done",
    JobStatus.FAILED: "failed, so there is no picture of it",
    JobStatus.CANCELLED: "was cancelled, so there is no picture of it",
}


async def find_finished_job(service: Service, requester: Requester, prefix: str) -> Job:
    """One's own finished job, an admin's anybody's; a whole id, as buttons have it, finds any. Raises Refused."""
    anybody = requester.admin or len(prefix) == WHOLE
    async with service.stores.database.read() as session:
        job = await lookup.find_job(session, service.stores.jobs, prefix, None if anybody else requester)
    if problem := _NOT_YET.get(job.status):
        raise Refused(f"Job `{job.short_id}` {problem}.")
    await service.stores.files.fetch(frame.sha256 for frame in job.outcome.frames)  # another host may have drawn it
    return job


def require_picture(service: Service, job: Job, index: int | None, verb: str) -> Frame:
    """A picture that is still there, for the command `verb`; raises Refused."""
    if index is None and len(job.outcome.frames) > 1:
        count, line = len(job.outcome.frames), f"{verb} {job.short_id} {job.outcome.frames[0].index + 1}"
        raise Refused(f"Job `{job.short_id}` has {count} pictures: say which, as in `{line}`.")
    frame = next((each for each in job.outcome.frames if index in (None, each.index)), None)
    if frame is None:
        if not job.outcome.frames:
            raise Refused(f"Job `{job.short_id}` has no picture.")
        last = job.outcome.frames[-1].index + 1
        raise Refused(f"Job `{job.short_id}` has no picture {(index or 0) + 1}; its last is {last}.")
    if not frame.mime.startswith("image/") or job.kind == "video":
        raise Refused("That is a video, and this takes a picture.")
    if service.stores.files.find(frame.sha256) is None:
        raise Refused(f"That picture of job `{job.short_id}` is not here any more.")
    return frame


async def trace_origin(service: Service, job: Job, index: int) -> tuple[Job, int]:
    """The job that drew this picture, and where: larger ones are traced back. Raises Refused where that is gone."""
    while job.kind == "enlarge":
        place = job.parent
        parent = None if place is None else await service.job(place.job_id)
        if place is None or parent is None:
            raise Refused("What this picture was drawn from is not known any more.")
        job, index = parent, place.index
    return job, index


def request_for_frame(job: Job, index: int, info: EngineInfo) -> ImageRequest:
    """What draws this picture of a job again, alone, by the engine of `info`; raises Refused where there is none."""
    match job.request:
        case ImageRequest() as request:
            seed = request.seed + index
            return replace(
                request, prompt=vary_prompt(request.prompt, seed, request.chaos), seed=seed, num_images=1, chaos=0
            )
        case StoryRequest() as request:
            seed = job.outcome.frames[index].seed if index < len(job.outcome.frames) else request.seed_of(index)
            return replace(alone(request, index, info), seed=seed)
        case VideoRequest() as request:
            return request.request
        case _:
            raise Refused(f"Nothing was drawn in job `{job.short_id}`.")
