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
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import diffusers

from generation.engine import EngineError

# What a loader would import if it found it. Pickles beside safetensors are never opened, nor anything else.
CODE_SUFFIXES = {".py", ".pyc", ".pyo", ".pyd", ".pyx", ".so", ".dll", ".dylib", ".sh", ".exe"}
PICKLES = {".bin", ".ckpt", ".pt", ".pth", ".pkl"}
CODE_KEYS = {"auto_map", "custom_pipeline", "custom_pipelines", "trust_remote_code", "_attn_implementation_internal"}
_TOLD = 8  # objections in one sentence
_POINTER = 1024  # bytes: what Git leaves where it has not fetched a file is shorter
_MODULES = {"protobuf": "google.protobuf", "bs4": "bs4", "cv2": "cv2", "PIL": "PIL"}  # packages by what is imported
INDEX_KEYS = {"_class_name", "_diffusers_version", "_name_or_path"}
_PLACES = {"diffusers", "/"}  # what people call the folder of any model
_QUICK = 2**28  # bytes that are hashed in a second
_CARD = 2**18  # characters of a model card that are read
STORYBOOK = "StorybookPipeline"  # the one class of our own


def checked_class_name(folder: Path) -> str:
    """The pipeline class of `folder`; raises `EngineError` for anything that could be more than a model."""
    file = folder / "model_index.json"
    index = _json(folder, file)
    if not isinstance(index, dict):
        raise _refusal(folder, file, "is not an index")
    found = [*_wrong_config(index, folder, file), *_wrong_files(folder)]
    class_name = index.get("_class_name")
    if class_name != STORYBOOK:
        found += [*_wrong_index(index, folder), *_wrong_components(index, folder)]
    _raise(folder, found)
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
    if path.suffix == ".safetensors":
        return path.stem
    named = (part for part in reversed(path.parts) if part.lower() not in _PLACES)
    return next(named, path.name)


def model_hash(folder: Path) -> str:
    """The first ten hex digits of the SHA-256 of the denoiser's weights, as galleries name them.

    A hub's cache names its files by them; other weights are read, unless that would take long: then it is "".
    """
    files = [folder] if folder.is_file() else []
    files += [file for part in ("unet", "transformer") for file in sorted((folder / part).glob("*.safetensors"))]
    if not files:
        return ""
    blob = files[0].resolve()
    if re.fullmatch("[0-9a-f]{64}", blob.name):
        return blob.name[:10]
    return sha256(blob.read_bytes()).hexdigest()[:10] if blob.stat().st_size <= _QUICK else ""


def check_files(folder: Path) -> None:
    """No code, whole safetensors, and settings that fetch or run nothing; raises `EngineError` that tells all."""
    _raise(folder, list(_wrong_files(folder)))


def _raise(folder: Path, found: Sequence[str]) -> None:
    if found:
        more = f"; and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
        raise EngineError(f"The model folder {folder.name!r} was refused: {'; '.join(found[:_TOLD])}{more}.")


def _wrong_files(folder: Path) -> Iterator[str]:
    """Pickles are no harm beside safetensors, which are read in their stead; alone they are all that there is."""
    refused = CODE_SUFFIXES if any(folder.rglob("*.safetensors")) else CODE_SUFFIXES | PICKLES
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


def tensors(file: Path) -> dict[str, Any]:
    """The header of a safetensors file, by the names of its tensors: `dtype`, `shape` and `data_offsets`.

    Raises ValueError, to follow the file's name, where it is none. The layout counts, not the name: 8 bytes of length,
    that much JSON, then as many bytes as it promises.
    """
    size = file.stat().st_size
    with file.open("rb") as stream:
        start = stream.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else size
        header = stream.read(length) if 8 + length <= size and length < 100_000_000 else b""
    try:
        entries = {name: entry for name, entry in json.loads(header).items() if name != "__metadata__"}
        ends = [entry["data_offsets"][1] for entry in entries.values()]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        if file.stat().st_size < _POINTER and start.startswith(b"version "):
            raise ValueError("is only a pointer of Git LFS: fetch the file itself, with git lfs pull") from error
        raise ValueError("is not a safetensors file, whatever its name says") from error
    if max(ends, default=0) != size - 8 - length:
        raise ValueError("is damaged or cut short: fetch it again")
    return entries


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


def _wrong_index(index: dict[str, Any], folder: Path) -> Iterator[str]:
    file = folder / "model_index.json"
    class_name = index.get("_class_name")
    pipeline = getattr(diffusers, class_name, None) if isinstance(class_name, str) else None
    if not (isinstance(pipeline, type) and issubclass(pipeline, diffusers.DiffusionPipeline)):
        yield _told(folder, file, f"names no pipeline of diffusers {diffusers.__version__}: {class_name!r}")
    elif missing := missing_packages(pipeline):
        yield f"{class_name} needs {_install(missing)}"
    elif ".deprecated." in pipeline.__module__:
        yield f"diffusers {diffusers.__version__} has given {class_name} up: use another model"
    for name, value in index.items():
        if not name.isidentifier() or (name.startswith("_") and name not in INDEX_KEYS):
            yield _told(folder, file, f"has a key that is not known: {name!r}")
        elif isinstance(value, list) and not _is_setting(value) and not _is_component(value):
            yield _told(folder, file, f"takes {name!r} from neither diffusers nor transformers")


def _wrong_components(index: dict[str, Any], folder: Path) -> Iterator[str]:
    """Parts that the index names and that are not there, or that this installation cannot read."""
    packages: set[str] = set()
    for name, value in index.items():
        if not (isinstance(value, list) and _is_component(value) and value[0] and value[1]):
            continue
        part = folder / name
        if not part.is_dir() or not any(part.iterdir()):
            yield f"it lacks the folder {name}, which its index names: fetch it again"
            continue
        packages |= set(missing_packages(_class_of(*value)))
        kinds = {file.suffix for file in part.iterdir()}
        if ".safetensors" not in kinds and kinds & PICKLES:
            yield f"{name} has its weights only as pickles, which can run code: fetch it with safetensors"
        yield from _missing_shards(folder, part)
    if packages:
        yield f"it needs {_install(sorted(packages))}"


def _missing_shards(folder: Path, part: Path) -> Iterator[str]:
    """Of weights in several files: which of them their index names and nobody fetched."""
    for file in sorted(part.glob("*.safetensors.index*.json")):
        try:
            names = set(json.loads(file.read_bytes())["weight_map"].values())
        except (ValueError, KeyError, TypeError, AttributeError):
            yield _told(folder, file, "is not an index of weights")
            continue
        # Only what is loaded is asked for: a file for each number format may be named, and one fetched.
        missing = sorted(str(name) for name in names if not (part / str(name)).is_file())
        if missing and (len(missing) < len(names) or not any(part.glob("*.safetensors"))):
            yield f"it lacks {len(missing)} of {len(names)} files of weights, such as {part.name}/{missing[0]}"


def missing_packages(of: Any) -> list[str]:
    """What a stand-in for a class of diffusers or transformers says that it would need; [] for a class itself."""
    return [each for each in getattr(of, "_backends", None) or () if find_spec(_MODULES.get(each, each)) is None]


def _install(packages: Sequence[str]) -> str:
    return f"a package that is not installed: pip install {' '.join(packages)}"


def _class_of(library: str, name: str) -> Any:
    module = getattr(diffusers.pipelines, library, None) or import_module(library)
    return getattr(module, name, None)


def _is_setting(value: list[Any]) -> bool:
    """Numbers, as Krea 2 lists the layers of its text encoder."""
    return all(isinstance(each, int | float) for each in value)


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
    return EngineError(f"The model folder {folder.name!r} was refused: {_told(folder, file, why)}.")


def _told(folder: Path, file: Path, why: str) -> str:
    return f"{file.relative_to(folder)} {why}"


def model_card(folder: Path) -> str:
    """What the authors say of the model, as far as it lies beside it; "" where nothing does."""
    for name in ("README.md", "model_card.md"):
        try:
            return (folder / name).read_text(encoding="utf-8", errors="replace")[:_CARD]
        except OSError:
            continue
    return ""
