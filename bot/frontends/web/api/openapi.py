"""The OpenAPI 3.1 document, made of the table of operations and the models that the code checks against.

Hand-written: pydantic makes the schemas, which is most of it; a framework that does the rest wants to own the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from itertools import groupby
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.features.access.api_keys import SCOPES
from bot.frontends.web.api.openai_schemas import OpenAIError
from bot.frontends.web.api.operations import PATTERNS, Operation, Response
from bot.frontends.web.api.problems import MEDIA_TYPE, ProblemDetails, Type, Types
from bot.frontends.web.api.schemas import ProgressEvent, QueuedEvent

Schema = dict[str, Any]
REF = "#/components/schemas/{model}"
EVERYWHERE = (Types.UNAUTHENTICATED, Types.FORBIDDEN, Types.HOST, Types.RATE, Types.INTERNAL)
WITH_BODY = (Types.MALFORMED, Types.SLOW, Types.TOO_LARGE, Types.MEDIA, Types.INVALID)
ABOUT = """Draw pictures and stories with the same queue, credits and limits as chat.

A key goes into `Authorization: Bearer vg_…`. Whoever owns it owns what is drawn with it. Every error is a problem
document (RFC 9457) whose `type` never changes; below `/v1/` errors have the shape of OpenAI's."""
KEY_SCHEME = "key"
SENT = {"body": "application/json", "form": "multipart/form-data"}  # a handler's parameter → how it is sent
TAGS = {
    "Drawing": "Ask for pictures.",
    "Jobs": "What was asked for, and what becomes of it.",
    "Pictures": "What was drawn.",
    "Facts": "Credits, and what draws.",
    "OpenAI": "For clients of OpenAI's image API: set their base URL to `/v1` here.",
    "Operating": "For whoever runs the service.",
}


def document(operations: Sequence[Operation], *, keyless: bool) -> Schema:
    """`keyless`: whether a key may be left out here."""
    by_path = groupby(sorted(operations, key=lambda each: each.path), key=lambda each: each.path)
    paths = {path: {each.method.lower(): _operation(each, keyless) for each in group} for path, group in by_path}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Vignette", "version": version("vignette"), "description": ABOUT},
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": _schemas(operations),
            "securitySchemes": {
                KEY_SCHEME: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Scopes: " + "; ".join(f"{name}: {words}" for name, words in SCOPES.items()) + ".",
                }
            },
        },
    }


def _operation(operation: Operation, keyless: bool) -> Schema:
    summary, _, words = operation.words.partition("\n")
    security = [{KEY_SCHEME: [operation.scope]}, *([{}] if keyless else [])] if operation.scope else [{}]
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": f"^({PATTERNS[name]})$"}}
        for name in operation.path_parameters
    ]
    headers = [
        {"name": each.name, "in": "header", "description": each.description, "schema": {"type": "string"}}
        for each in operation.headers
    ]
    schema: Schema = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": summary.rstrip("."),
        "description": " ".join(words.split()),
        "security": security,
        "parameters": [*path, *_query(operation), *headers],
        "responses": {**_answers(operation.answers), **_problems(operation)},
    }
    for parameter, media_type in SENT.items():
        if (model := operation.model(parameter)) is not None:
            schema["requestBody"] = {"required": True, "content": {media_type: {"schema": _ref(model)}}}
    return schema


def _query(operation: Operation) -> list[Schema]:
    model = operation.model("query")
    if model is None:
        return []
    schema = model.model_json_schema(ref_template=REF)
    parameters: list[Schema] = []
    for name, each in schema["properties"].items():
        # A value that may be absent is never null in an address.
        kinds = [kind for kind in each.get("anyOf", ()) if kind.get("type") != "null"]
        plain = {key: value for key, value in each.items() if key not in ("anyOf", "title", "description", "default")}
        default = {"default": each["default"]} if each.get("default") is not None else {}
        parameter = {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": each.get("description", ""),
            "schema": {**plain, **(kinds[0] if kinds else {}), **default},
        }
        parameters.append(parameter)
    return parameters


def _answers(answers: Iterable[Response]) -> Schema:
    """One entry per status; several media types of one status stand together."""
    responses: Schema = {}
    for answer in answers:
        entry = responses.setdefault(str(answer.status), {"description": answer.description})
        if answer.headers:
            entry["headers"] = {
                name: {"description": words, "schema": {"type": "string"}} for name, words in answer.headers.items()
            }
        if answer.status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            continue
        media: Schema
        if answer.model is not None:
            media = {"schema": _ref(answer.model)}
        elif answer.binary:
            media = {}
        else:
            media = {"schema": {"type": "object" if answer.media_type == "application/json" else "string"}}
        entry.setdefault("content", {})[answer.media_type] = media
    return responses


def _problems(operation: Operation) -> Schema:
    """The problems there can be, by status; each names the types it can have."""
    if not operation.scope and not operation.problems:
        return {}
    can_be = {*EVERYWHERE, *operation.problems}
    if operation.model("body") or operation.model("form"):
        can_be.update(WITH_BODY)
    if operation.model("query"):
        can_be.add(Types.INVALID)
    openai = operation.path.startswith("/v1/")
    content = (
        {"application/json": {"schema": _ref(OpenAIError)}}
        if openai
        else {MEDIA_TYPE: {"schema": _ref(ProblemDetails)}}
    )
    ordered = sorted(can_be, key=lambda each: (_status(each, openai), each.name))
    return {
        str(status): {"description": " ".join(f"{each.title} (`{each.name}`)" for each in group), "content": content}
        for status, group in groupby(ordered, key=lambda each: _status(each, openai))
    }


def _status(type: Type, openai: bool) -> int:
    return 400 if openai and type.status == HTTPStatus.UNPROCESSABLE_ENTITY else int(type.status)


def _ref(model: type[BaseModel]) -> Schema:
    return {"$ref": REF.format(model=model.__name__)}


def _schemas(operations: Iterable[Operation]) -> Mapping[str, Any]:
    bodies = {each.model(parameter) for each in operations for parameter in SENT} - {None}
    queries = {each.model("query") for each in operations} - {None}
    answers = {answer.model for each in operations for answer in each.answers if answer.model is not None}
    received = [(model, "validation") for model in sorted(bodies | queries, key=str)]
    sent = [
        (model, "serialization")
        for model in sorted(answers | {ProblemDetails, OpenAIError, QueuedEvent, ProgressEvent}, key=str)
    ]
    _, schema = models_json_schema([*received, *sent], ref_template=REF)  # type: ignore[list-item]
    return dict(schema["$defs"])
