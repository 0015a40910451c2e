"""What goes wrong between a browser and us, told as JSON with one sentence; no traceback ever leaves."""

from __future__ import annotations

import logging
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.chat import MISTAKE
from bot.storage import StorageError
from bot.values import Refused

SENTENCES = {
    HTTPStatus.NOT_FOUND: "There is nothing here.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not do that.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That is too long; say it in fewer words.",
}
log = logging.getLogger(__name__)


class Problem(Exception):
    """A request that cannot be served."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status

    @classmethod
    def missing(cls) -> Problem:
        """The one answer for what does not exist and for what belongs to somebody else."""
        return cls(HTTPStatus.NOT_FOUND, SENTENCES[HTTPStatus.NOT_FOUND])


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost loop of a request."""
    try:
        return await handler(request)
    except web.HTTPException as error:  # aiohttp's own: no such route, method or too large a body
        status = HTTPStatus(error.status)
        return told(status, SENTENCES.get(status, f"{status.phrase}."), error.headers.get("Allow"))
    except Problem as problem:
        return told(problem.status, str(problem))
    except Refused as refused:
        return told(HTTPStatus.CONFLICT, str(refused))
    except StorageError as error:
        return told(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
    except ConnectionError:
        raise  # the browser has left; nobody is there to be told
    except Exception:
        log.exception("%s %s failed", request.method, request.path)
        return told(HTTPStatus.INTERNAL_SERVER_ERROR, MISTAKE)


def told(status: HTTPStatus, sentence: str, allow: str | None = None) -> web.Response:
    headers = {"Allow": allow} if allow else {}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Basic realm="Vignette", charset="UTF-8"'
    return web.json_response({"error": sentence}, status=status, headers=headers)
