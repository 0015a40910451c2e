"""What lies in a folder that is no diffusers pipeline, in one sentence that says what to do with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generation.engine import EngineError
from generation.engines.diffusers.single_file import checked_file

INDEX = "model_index.json"
# Classes of transformers by what they end with, and the setting that takes such a folder.
_SETTINGS = {
    "SafetyChecker": "checks pictures: name it as engine.checker",
    "BlipForConditionalGeneration": "describes pictures: name it as engine.describer",
    "ForCausalLM": "writes text: name it as engine.inspirer or engine.director",
}
_FILES = {
    ".onnx": "a model in ONNX, which is not read here: fetch the model with safetensors",
    ".gguf": "a part of a model in GGUF: put that into the folder transformer of the whole model",
    ".ckpt": "weights that may hold code, as all but safetensors can: fetch the model with safetensors",
    ".bin": "weights that may hold code, as all but safetensors can: fetch the model with safetensors",
}


def instead_of_pipeline(folder: Path) -> str:
    """Of a folder without an index of its own."""
    return f"There is no model in {folder}: it {next(_findings(folder))}."


def _findings(folder: Path) -> Iterator[str]:
    """What it is, the surest first."""
    deeper = sorted(file.parent.relative_to(folder) for file in folder.glob(f"*/{INDEX}"))
    deeper += sorted(file.parent.relative_to(folder) for file in folder.glob(f"*/snapshots/*/{INDEX}"))
    if deeper:
        yield f"lies deeper, in {deeper[0]}" if len(deeper) == 1 else f"holds {len(deeper)} models, such as {deeper[0]}"
    yield from _transformers(folder)
    weights = sorted(folder.glob("*.safetensors"))
    if (folder / "adapter_config.json").is_file():
        yield "holds a LoRA, which changes a model and is none: name the model it belongs to"
    if weights:
        yield _single(weights)
    kinds = {file.suffix for file in folder.rglob("*")}
    yield from (f"holds {told}" for suffix, told in _FILES.items() if suffix in kinds)
    yield f"holds no {INDEX}" if any(folder.iterdir()) else "is empty"


def _transformers(folder: Path) -> Iterator[str]:
    """One model of transformers, or one part of a pipeline."""
    try:
        config: Any = json.loads((folder / "config.json").read_bytes())
        name = str(config.get("_class_name") or (config.get("architectures") or [""])[0])
    except FileNotFoundError:
        return
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError, IndexError):
        yield "holds a config.json that is none"
        return
    for end, told in _SETTINGS.items():
        if name.endswith(end):
            yield f"holds {name}, which {told}"
    yield f"holds {name or 'a single model'}, which is one part of a model that draws: name the folder of the whole"


def _single(weights: list[Path]) -> str:
    """A model in a file of its own, and what it is, if it is one."""
    try:
        checked_file(weights[0])
    except EngineError as error:
        return f"holds no {INDEX}, and {str(error).removesuffix('.')}"
    one = weights[0].name if len(weights) == 1 else f"one of its {len(weights)} files, such as {weights[0].name}"
    return f"holds no {INDEX}: name the file itself, {one}"
