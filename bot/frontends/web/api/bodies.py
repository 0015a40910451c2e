"""What a request holds, checked against its model: body, query, and the headers that steer a request."""

from __future__ import annotations

import re
from difflib import get_close_matches
from hashlib import sha256
from typing import TypeVar

from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.frontends.web.api.problems import ApiProblem, Fault, Types
from bot.frontends.web.server.app_keys import CONTENT
from bot.frontends.web.server.bodies import MAX_BYTES, arriving, content_of
from bot.jobs.idempotency import IdempotencyKey

MAX_WAIT = 60  # seconds
PICTURES = "image"  # the field of a form that may be there several times
Shape = TypeVar("Shape", bound=BaseModel)
_IDEMPOTENCY_KEY = re.compile(r"[\x20-\x7e]{1,255}")
_WAIT = re.compile(r"(?:^|,)\s*wait\s*=\s*\"?([0-9]{1,9})\"?\s*(?=$|[,;])", re.IGNORECASE)


async def read_body(request: web.Request, shape: type[Shape], most: int = MAX_BYTES) -> Shape:
    """The body as `shape`; a compressed one is refused unread, because it can be a bomb. Raises ApiProblem."""
    if request.content_type != "application/json" or hdrs.CONTENT_ENCODING in request.headers:
        raise ApiProblem(Types.MEDIA)
    try:
        content = await content_of(request, most)
    except TimeoutError:
        raise ApiProblem(Types.SLOW) from None
    try:
        return shape.model_validate_json(content, strict=True)
    except ValidationError as error:
        raise _invalid(error, "/", shape) from None


async def read_form(request: web.Request, shape: type[Shape], most: int) -> Shape:
    """A form with files as `shape`, each field once but pictures; `image[]` is another name for `image`.

    Raises ApiProblem.
    """
    if request.content_type != "multipart/form-data" or hdrs.CONTENT_ENCODING in request.headers:
        raise ApiProblem(Types.MEDIA, "Send a form: multipart/form-data.")
    try:
        async with arriving(request, most) as whole:
            sent = [(name.removesuffix("[]"), _sent(value)) for name, value in (await whole.post()).items()]
    except TimeoutError:
        raise ApiProblem(Types.SLOW) from None
    except (ValueError, HttpProcessingError) as error:  # the latter of the lines above a part
        raise ApiProblem(Types.MALFORMED, "The body is no form that can be read.") from error
    pictures = [value for name, value in sent if name == PICTURES]
    fields = {name: value for name, value in sent if name != PICTURES}
    if len(fields) + len(pictures) != len(sent):
        raise ApiProblem(Types.INVALID, "Give each field once; only `image` may be there several times.")
    request[CONTENT] = repr((sorted(fields.items()), pictures)).encode()  # the same every time, as boundaries are not
    try:
        return shape.model_validate(fields | ({PICTURES: pictures} if pictures else {}))
    except ValidationError as error:
        raise _invalid(error, "/", shape) from None


def _sent(value: str | bytearray | bytes | web.FileField) -> str | bytes:
    if isinstance(value, web.FileField):
        with value.file:
            return value.file.read()
    return value if isinstance(value, str) else bytes(value)


def read_query(request: web.Request, shape: type[Shape]) -> Shape:
    """Each parameter once. Raises ApiProblem."""
    if len(set(request.query)) != len(request.query):
        raise ApiProblem(Types.INVALID, "Give each parameter once.")
    try:
        return shape.model_validate(dict(request.query))
    except ValidationError as error:
        raise _invalid(error, "", shape) from None


async def read_idempotency_key(request: web.Request) -> IdempotencyKey | None:
    """What the client calls this request, and what it asks for: the address and the body, byte for byte."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not _IDEMPOTENCY_KEY.fullmatch(key):
        raise ApiProblem(Types.INVALID, "An Idempotency-Key has 1 to 255 printable ASCII characters.")
    content = request.path.encode() + b"\n" + await content_of(request)
    return IdempotencyKey(key, sha256(content).hexdigest())


def read_wait(request: web.Request) -> int:
    """For how many seconds the client would rather wait (RFC 7240), a minute at most; 0: not at all."""
    match = _WAIT.search(",".join(request.headers.getall("Prefer", [])))
    return min(int(match[1]), MAX_WAIT) if match else 0


def _invalid(error: ValidationError, root: str, shape: type[BaseModel]) -> ApiProblem:
    faults = []
    for each in error.errors():
        path = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in each["loc"])
        faults.append(Fault(pointer=root + path, detail=_detail(each, shape)))
    if error.errors()[0]["type"] == "json_invalid":
        return ApiProblem(Types.MALFORMED, f"The body is no JSON: {faults[0].detail}.")
    where = f"{faults[0].pointer}: " if faults[0].pointer not in ("", "/") else ""
    sentence = f"{where}{faults[0].detail}"
    return ApiProblem(Types.INVALID, sentence if sentence.endswith("?") else f"{sentence}.", errors=faults)


def _detail(fault: ErrorDetails, shape: type[BaseModel]) -> str:
    """pydantic's words, but where a name is none of ours, or a pattern says nothing to a person."""
    name = str(fault["loc"][0]) if len(fault["loc"]) == 1 else ""
    if fault["type"] == "string_pattern_mismatch" and (field := shape.model_fields.get(name)) and field.examples:
        return f"Write it as in {' or '.join(f'“{each}”' for each in field.examples)}"
    if fault["type"] != "extra_forbidden" or not name:
        return fault["msg"]
    near = [each for each in shape.model_fields if name in each] or get_close_matches(name, shape.model_fields, n=1)
    return "There is no such field here" + (f"; did you mean “{near[0]}”?" if near else "")
