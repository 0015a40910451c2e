"""Forms of the desk: read within bounds, believed only with the session's own key, answered by the page they are on."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import parse_qsl

from aiohttp import hdrs, web

from bot.domain.errors import Refused
from bot.frontends.web.admin.sessions import Session
from bot.frontends.web.server.bodies import DEADLINE
from bot.frontends.web.server.errors import HttpProblem
from generation.errors import UserError

MAX_FIELDS = 20
FORM = "application/x-www-form-urlencoded"
NAME = re.compile(r"\S{1,140}")
STALE = "This form is from an earlier visit: load the page again."
Fields = Mapping[str, str]
Choice = TypeVar("Choice", bound=str)
FormAction = Callable[[web.Request, Session, Fields], Awaitable[str]]


async def read_fields(request: web.Request) -> Fields:
    """What was filled in, without the spaces around it."""
    if request.content_type != FORM or hdrs.CONTENT_ENCODING in request.headers:
        raise HttpProblem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send a plain form.")
    try:
        async with asyncio.timeout(DEADLINE):
            content = await request.read()
        pairs = parse_qsl(content.decode(), max_num_fields=MAX_FIELDS, keep_blank_values=True)
    except TimeoutError:
        raise HttpProblem(HTTPStatus.REQUEST_TIMEOUT, "That took too long to arrive; send it again.") from None
    except ValueError:
        raise HttpProblem(HTTPStatus.BAD_REQUEST, "That is no form of ours.") from None
    return {name: " ".join(value.split()) for name, value in pairs}


def check_key(session: Session, fields: Fields) -> None:
    """Another site cannot know the key, so it cannot send our forms in an admin's name."""
    if not hmac.compare_digest(fields.get("form_key", "").encode(), session.form_key.encode()):
        raise HttpProblem(HTTPStatus.FORBIDDEN, STALE)


def form_handler(act: FormAction) -> Callable[[web.Request, Session], Awaitable[web.StreamResponse]]:
    """Do what the form says, then show its page again with the answer."""

    async def handler(request: web.Request, session: Session) -> web.StreamResponse:
        fields = await read_fields(request)
        check_key(session, fields)
        try:
            session.set_answer(await act(request, session, fields))
        except UserError as error:
            session.set_answer(str(error), refused=fields)
        return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": request.path_qs})

    return handler


def one_of(value: str | None, choices: Sequence[Choice]) -> Choice:
    """The first one, where none of them was given: a form of ours gives no other."""
    return next((each for each in choices if each == value), choices[0])


def read_whole_number(fields: Fields, name: str, what: str) -> int:
    """A field as a whole number; Refused where it is none."""
    text = fields.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise Refused(f"{what} is a whole number of at most 10 digits.")
    return int(text)


def read_id(fields: Fields, what: str) -> str:
    """The id of somebody or something; Refused where it cannot be one."""
    if not NAME.fullmatch(id := fields.get("id", "")):
        raise Refused(f"Say which {what} you mean: an id of at most 140 characters, without spaces.")
    return id
