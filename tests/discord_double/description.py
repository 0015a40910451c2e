"""Discord's official OpenAPI description, asked which operation a request is and whether a body fits it.

`jsonschema_rs` says quickly that a body fits; what is wrong with one that does not, `jsonschema` knows better.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.discord_double.unknown_fields import unknown_fields

OPENAPI = Path(__file__).parents[1] / "data" / "discord" / "openapi.json"

ROOT = "discord:openapi"
formats = FormatChecker(formats=())


@formats.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@formats.checks("snowflake")
def _is_snowflake(value: object) -> bool:
    return not isinstance(value, str) or int(value) < 2**64


FORMATS = {"int32": _is_int32, "snowflake": _is_snowflake}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, with the values that stood in the path."""

    id: str
    schema: Mapping[str, Any]  # the OpenAPI operation object
    values: Mapping[str, str]


class Schemas:
    """The document's schemas, to hold values against."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._registry = Registry().with_resource(ROOT, Resource(contents=document, specification=DRAFT202012))
        self._quick_registry = jsonschema_rs.Registry([(ROOT, document)])
        self._quick: dict[str, Any] = {}  # validators by their schema

    def faults(self, schema: Mapping[str, Any], value: Any) -> list[str]:
        """The most telling mistake, if there is any."""
        rooted = _rooted(schema)
        if self._quick_validator(rooted).is_valid(value):
            return []
        validator = Draft202012Validator(rooted, registry=self._registry, format_checker=formats)
        error = next(validator.iter_errors(value), None)
        if error is None:  # a format that Discord itself does not hold to
            return []
        error = _meant(error)
        place = ".".join(str(part) for part in error.absolute_path) or "body"
        return [f"{place}: {error.message[:300]}"]

    def _quick_validator(self, rooted: dict[str, Any]) -> Any:
        key = json.dumps(rooted)
        if key not in self._quick:
            self._quick[key] = jsonschema_rs.Draft202012Validator(
                rooted, registry=self._quick_registry, validate_formats=True, formats=FORMATS
            )
        return self._quick[key]


class Description:
    """The description: as written for answers; for requests with integer snowflakes, which the real API takes."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._written = Schemas(document)
        self._tolerant = Schemas(_with_integer_snowflakes(document))
        self._verdicts: dict[str, list[str]] = {}
        templates = sorted(document["paths"], key=lambda path: path.count("{"))  # literal segments win
        self._routes = [(_pattern(template), document["paths"][template]) for template in templates]

    def operation(self, method: str, path: str) -> Operation | None:
        for pattern, item in self._routes:
            match = pattern.fullmatch(path)
            if match and method.lower() in item:
                schema = item[method.lower()]
                return Operation(schema["operationId"], schema, match.groupdict())
        return None

    def request_faults(self, operation: Operation, content_type: str, body: Any) -> list[str]:
        """What is wrong with a request body: the most telling schema error, and every field the description lacks."""
        content = operation.schema.get("requestBody", {}).get("content", {})
        if not content:
            return [] if body is None else ["a body where none belongs"]
        if content_type not in content:
            return [f"content type {content_type!r} is not accepted"]
        schema = content[content_type]["schema"]
        unknown = [f"{field}: unknown field" for field in unknown_fields(self._resolve, schema, body)]
        return [*self._faults(self._tolerant, schema, body), *unknown]

    def query_faults(self, operation: Operation, query: Mapping[str, str]) -> list[str]:
        known = {item["name"]: item for item in operation.schema.get("parameters", []) if item["in"] == "query"}
        faults = [f"{name}: unknown query parameter" for name in query if name not in known]
        for name in query.keys() & known.keys():
            schema = known[name]["schema"]
            faults += self._faults(self._tolerant, schema, _query_value(self._resolve(schema), query[name]))
        return faults

    def answer_faults(self, operation: Operation, status: int, body: Any) -> list[str]:
        """Whether the double's own answer has the shape that Discord's would have."""
        answers = operation.schema["responses"]
        answer = answers.get(str(status)) or answers.get(f"{status // 100}XX")
        if answer is None:
            return [f"status {status} is not described"]
        content = self._resolve(answer).get("content")
        if content is None:
            return [] if body is None else ["an answer where none belongs"]
        return self._faults(self._written, content["application/json"]["schema"], body)

    def _faults(self, schemas: Schemas, schema: Mapping[str, Any], value: Any) -> list[str]:
        """The first mistake; what was judged before is not judged again."""
        key = json.dumps([schemas is self._written, schema, value])
        if key not in self._verdicts:
            self._verdicts[key] = schemas.faults(schema, value)
        return self._verdicts[key]

    def _resolve(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            node: Any = self._document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                node = node[part]
            schema = node
        return schema


@cache
def official() -> Description:
    """Loaded once per test run: it is a megabyte."""
    return Description(json.loads(OPENAPI.read_text(encoding="utf-8")))


def _meant(error: ValidationError) -> ValidationError:
    """The innermost error, looking only into those alternatives of a oneOf that do not fail at their very `type`."""
    while error.context:
        mistaken = {inner.schema_path[0] for inner in error.context if list(inner.path) == ["type"] or _is_null(inner)}
        alternatives = [inner for inner in error.context if inner.schema_path[0] not in mistaken]
        error = max(alternatives or error.context, key=lambda inner: len(inner.path))
    return error


def _is_null(error: ValidationError) -> bool:
    return error.validator == "type" and error.validator_value == "null"


def _rooted(schema: Any) -> Any:
    """The schema with its `#/...` references pointing into the registered document."""
    if isinstance(schema, dict):
        return {key: f"{ROOT}{value}" if key == "$ref" else _rooted(value) for key, value in schema.items()}
    return [_rooted(item) for item in schema] if isinstance(schema, list) else schema


def _with_integer_snowflakes(document: Mapping[str, Any]) -> dict[str, Any]:
    components = document["components"]
    either = {"anyOf": [components["schemas"]["SnowflakeType"], {"type": "integer", "minimum": 0}]}
    schemas = components["schemas"] | {"SnowflakeType": either}
    return {**document, "components": components | {"schemas": schemas}}


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template)))


def _query_value(schema: Mapping[str, Any], text: str) -> Any:
    kind = schema.get("type")
    if kind == "boolean" and text.lower() in ("1", "0", "true", "false"):
        return text.lower() in ("1", "true")
    if kind == "integer" and text.isdecimal():
        return int(text)
    return text
