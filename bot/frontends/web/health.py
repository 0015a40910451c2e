"""For those who watch over the service: is it alive, and can it draw?"""

from __future__ import annotations

from aiohttp import web

from bot.frontends.web.keys import SERVICE
from bot.storage import StorageError


async def health(request: web.Request) -> web.Response:
    """GET /healthz: the event loop turns."""
    return web.json_response({"alive": True})


async def ready(request: web.Request) -> web.Response:
    """GET /readyz: a worker has its engine loaded, and the database answers."""
    service = request.app[SERVICE]
    try:
        await service.queue()
    except StorageError:
        database = False
    else:
        database = True
    worker = service.info is not None and not service.broken
    ready = worker and database
    return web.json_response({"ready": ready, "worker": worker, "database": database}, status=200 if ready else 503)
