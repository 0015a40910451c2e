"""For those who watch over the service: is it alive, and is it of use?"""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from bot.frontends.web.server.app_keys import SERVICE
from bot.frontends.web.server.peers import is_direct
from bot.jobs.readiness import FOR_ANYBODY

UNSAID = "Something is wrong; this machine and the log are told what."


async def health(request: web.Request) -> web.Response:
    """GET /healthz: the event loop turns."""
    return web.json_response({"alive": True})


async def ready(request: web.Request) -> web.Response:
    """GET /readyz: a worker answers, the database writes, the disk has room, every front-end has its outside world, and
    nobody has asked for a drain. Sentences may name files, so only this machine is told them.
    """
    found = await request.app[SERVICE].health.readiness()
    told = is_direct(request)
    state = {
        "ready": found.ready,
        "worker": found.worker,
        "database": found.database,
        "disk": found.disk,
        "draining": found.draining,
        "frontends": dict(found.frontends),
        "reasons": {
            name: reason if told or reason in FOR_ANYBODY else UNSAID for name, reason in found.reasons.items()
        },
    }
    return web.json_response(state, status=HTTPStatus.OK if found.ready else HTTPStatus.SERVICE_UNAVAILABLE)
