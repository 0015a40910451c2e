"""The document of the API, for programs and for people; the page asks nobody else for anything."""

from __future__ import annotations

from aiohttp import web

from bot.frontends.web.api.keys import DOCUMENT
from bot.frontends.web.server.addresses import base_of
from bot.frontends.web.server.render import page


async def show_document(request: web.Request) -> web.Response:
    """Get this document."""
    return web.json_response(request.app[DOCUMENT])


async def show_docs(request: web.Request) -> web.Response:
    """GET /api/v1/docs"""
    document = request.app[DOCUMENT]
    schemas, origin = document["components"]["schemas"], base_of(request)
    return page(request, "api.html", document=document, schemas=schemas, origin=origin)
