"""What the page sends: a line of chat, and the buttons under a drawing."""

from __future__ import annotations

import secrets
from base64 import b64encode

from aiohttp import web

from bot.chat.context import Answer
from bot.commands.parse import not_understood, with_prefix
from bot.domain.requester import Address
from bot.frontends.web.chat.views import job_view
from bot.frontends.web.gallery.images import own_job
from bot.frontends.web.server.app_keys import CHAT, REQUESTER, SERVICE
from bot.frontends.web.server.bodies import WITH_PICTURES, PressBody, SayBody, read

PREFIX = "."


async def say(request: web.Request) -> web.Response:
    """POST /say {"text", "image", "images"}"""
    body = await read(request, SayBody, WITH_PICTURES)
    text, contents = body.text.strip(), [*([] if body.image is None else [body.image]), *body.images]
    async with request.app[SERVICE].attachments.taken(contents) as attachments:
        place = address(body.message, text)
        line = with_prefix(text)
        answers = await request.app[CHAT].handle_text(request[REQUESTER], line, place, attachments=attachments)
    return _answers(request, answers or [Answer(not_understood(text, PREFIX), refused=True)])


async def redo(request: web.Request) -> web.Response:
    """POST /jobs/{job}/redo"""
    body, job = await read(request, PressBody), await own_job(request)
    place = address(body.message, job.address.place.get("text", ""), again=True)
    return _answers(request, [await request.app[CHAT].redo(request[REQUESTER], job.id, place)])


async def cancel(request: web.Request) -> web.Response:
    """POST /jobs/{job}/cancel"""
    await read(request, PressBody)
    job = await own_job(request)
    cancelled = await request.app[SERVICE].cancel(job.id, request[REQUESTER])
    return web.json_response({"job": job_view(cancelled, request.app[SERVICE].info)})


def address(message: str | None, text: str, *, again: bool = False) -> Address:
    """Where the page shows the job: under which message, and what that said. It survives a restart with the job."""
    place = {"message": message or secrets.token_hex(16), "text": text}
    return Address("web", place | ({"again": "yes"} if again else {}))


def _answers(request: web.Request, answers: list[Answer]) -> web.Response:
    return web.json_response({"answers": [_view(request, answer) for answer in answers]})


def _view(request: web.Request, answer: Answer) -> dict[str, object]:
    view: dict[str, object] = {"text": answer.text, "refused": answer.refused, "asks": answer.asks}
    if answer.job:
        view["job"] = job_view(answer.job, request.app[SERVICE].info)
    if answer.attachment:
        name, content = answer.attachment
        view["attachment"] = {
            "name": name,
            "url": f"data:application/octet-stream;base64,{b64encode(content).decode()}",
        }
    return view
