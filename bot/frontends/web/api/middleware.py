"""The API beside the pages: one server, one guard for foreign sites and names, but its own callers and errors."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.chat.chat import MISTAKE
from bot.frontends.web.api.auth import bearer, caller_of
from bot.frontends.web.api.docs import show_docs
from bot.frontends.web.api.keys import API, CALLER, DOCUMENT, RATE, SIGNER
from bot.frontends.web.api.openai_errors import openai_error
from bot.frontends.web.api.openapi import document
from bot.frontends.web.api.operation_table import OPERATIONS, PROBES
from bot.frontends.web.api.problems import MEDIA_TYPE, ApiProblem, Types, of_guard, of_status, refusal
from bot.frontends.web.api.signed_urls import Signer
from bot.frontends.web.server.app_keys import SETTINGS
from bot.frontends.web.server.errors import HttpProblem
from bot.frontends.web.server.guard import check_source, is_private
from bot.frontends.web.server.rate_limit import Rate
from bot.settings import ApiSettings
from generation.errors import UserError

PLACES = ("/api/", "/v1/", "/metrics")
DOCS = "/api/v1/docs"
OPEN = frozenset({f"api-{each.name}" for each in OPERATIONS if not each.scope} | {"api-docs"})
SIGNED = "api-show_signed"  # the address of a picture that carries its own permission
log = logging.getLogger(__name__)


def register(app: web.Application, settings: ApiSettings) -> None:
    """Add the API to the pages' application, whose own middlewares do not see its requests."""
    if not settings.enabled:
        return
    web_settings = app[SETTINGS]
    keyless = settings.keyless and is_private(web_settings) and web_settings.password is None
    app[API], app[RATE], app[SIGNER] = settings, Rate(settings.requests_per_minute), Signer()
    app[DOCUMENT] = document((*OPERATIONS, *PROBES), keyless=keyless)
    outermost, *of_pages = app.middlewares
    app.middlewares[:] = [outermost, guard_api, *(_for_pages(each) for each in of_pages)]
    app.add_routes([each.route for each in OPERATIONS])
    app.router.add_get(DOCS, show_docs, name="api-docs")


@web.middleware
async def guard_api(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost loop of a request to the API."""
    if not _is_api(request):
        return await handler(request)
    try:
        return await _passed(request, handler)
    except ApiProblem as problem:
        return _error_response(request, problem)
    except HttpProblem as problem:
        return _error_response(request, of_guard(problem))
    except web.HTTPException as error:
        return _error_response(request, of_status(error.status, error.headers))
    except UserError as error:
        return _error_response(request, refusal(error, request.path))
    except ConnectionError:
        raise  # the client has left; nobody is there to be told
    except Exception:  # else aiohttp answers in plain text, which is no problem document of ours
        log.exception("%s %s failed", request.method, request.path)
        return _error_response(request, ApiProblem(Types.INTERNAL, MISTAKE))


async def _passed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Name and origin first, then who it is, then how often."""
    route = request.match_info.route.name
    check_source(request, for_others=route == SIGNED)
    if route in OPEN and not bearer(request):  # whoever sends a key that is none learns it anywhere
        return await handler(request)
    request[CALLER] = await caller_of(request, request.app[API])
    if wait := request.app[RATE].take(request[CALLER].name):
        detail = f"At most {request.app[API].requests_per_minute} requests a minute: wait {wait} s."
        raise ApiProblem(Types.RATE, detail, headers={"Retry-After": str(wait)})
    return await handler(request)


def _for_pages(middleware: Middleware) -> Middleware:
    @web.middleware
    async def passed(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await (handler(request) if _is_api(request) else middleware(request, handler))

    return passed


def _is_api(request: web.Request) -> bool:
    return request.path.startswith(PLACES)


def _error_response(request: web.Request, problem: ApiProblem) -> web.Response:
    if request.path.startswith("/v1/"):
        body, status, headers = openai_error(problem)
        text, media_type = body.model_dump_json(), "application/json"
    else:
        text, media_type = problem.details.model_dump_json(exclude_none=True), MEDIA_TYPE
        status, headers = problem.status, problem.headers
    return web.Response(text=text, status=status, content_type=media_type, headers=headers)
