"""Whether a model folder is safe to open: weights in safetensors, classes we know, and no way to run code.

"Safe" switches of the loaders were all bypassed at some time (torch CVE-2026-24747, transformers CVE-2026-4372,
diffusers CVE-2026-44513), so what reaches them is judged by an allow-list first. A link inside the folder is followed:
hub caches are made of links.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import diffusers

from generation.engine import EngineError
from generation.engines.diffusers.modular_folder import MODULAR_INDEX, is_modular, parts_of, wrong_modular
from generation.engines.diffusers.no_pipeline import INDEX, instead_of_pipeline
from generation.engines.diffusers.parts import PICKLES, install, is_component, missing_packages, wrong_parts
from generation.engines.diffusers.pipeline_kinds import pipeline_kind
from generation.engines.diffusers.tensors import tensors

# What a loader would import if it found it. Pickles beside safetensors are never opened, nor anything else.
CODE_SUFFIXES = {".py", ".pyc", ".pyo", ".pyd", ".pyx", ".so", ".dll", ".dylib", ".sh", ".exe"}
CODE_KEYS = {"auto_map", "custom_pipeline", "custom_pipelines", "trust_remote_code", "_attn_implementation_internal"}
_TOLD = 8  # objections in one sentence
_OTHER_LIBRARIES = ("ONNX", "Flax")  # names of their pipelines begin with them
INDEX_KEYS = {"_class_name", "_diffusers_version", "_name_or_path"}
STORYBOOK = "StorybookPipeline"  # the one class of our own


def checked_class_name(folder: Path, *, draws: bool = True, weights: bool = True, gguf: Path | None = None) -> str:
    """The pipeline class of `folder`; raises `EngineError` for anything that could be more than a model, or is less.

    `draws`: whether it has to draw pictures from a prompt; `weights`: whether they have to lie there, or are elsewhere;
    `gguf`: the file that those of the transformer lie in, if it is one.
    """
    if is_modular(folder):
        return _checked_modular(folder, weights, gguf)
    file = folder / INDEX
    if not file.is_file():
        raise EngineError(instead_of_pipeline(folder))
    index = _json(folder, file)
    if not isinstance(index, dict):
        raise _refusal(folder, file, "is not an index")
    found = [*_wrong_config(index, folder, file), *_wrong_files(folder, CODE_SUFFIXES)]
    class_name = index.get("_class_name")
    if class_name != STORYBOOK:
        found += [*_wrong_index(index, folder, draws), *wrong_parts(index, folder, weights, gguf)]
    _raise(folder, found)
    return str(class_name)


def _checked_modular(folder: Path, weights: bool, gguf: Path | None) -> str:
    """The same of a folder that blocks draw with."""
    file = folder / MODULAR_INDEX
    index = _json(folder, file)
    if not isinstance(index, dict):
        raise _refusal(folder, file, "is not an index")
    found = [*_wrong_config(index, folder, file), *_wrong_files(folder, CODE_SUFFIXES)]
    found += [*wrong_modular(index, folder), *wrong_parts(parts_of(index, folder), folder, weights, gguf)]
    _raise(folder, found)
    return str(index["_class_name"])


def checked_architecture(folder: Path) -> str:
    """The class of a transformers folder; raises `EngineError` as above."""
    config = _json(folder, folder / "config.json")
    check_files(folder)
    architectures = config.get("architectures") if isinstance(config, dict) else None
    return str(architectures[0]) if isinstance(architectures, list) and len(architectures) == 1 else ""


def check_files(folder: Path) -> None:
    """No code, whole safetensors, and settings that fetch or run nothing; raises `EngineError` that tells all."""
    # Beside safetensors, which are read in their stead, pickles are no harm; alone they are all that there is.
    refused = CODE_SUFFIXES if any(folder.rglob("*.safetensors")) else CODE_SUFFIXES | PICKLES
    _raise(folder, list(_wrong_files(folder, refused)))


def _raise(folder: Path, found: Sequence[str]) -> None:
    if found:
        more = f"; and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
        raise EngineError(f"The model folder {folder.name!r} was refused: {'; '.join(found[:_TOLD])}{more}.")


def _wrong_files(folder: Path, refused: set[str]) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.is_dir() or hidden:  # loaders never look into .git or .cache
            continue
        if file.suffix.lower() in refused:
            yield _told(folder, file, "can run code: take weights in safetensors, and remove it")
        elif file.suffix == ".safetensors":
            yield from _wrong_weights(folder, file)
        elif file.suffix == ".json" and "config" in file.name:
            yield from _wrong_settings(folder, file)


def _wrong_weights(folder: Path, file: Path) -> Iterator[str]:
    try:
        tensors(file)
    except ValueError as error:
        yield _told(folder, file, str(error))


def _wrong_settings(folder: Path, file: Path) -> Iterator[str]:
    try:
        config = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        yield _told(folder, file, "is not JSON")
    else:
        yield from _wrong_config(config, folder, file)


def _wrong_config(config: Any, folder: Path, file: Path) -> Iterator[str]:
    """No key, at any depth, that makes a loader fetch or import code."""
    nested = config.values() if isinstance(config, dict) else config if isinstance(config, list) else ()
    if isinstance(config, dict):
        if code_keys := CODE_KEYS & set(config):
            yield _told(folder, file, f"asks for code by its key {min(code_keys)!r}")
        if "/" in str(config.get("_attn_implementation", config.get("attn_implementation", ""))):
            yield _told(folder, file, "asks for an attention kernel from elsewhere")
    for value in nested:
        yield from _wrong_config(value, folder, file)


def _wrong_index(index: dict[str, Any], folder: Path, draws: bool) -> Iterator[str]:
    file = folder / INDEX
    yield from _wrong_class(index.get("_class_name"), folder, file, draws)
    if not any(isinstance(value, list) for key, value in index.items() if key not in INDEX_KEYS):
        yield _told(folder, file, "names no parts of a model")
    for name, value in index.items():
        if not name.isidentifier() or (name.startswith("_") and name not in INDEX_KEYS):
            yield _told(folder, file, f"has a key that is not known: {name!r}")
        elif name in INDEX_KEYS or not isinstance(value, list):
            continue
        elif not _is_setting(value) and not is_component(value):
            yield _told(folder, file, f"takes {name!r} from neither diffusers nor transformers")


def _wrong_class(name: Any, folder: Path, file: Path, draws: bool) -> Iterator[str]:
    """A name that is no pipeline's, or that of one which is not to be had here, or does not draw."""
    pipeline = getattr(diffusers, name, None) if isinstance(name, str) else None
    of = next((f", but one of {each}" for each in _OTHER_LIBRARIES if str(name).startswith(each.title())), "")
    # ONNX's are diffusers' own where onnxruntime is installed, and have no safetensors.
    if of or not (isinstance(pipeline, type) and issubclass(pipeline, diffusers.DiffusionPipeline)):
        yield _told(folder, file, f"names no pipeline of diffusers {diffusers.__version__}{of}: {name!r}")
    elif missing := missing_packages(pipeline):
        yield f"{name} needs {install(missing)}"
    elif ".deprecated." in pipeline.__module__:
        yield f"diffusers {diffusers.__version__} has given {name} up: use another model"
    elif draws and (refusal := pipeline_kind(pipeline).refusal):
        yield f"{name} {refusal}"


def _is_setting(value: list[Any]) -> bool:
    """Numbers, as Krea 2 lists the layers of its text encoder."""
    return all(isinstance(each, int | float) for each in value)


def _json(folder: Path, file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except FileNotFoundError as error:
        raise EngineError(f"There is no model in {folder}: it holds no {file.name}.") from error
    except (ValueError, RecursionError) as error:
        raise _refusal(folder, file, "is not JSON") from error


def _refusal(folder: Path, file: Path, why: str) -> EngineError:
    return EngineError(f"The model folder {folder.name!r} was refused: {_told(folder, file, why)}.")


def _told(folder: Path, file: Path, why: str) -> str:
    return f"{file.relative_to(folder)} {why}"
