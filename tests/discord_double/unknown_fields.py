"""Fields a request carries that the description does not know; JSON Schema itself lets them pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
Resolve = Callable[[Schema], Schema]


def unknown_fields(resolve: Resolve, schema: Schema, value: Any, place: str = "") -> Iterator[str]:
    """The dotted names of all unknown fields in `value`."""
    shapes = [shape for shape in _shapes(resolve, schema) if _may_be(shape, value)]
    if isinstance(value, list):
        items = {"anyOf": [shape["items"] for shape in shapes if "items" in shape]}
        for index, item in enumerate(value):
            yield from unknown_fields(resolve, items, item, f"{place}{index}.")
    if isinstance(value, dict) and not any("additionalProperties" in shape for shape in shapes):
        known: dict[str, list[Schema]] = defaultdict(list)
        for shape in shapes:
            for name, sub in shape.get("properties", {}).items():
                known[name].append(sub)
        for name, item in value.items():
            if name not in known:
                yield f"{place}{name}"
            else:
                yield from unknown_fields(resolve, {"anyOf": known[name]}, item, f"{place}{name}.")


def _shapes(resolve: Resolve, schema: Schema) -> Iterator[Schema]:
    """Every alternative a schema stands for."""
    schema = resolve(schema)
    yield schema
    for word in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(word, ()):
            yield from _shapes(resolve, part)


def _may_be(shape: Schema, value: Any) -> bool:
    """Components, options and callbacks are told apart by the numbers their `type` may take."""
    if not isinstance(value, dict) or "type" not in value:
        return True
    kinds = shape.get("properties", {}).get("type", {}).get("enum")
    return kinds is None or value["type"] in kinds
