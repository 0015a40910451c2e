"""Every REST request, walked through the same stations: known, authorised, troubled, valid, answered, checked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.discord_double import accounts, interactions, messages
from tests.discord_double.description import Description, Operation, official
from tests.discord_double.errors import ApiError, invalid
from tests.discord_double.exchange import Call, Violation
from tests.discord_double.faults import ENDLESS, Fault

if TYPE_CHECKING:
    from tests.discord_double.double import DiscordDouble

HANDLERS = messages.HANDLERS | accounts.HANDLERS | interactions.HANDLERS
VIA = {"Via": "1.1 google"}
# discord.py adds `tts` to every message it sends; Discord ignores it where its description has no such field.
# Webhooks and interaction answers take files as the documentation says; where the description has alternatives it lacks
# them. The documentation knows `nsfw` of commands, and discord.py sends it with each.
IGNORED_BY_DISCORD = {
    *("tts: unknown field", "data.tts: unknown field"),
    *(f"files[{number}]: unknown field" for number in range(10)),
    *(f"{number}.nsfw: unknown field" for number in range(100)),
}


class Rest:
    """The API under /api/v10."""

    def __init__(self, double: DiscordDouble) -> None:
        self._double = double
        self._description: Description = official()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        operation = self._description.operation(request.method, path)
        if operation is None:
            self._note(f"{request.method} {path}", "unknown route")
            return _json(404, {"code": 0, "message": "404: Not Found"})
        call = Call(operation.id, operation.values, dict(request.query), at=self._double.clock.now())
        self._double.calls.append(call)
        response = await self._within_limits(request, operation, call)
        call.status = response.status
        return response

    async def _within_limits(self, request: web.Request, operation: Operation, call: Call) -> web.StreamResponse:
        values = operation.values
        place = values.get("channel_id") or values.get("interaction_token") or values.get("webhook_token") or ""
        within, headers = self._double.limits.take(operation.id, place)
        if not within:
            wait = float(headers["X-RateLimit-Reset-After"])
            body = {"code": 0, "message": "You are being rate limited.", "retry_after": wait, "global": False}
            return _json(429, body, headers | VIA)
        await _read(request, call)
        fault = self._double.faults.next_for(call)
        if fault is not None and not fault.after_commit:
            fault.meanwhile()
            if fault.silence:
                self._double.faults.on_silence()
                await _never(request)
            if fault.status:
                return _json(fault.status, fault.body, {**headers, **fault.headers})
        status, body = self._outcome(request, operation, call)
        if fault is not None and fault.after_commit:
            fault.meanwhile()
            if fault.silence:
                self._double.faults.on_silence()
                await _never(request)
            return _json(fault.status, fault.body, headers) if fault.status else _broken(request, fault)
        for finding in self._description.answer_faults(operation, status, body):
            self._note(operation.id, f"the double's own answer: {finding}")
        return _json(status, body, headers | VIA if status == 429 else headers)

    def _outcome(self, request: web.Request, operation: Operation, call: Call) -> tuple[int, Any]:
        """Status and body, whatever became of the request."""
        try:
            self._authorise(request, operation)
            self._check(request, operation, call)
            if operation.id not in HANDLERS:
                raise ApiError(404, 0, f"the double lacks {operation.id}", fault=True)
            return HANDLERS[operation.id](self._double, call)
        except ApiError as error:
            if error.fault:
                self._note(operation.id, str(error))
            return error.status, error.body()

    def _authorise(self, request: web.Request, operation: Operation) -> None:
        open_to_all = {} in operation.schema.get("security", [{}])  # type: ignore[comparison-overlap]
        if not open_to_all and request.headers.get("Authorization") != f"Bot {self._double.token}":
            raise ApiError(401, 0, "401: Unauthorized")

    def _check(self, request: web.Request, operation: Operation, call: Call) -> None:
        findings = self._description.query_faults(operation, call.query)
        body = call.body
        if call.files:
            body = {**(body or {}), **{name: filename for name, (filename, _) in call.files.items()}}
        findings += self._description.request_faults(operation, request.content_type, body)
        findings = [finding for finding in findings if finding not in IGNORED_BY_DISCORD]
        if findings:
            raise invalid("; ".join(findings))

    def _note(self, operation: str, fault: str) -> None:
        self._double.violations.append(Violation(operation, fault))


async def _read(request: web.Request, call: Call) -> None:
    if request.content_type == "multipart/form-data":
        form = await request.post()
        for name, value in form.items():
            if isinstance(value, web.FileField):
                call.files[name] = (value.filename, value.file.read())
            elif name == "payload_json":
                call.body = json.loads(value)
    elif request.can_read_body:
        call.body = await request.json()


async def _never(request: web.Request) -> None:
    """Until the client has lost its patience."""
    deadline = asyncio.get_running_loop().time() + ENDLESS
    while not _is_gone(request) and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110  # nothing tells us
        await asyncio.sleep(0.01)


def _is_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _broken(request: web.Request, fault: Fault) -> web.Response:
    """The answer that never arrives: the connection is cut."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500, text=f"lost after {fault.operation}")


def _json(status: int, body: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    """JSON with exactly `application/json`: with a charset, discord.py takes it for text."""
    if body is None:
        return web.Response(status=status, headers=dict(headers or {}))
    content = json.dumps(body).encode()
    return web.Response(status=status, body=content, content_type="application/json", headers=dict(headers or {}))
