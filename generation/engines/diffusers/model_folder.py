"""Whether a model folder is safe to open: weights in safetensors, classes we know, and no way to run code.

"Safe" switches of the loaders were all bypassed at some time (torch CVE-2026-24747, transformers CVE-2026-4372,
diffusers CVE-2026-44513), so what reaches them is judged by an allow-list first. A link inside the folder is followed:
hub caches are made of links.
"""

from __future__ import annotations

import json
import os
import re
import struct
from hashlib import sha256
from pathlib import Path
from typing import Any

import diffusers

from generation.engine import EngineError

SUFFIXES = {".safetensors", ".json", ".txt", ".model", ".jinja", ".md", "", ".png", ".jpg", ".jpeg", ".webp"}
CODE_KEYS = {"auto_map", "custom_pipeline", "custom_pipelines", "trust_remote_code", "_attn_implementation_internal"}
INDEX_KEYS = {"_class_name", "_diffusers_version", "_name_or_path"}
_PLACES = {"diffusers", "/"}  # what people call the folder of any model
_QUICK = 2**28  # bytes that are hashed in a second
STORYBOOK = "StorybookPipeline"  # the one class of our own


def checked_class_name(folder: Path) -> str:
    """The pipeline class of `folder`; raises `EngineError` for anything that could be more than a model."""
    file = folder / "model_index.json"
    index = _json(folder, file)
    if not isinstance(index, dict):
        raise _refusal(folder, file, "is not an index")
    _check_config(index, folder, file)
    check_files(folder)
    class_name = index.get("_class_name")
    if class_name != STORYBOOK:
        _check_index(index, folder)
    return str(class_name)


def checked_architecture(folder: Path) -> str:
    """The class of a transformers folder; raises `EngineError` as above."""
    config = _json(folder, folder / "config.json")
    check_files(folder)
    architectures = config.get("architectures") if isinstance(config, dict) else None
    return str(architectures[0]) if isinstance(architectures, list) and len(architectures) == 1 else ""


def model_name(folder: Path) -> str:
    """What a person would call the model in a folder, which may be a hub's cache, or only the place of its files."""
    path = Path(os.path.abspath(folder.expanduser()))  # a link keeps its own name
    if path.parent.name == "snapshots":  # models--owner--name/snapshots/commit
        return path.parent.parent.name.rpartition("--")[2]
    named = (part for part in reversed(path.parts) if part.lower() not in _PLACES)
    return next(named, path.name)


def model_hash(folder: Path) -> str:
    """The first ten hex digits of the SHA-256 of the denoiser's weights, as galleries name them.

    A hub's cache names its files by them; other weights are read, unless that would take long: then it is "".
    """
    files = [file for part in ("unet", "transformer") for file in sorted((folder / part).glob("*.safetensors"))]
    if not files:
        return ""
    blob = files[0].resolve()
    if re.fullmatch("[0-9a-f]{64}", blob.name):
        return blob.name[:10]
    return sha256(blob.read_bytes()).hexdigest()[:10] if blob.stat().st_size <= _QUICK else ""


def check_files(folder: Path) -> None:
    """Nothing but weights in safetensors, words, and settings that fetch or run nothing."""
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.is_dir() or hidden:  # loaders never look into .git or .cache
            continue
        if file.suffix not in SUFFIXES:
            raise _refusal(folder, file, "can run code, or is of an unknown kind; remove it")
        if file.suffix == ".safetensors":
            _check_safetensors(folder, file)
        elif file.suffix == ".json" and "config" in file.name:
            _check_config(_json(folder, file), folder, file)


def _check_safetensors(folder: Path, file: Path) -> None:
    """The layout, not the name: 8 bytes of length, that much JSON, then as many bytes as it promises."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        start = stream.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else size
        header = stream.read(length) if 8 + length <= size and length < 100_000_000 else b""
    try:
        entries = json.loads(header)
        ends = [entry["data_offsets"][1] for name, entry in entries.items() if name != "__metadata__"]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise _refusal(folder, file, "is not a safetensors file, whatever its name says") from error
    if max(ends, default=0) != size - 8 - length:
        raise _refusal(folder, file, "is damaged or cut short; fetch it again")


def _check_config(config: Any, folder: Path, file: Path) -> None:
    """No key, at any depth, that makes a loader fetch or import code."""
    nested = config.values() if isinstance(config, dict) else config if isinstance(config, list) else ()
    if isinstance(config, dict):
        if code_keys := CODE_KEYS & set(config):
            raise _refusal(folder, file, f"asks for code by its key {min(code_keys)!r}")
        if "/" in str(config.get("_attn_implementation", config.get("attn_implementation", ""))):
            raise _refusal(folder, file, "asks for an attention kernel from elsewhere")
    for value in nested:
        _check_config(value, folder, file)


def _check_index(index: dict[str, Any], folder: Path) -> None:
    file = folder / "model_index.json"
    class_name = index.get("_class_name")
    pipeline = getattr(diffusers, class_name, None) if isinstance(class_name, str) else None
    if not (isinstance(pipeline, type) and issubclass(pipeline, diffusers.DiffusionPipeline)):
        raise _refusal(folder, file, f"names no pipeline of diffusers {diffusers.__version__}: {class_name!r}")
    for name, value in index.items():
        if not name.isidentifier() or (name.startswith("_") and name not in INDEX_KEYS):
            raise _refusal(folder, file, f"has a key that is not known: {name!r}")
        if isinstance(value, list) and not _is_component(value):
            raise _refusal(folder, file, f"takes {name!r} from neither diffusers nor transformers")


def _is_component(value: list[Any]) -> bool:
    """[library, class], where a library may also be a module of diffusers' own pipelines; or [null, null]."""
    if len(value) != 2 or not all(part is None or isinstance(part, str) for part in value):
        return False
    library = value[0]
    return library in (None, "diffusers", "transformers") or hasattr(diffusers.pipelines, library)


def _json(folder: Path, file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except FileNotFoundError as error:
        raise EngineError(f"There is no model in {folder}: it holds no {file.name}.") from error
    except (ValueError, RecursionError) as error:
        raise _refusal(folder, file, "is not JSON") from error


def _refusal(folder: Path, file: Path, why: str) -> EngineError:
    return EngineError(f"The model folder {folder.name!r} was refused: {file.relative_to(folder)} {why}.")
