"""What the page sends: a line of chat, and the buttons under a drawing."""

from __future__ import annotations

import secrets
from base64 import b64encode
from http import HTTPStatus

from aiohttp import web

from bot.chat.context import Answer
from bot.commands.parse import not_understood, with_prefix
from bot.domain.media import PNG
from bot.domain.requester import Address
from bot.domain.requests import PlanRequest
from bot.frontends.web.chat.plan_form import PlanBody, changed_lines, read_form
from bot.frontends.web.chat.views import job_view
from bot.frontends.web.gallery.images import own_job
from bot.frontends.web.server.app_keys import CHAT, REQUESTER, SERVICE
from bot.frontends.web.server.bodies import WITH_PICTURES, PressBody, SayBody, read
from bot.frontends.web.server.errors import HttpProblem
from story.plans.notation import parse_plan

PREFIX = "."
BYTES = "application/octet-stream"  # for whatever the browser is not to show by itself
UNCHANGED = "Nothing is changed yet."


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


async def plan(request: web.Request) -> web.Response:
    """POST /jobs/{job}/plan: the form of a plan, as the line of chat that means the same; or what is wrong in it."""
    body, job = await read(request, PlanBody), await own_job(request)
    if not isinstance(job.request, PlanRequest) or not job.outcome.text:
        raise HttpProblem.missing()
    sentences = job.request.story.sentences
    if len(body.frames) != len(sentences):
        raise HttpProblem(HTTPStatus.BAD_REQUEST, f"frames: the plan has {len(sentences)}.")
    filled, errors = read_form(body.frames)
    if errors:
        return web.json_response({"errors": [each.model_dump() for each in errors]})
    changes = changed_lines(parse_plan(job.outcome.text, len(sentences)), filled, sentences)
    if body.act == "edit" and not changes:
        return _answers(request, [Answer(UNCHANGED, refused=True)])
    line = f"{PREFIX}plan {job.short_id} {body.act} {changes}".strip() + (" --anyway" if body.anyway else "")
    place = address(body.message, line)
    return _answers(request, await request.app[CHAT].handle_text(request[REQUESTER], line, place) or [])


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
            "url": f"data:{PNG if name.endswith('.png') else BYTES};base64,{b64encode(content).decode()}",
        }
    return view
