"""What goes wrong between a browser and us, told in one sentence; no traceback ever leaves.

A person who follows a link gets a page, a script gets JSON.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from bot.chat.chat import MISTAKE
from bot.domain.errors import StorageError
from bot.frontends.web.server.render import page
from generation.errors import UserError

SENTENCES = {
    HTTPStatus.NOT_FOUND: "There is nothing here.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not do that.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That is too long; say it in fewer words.",
}
log = logging.getLogger(__name__)


class HttpProblem(Exception):
    """A request that cannot be served."""

    def __init__(self, status: HTTPStatus, sentence: str, *, retry_after: int = 0) -> None:
        super().__init__(sentence)
        self.status, self.retry_after = status, retry_after  # seconds; 0: nobody can say

    @classmethod
    def missing(cls) -> HttpProblem:
        """The one answer for what does not exist and for what belongs to somebody else."""
        return cls(HTTPStatus.NOT_FOUND, SENTENCES[HTTPStatus.NOT_FOUND])


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost loop of a request."""
    try:
        return await handler(request)
    except web.HTTPException as error:  # aiohttp's own: no such route, method or too large a body
        status = HTTPStatus(error.status)
        return error_response(request, status, SENTENCES.get(status, f"{status.phrase}."), error.headers.get("Allow"))
    except HttpProblem as problem:
        response = error_response(request, problem.status, str(problem))
        if problem.retry_after:
            response.headers[hdrs.RETRY_AFTER] = str(problem.retry_after)
        return response
    except UserError as error:
        status = HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, StorageError) else HTTPStatus.CONFLICT
        return error_response(request, status, str(error))
    except ConnectionError:
        raise  # the browser has left; nobody is there to be told
    except Exception:  # else aiohttp answers in its own words, on a page that is not ours
        log.exception("%s %s failed", request.method, request.path)
        return error_response(request, HTTPStatus.INTERNAL_SERVER_ERROR, MISTAKE)


def error_response(request: web.Request, status: HTTPStatus, sentence: str, allow: str | None = None) -> web.Response:
    if "text/html" in request.headers.get(hdrs.ACCEPT, ""):
        missing = status is HTTPStatus.NOT_FOUND
        response = page(request, "problem.html", status=status, sentence=sentence, missing=missing)
    else:
        response = web.json_response({"error": sentence}, status=status)
    if allow:
        response.headers[hdrs.ALLOW] = allow
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers[hdrs.WWW_AUTHENTICATE] = 'Basic realm="Vignette", charset="UTF-8"'
    return response
