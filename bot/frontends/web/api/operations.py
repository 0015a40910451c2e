"""What an operation of the API is: one handler with its address, and all that the document says of it.

The models of body, form and query are those of the handler's own parameters, and its docstring is the description, so
that the document and the code cannot part.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_type_hints

from aiohttp import web
from pydantic import BaseModel

from bot.frontends.web.api.bodies import read_body, read_form, read_query
from bot.frontends.web.api.keys import CALLER
from bot.frontends.web.api.problems import Type
from bot.frontends.web.server.bodies import MAX_BYTES
from bot.jobs.lookup import JOB_PATTERN

PATTERNS = {  # of the parts of an address
    "job": JOB_PATTERN,
    "index": "[0-9]{1,3}",
    "format": "png|jpeg|webp",
    "model": ".{1,200}",  # a hub's have a slash
}

Handler = Callable[..., Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Response:
    """What may come back: a model as JSON, or bytes of a media type, or nothing."""

    status: int
    description: str
    model: type[BaseModel] | None = None
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)  # name → description
    binary: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """A header that steers a request."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str  # "/api/v1/jobs/{job}"
    handler: Handler
    tag: str
    answers: tuple[Response, ...]
    scope: str = ""  # "": for anybody
    problems: tuple[Type, ...] = ()  # besides those that every operation has
    headers: tuple[Header, ...] = ()
    most: int = MAX_BYTES  # of a body

    @property
    def name(self) -> str:
        return self.handler.__name__

    @property
    def words(self) -> str:
        return inspect.getdoc(self.handler) or ""

    @property
    def path_parameters(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.path)

    def model(self, parameter: str) -> type[BaseModel] | None:
        """The model of the handler's `body`, `form` or `query`."""
        return _hints(self.handler).get(parameter)

    @property
    def route(self) -> web.RouteDef:
        path = re.sub(r"\{(\w+)\}", lambda part: f"{{{part[1]}:{PATTERNS[part[1]]}}}", self.path)
        if self.method == "GET":  # HEAD goes with it, but where the answer has no end of its own
            streams = any(each.media_type == "text/event-stream" for each in self.answers)
            return web.get(path, self._handle, name=f"api-{self.name}", allow_head=not streams)
        return web.route(self.method, path, self._handle, name=f"api-{self.name}")

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        """Whether the caller may, then what was sent, then the handler."""
        if self.scope:
            request[CALLER].check(self.scope)
        arguments: dict[str, Any] = {}
        if (query := self.model("query")) is not None:
            arguments["query"] = read_query(request, query)
        if (body := self.model("body")) is not None:
            arguments["body"] = await read_body(request, body, self.most)
        if (form := self.model("form")) is not None:
            arguments["form"] = await read_form(request, form, self.most)
        return await self.handler(request, **arguments)


@cache
def _hints(handler: Callable[..., object]) -> dict[str, Any]:
    """Reading them anew takes longer than checking a request."""
    return get_type_hints(handler)


def json_response(model: BaseModel, status: int = 200, **headers: str) -> web.Response:
    """The model as JSON."""
    return web.Response(text=model.model_dump_json(), status=status, content_type="application/json", headers=headers)
