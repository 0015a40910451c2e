"""Jobs through the API: listed, looked at, cancelled. A stranger's and a missing one look the same."""

from __future__ import annotations

from aiohttp import web

from bot.domain.errors import Refused
from bot.domain.jobs import Job
from bot.features.access.api_keys import ADMIN
from bot.frontends.web.api.keys import CALLER
from bot.frontends.web.api.operations import json_response
from bot.frontends.web.api.problems import ApiProblem, Types
from bot.frontends.web.api.schemas import JobPage, JobsQuery
from bot.frontends.web.api.views import job_view
from bot.frontends.web.server.app_keys import SERVICE


async def list_jobs(request: web.Request, query: JobsQuery) -> web.Response:
    """List the jobs of the key's owner, newest first.

    A page is followed by the one that its `next_cursor` names; new jobs never shift a page.
    """
    caller, service = request[CALLER], request.app[SERVICE]
    if query.everybody:
        caller.check(ADMIN)
    before = None
    if query.cursor is not None:
        try:
            before = (await visible_job(request, query.cursor)).id
        except ApiProblem:
            raise ApiProblem(Types.INVALID, "cursor: this is none, or not any more; begin without one.") from None
    whose = None if query.everybody else caller.requester
    page = await service.page(whose, query.limit + 1, before, query.status)
    jobs, left = page[: query.limit], await service.estimates.left()
    views = [job_view(job, left.get(job.id)) for job in jobs]
    return json_response(JobPage(jobs=views, next_cursor=jobs[-1].id if len(page) > len(jobs) else None))


async def show_job(request: web.Request) -> web.Response:
    """Show a job."""
    job = await visible_job(request, request.match_info["job"])
    return json_response(job_view(job, (await request.app[SERVICE].estimates.left()).get(job.id)))


async def cancel_job(request: web.Request) -> web.Response:
    """Cancel a job that waits or is being drawn; its credits are free again."""
    job = await visible_job(request, request.match_info["job"])
    try:
        return json_response(job_view(await request.app[SERVICE].cancel(job.id, request[CALLER].requester)))
    except Refused as error:
        now = await visible_job(request, job.id)
        raise ApiProblem(Types.ENDED, str(error)) if now.status.ended else error from None


async def visible_job(request: web.Request, named: str) -> Job:
    """The job whose id starts so, if the caller may look at it. Raises ApiProblem, Refused."""
    job = await request.app[SERVICE].visible_job(named, request[CALLER].requester)
    if job is None:
        raise ApiProblem.missing()
    return job
