"""/desk: how the service does, and whether it is open."""

from __future__ import annotations

from typing import get_args

from aiohttp import web

from bot.domain.errors import Refused
from bot.domain.jobs import JobStatus
from bot.domain.rules import Period
from bot.features.admin.actions import AdminActions
from bot.features.admin.chart_data import panels, summary
from bot.features.admin.stats import stats
from bot.frontends.web.admin.chart_svg import panel_view
from bot.frontends.web.admin.forms import Fields, one_of
from bot.frontends.web.admin.render import desk_page
from bot.frontends.web.admin.sessions import Session
from bot.frontends.web.server.app_keys import SERVICE
from bot.rules.service_mode import Mode, mode_of

PERIODS: tuple[Period, ...] = get_args(Period)
DEFAULT = "week"


async def overview(request: web.Request, session: Session) -> web.Response:
    """GET /desk?period="""
    service = request.app[SERVICE]
    period = one_of(request.query.get("period", DEFAULT), PERIODS)
    stores = service.stores
    async with stores.database.read() as read:
        figures, mode = await stats(read, period), await mode_of(stores.state, read)
        queue, reports = await stores.jobs.queue(read), await stores.reports.open(read)
    return desk_page(
        request,
        session,
        "overview.html",
        mode=mode.value,
        running=sum(job.status is JobStatus.RUNNING for job in queue),
        waiting=sum(job.status is JobStatus.QUEUED for job in queue),
        reports=len(reports),
        broken=service.trouble,
        info=service.info,
        periods=PERIODS,
        period=period,
        summary=summary(figures).split("\n"),
        charts=[panel_view(panel) for panel in panels(figures, named=True)],
    )


async def set_mode(request: web.Request, session: Session, fields: Fields) -> str:
    """POST /desk"""
    service = request.app[SERVICE]
    if (mode := fields.get("mode", "")) not in list(Mode):
        raise Refused("The service is open, paused or draining.")
    answer = await AdminActions(service.stores).mode(session.admin, Mode(mode))
    service.wake()
    return answer
