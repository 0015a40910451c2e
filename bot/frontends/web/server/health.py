"""For those who watch over the service: is it alive, can it draw, and does it take anything new?"""

from __future__ import annotations

from aiohttp import web

from bot.domain.errors import StorageError
from bot.frontends.web.server.app_keys import SERVICE
from bot.rules.service_mode import Mode, mode_of


async def health(request: web.Request) -> web.Response:
    """GET /healthz: the event loop turns."""
    return web.json_response({"alive": True})


async def ready(request: web.Request) -> web.Response:
    """GET /readyz: a worker has its engine loaded, the database answers, and nobody has asked for a drain."""
    service = request.app[SERVICE]
    worker = service.info is not None and not service.broken
    try:
        async with service.stores.database.read() as session:
            draining = await mode_of(service.stores.state, session) is Mode.DRAINING
    except StorageError:
        database = draining = False
    else:
        database = True
    ready = worker and database and not draining
    state = {"ready": ready, "worker": worker, "database": database, "draining": draining}
    return web.json_response(state, status=200 if ready else 503)
