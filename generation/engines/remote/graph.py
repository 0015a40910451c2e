"""A ComfyUI graph of the operator's own, with marks such as {prompt} where a request's values go.

It is the JSON that ComfyUI's menu calls "Export (API)": node id → class_type and inputs. An input that is nothing but a
mark becomes the value itself, a number where it is one; inside other words it becomes text. What stands in a value is
never read for marks again: a prompt cannot set a seed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generation.engine import DrawingRequest, EngineError

MARKS = (
    *("prompt", "negative", "seed", "width", "height", "steps", "guidance", "image", "strength"),
    *("mask", "control", "control_scale"),
)
PICTURES = ("image", "mask", "control")
NO_FILES: Mapping[str, str] = MappingProxyType({})
_MARK = re.compile(r"\{([a-z_]+)\}")
_MODELS = ("ckpt_name", "unet_name", "model_name")  # inputs of the loaders that come with ComfyUI


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by their id."""

    nodes: Mapping[str, Mapping[str, Any]]
    marks: frozenset[str]

    @property
    def classes(self) -> list[str]:
        """The kinds of its nodes, each once."""
        return sorted({str(node["class_type"]) for node in self.nodes.values()})

    @property
    def model(self) -> str:
        """The file that its first loader names, without its ending; "" where there is none."""
        names = (value for _, name, value in self._inputs() if name in _MODELS and isinstance(value, str))
        return next((Path(name.replace("\\", "/")).stem for name in names), "")

    def number(self, name: str) -> int | None:
        """What its first input of that name says, where it is a number."""
        values = (value for _, known, value in self._inputs() if known == name)
        return next((value for value in values if isinstance(value, int)), None)

    def filled(self, request: DrawingRequest, files: Mapping[str, str] = NO_FILES) -> dict[str, Any]:
        """With the values of a request; `files` are the names under which the server keeps its pictures, by mark."""
        values = {
            "prompt": request.prompt,
            "negative": request.negative_prompt,
            "seed": request.seed,
            "width": request.width,
            "height": request.height,
            "steps": request.num_inference_steps,
            "guidance": request.guidance_scale,
            **dict.fromkeys(PICTURES, ""),
            **files,
            "control_scale": 0.0 if request.control is None else request.control_scale,
            "strength": 1.0 if request.strength is None else request.strength,
        }
        return {key: {**node, "inputs": _filled(node["inputs"], values)} for key, node in self.nodes.items()}

    def _inputs(self) -> Iterator[tuple[str, str, Any]]:
        for key, node in self.nodes.items():
            for name, value in node["inputs"].items():
                yield key, name, value


def read_graph(file: str) -> Graph:
    """Raises EngineError, which says what to do, for a file that holds none."""
    path = Path(file).expanduser()
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EngineError(
            f"The graph {path} cannot be read ({error.strerror}): check graph in engine.options."
        ) from None
    except (ValueError, RecursionError):
        raise EngineError(f"{path} is not JSON: export the graph from ComfyUI once more.") from None
    if isinstance(told, dict) and "nodes" in told and "links" in told:
        raise EngineError(f"{path} is a workflow for ComfyUI's page: choose “Export (API)” in its menu instead.")
    if not isinstance(told, dict) or not told or not all(map(_is_node, told.values())):
        raise EngineError(f"{path} is no graph of ComfyUI: choose “Export (API)” in its menu.")
    marks = frozenset(mark for node in told.values() for mark in _marks(node["inputs"]))
    if "prompt" not in marks:
        raise EngineError(f"{path} has no {{prompt}}: write it as the text of the node that reads the prompt.")
    return Graph(told, marks)


def _is_node(node: object) -> bool:
    return isinstance(node, dict) and isinstance(node.get("class_type"), str) and isinstance(node.get("inputs"), dict)


def _marks(value: object) -> Iterator[str]:
    match value:
        case str():
            yield from (name for name in _MARK.findall(value) if name in MARKS)
        case dict():
            for each in value.values():
                yield from _marks(each)
        case list():
            for each in value:
                yield from _marks(each)


def _filled(value: Any, values: Mapping[str, Any]) -> Any:
    match value:
        case str():
            if (whole := _MARK.fullmatch(value)) and whole[1] in values:
                return values[whole[1]]
            return _MARK.sub(lambda found: str(values.get(found[1], found[0])), value)
        case dict():
            return {name: _filled(each, values) for name, each in value.items()}
        case list():
            return [_filled(each, values) for each in value]
        case _:
            return value
